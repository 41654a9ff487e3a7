"""The README's first command, whole."""

import subprocess

from conftest import LAUNCHER


def test_demo_ends_with_the_dataset_reproduced_exactly() -> None:
    done = subprocess.run([LAUNCHER, "demo", "--port", "0"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict: EXACT" in done.stdout
    assert "row by row equal to the frame the model learned from: True" in done.stdout
