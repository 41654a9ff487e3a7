"""The reference computes the digests of the checked-in vectors, and tells apart what differs."""

import json
import pathlib

import pyarrow as pa
import pytest

from digest import digest, murmur3
from split import part

VECTORS = pathlib.Path(__file__).parents[2] / "query-planner" / "src" / "test" / "resources" / "digest"
CASES = json.loads((VECTORS / "vectors.json").read_text())


@pytest.mark.parametrize("vector", CASES, ids=lambda vector: vector["case"])
def test_vector(vector):
    whole, columns = digest(pa.ipc.open_file(str(VECTORS / f"{vector['case']}.arrow")).read_all())
    assert (whole, dict(columns)) == (vector["whole"], vector["columns"])


def test_the_hash_is_the_published_one():
    data = b"The quick brown fox jumps over the lazy dog"
    assert murmur3(data).to_bytes(16, "little").hex() == "6c1b07bc7bbc4be347939ac4a93c437a"


def test_parts_are_those_the_server_gives():
    """SplitTest.hashIsTheOneThatIsSpecified has the same letters."""
    sides = (
        part({"id": pa.scalar(i), "city": pa.scalar(f"c{i}" if i else None, pa.string())}, {"a": 0.5, "b": 0.5}, "pepper")
        for i in range(12)
    )
    assert "".join(sides) == "bbbaaabbbabb"


def test_dictionaries_and_large_strings_digest_as_plain_strings():
    plain = pa.table({"a": ["x", None, "y"]})
    assert digest(pa.table({"a": plain["a"].dictionary_encode()})) == digest(plain)
    assert digest(plain.cast(pa.schema([("a", pa.large_string())]))) == digest(plain)
