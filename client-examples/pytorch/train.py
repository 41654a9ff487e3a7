"""PyTorch: two DataLoader workers read disjoint parts of one snapshot, in an order that seed and epoch decide.

Run `deploy/godwit demo --keep` first, then
`deploy/godwit python -m pip install -r client-examples/requirements-torch.txt` (some gigabytes) and
`PYTHONPATH=client-examples/python-helper deploy/godwit python client-examples/pytorch/train.py`.
"""

import os

import torch
from godwit.torch import GodwitDataset
from torch.utils.data import DataLoader

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

dataset = GodwitDataset(
    URI,
    "SELECT distance, dep_delay FROM nyc.flights WHERE dep_delay IS NOT NULL",
    seed=42,
)
slope = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([slope], lr=0.1)

for epoch in range(2):
    dataset.set_epoch(epoch)
    for batch in DataLoader(dataset, batch_size=None, num_workers=2):
        # Thousands of miles against hours of delay.
        loss = ((slope * batch["distance"] / 1000 - batch["dep_delay"] / 60) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {slope.item():.2f} hours of delay per thousand miles, loss {loss.item():.3f}")
