"""The part of a training dataset a row is in, as `split.hash` has it; query-planner/TRAINING.md says what it computes."""

from digest import M64, cell, key, murmur3, total


def part(row, shares, salt=""):
    """`row` is a dict of the columns hashed, as pyarrow scalars; `shares` names each part's share of the rows."""
    cells = [cell(value, key(name, value.type)) for name, value in row.items()]
    row_hash = murmur3(total(cells).to_bytes(16, "little"))
    salted = murmur3(row_hash.to_bytes(16, "little"), murmur3(salt.encode())) & M64
    fraction, reached = (salted >> 11) / 2**53, 0.0
    for name, share in sorted(shares.items()):
        reached += share
        if fraction < reached:
            break
    return name
