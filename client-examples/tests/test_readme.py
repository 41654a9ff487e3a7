"""What the README shows works, and what it points to is there."""

import re

import adbc_driver_flightsql.dbapi as flightsql
from conftest import ROOT, Server

README = (ROOT / "README.md").read_text()


def test_the_query_gives_the_output_beside_it(server: Server) -> None:
    sql = re.search(r'cursor\.execute\("""(.*?)"""\)', README, re.DOTALL).group(1)
    shown = re.search(r"```python.*?```\n\n```\n(.*?)```", README, re.DOTALL).group(1)
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        printed = cursor.fetch_arrow_table().to_pandas().to_string(index=False)
    assert printed.split() == shown.split()


def test_the_classes_to_start_reading_with_exist() -> None:
    section = README.split("## Start reading here")[1].split("\n## ")[0]
    links = re.findall(r"\[`(\w+)`\]\(([^)]+)\)", section)
    assert len(links) == 4
    for name, path in links:
        assert path.endswith(f"/{name}.java")
        assert (ROOT / path).is_file(), path


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
