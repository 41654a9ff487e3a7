"""The performance section of the root README: generated from a results folder, never typed."""

from __future__ import annotations

from pathlib import Path

from godwit_bench.report.headline import summary_table
from godwit_bench.report.results import Results

_BEGIN, _END = "<!-- performance:begin (made by bench/run readme) -->", "<!-- performance:end -->"


class NoSuchSection(Exception):
    """The file has no place for what is generated."""


def update_readme(readme: Path, folder: Path) -> None:
    results = Results(folder)
    machine = results.about["details"]
    section = (
        f"Measured {results.about['date']} on {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB"
        f" ({results.about['mode']} mode, median of {results.scale.repeats} interleaved runs; every answer compared with an oracle first)."
        f" A peer's figure is its time divided by Godwit's: above 1, Godwit is faster."
        f" [All figures](bench/results/{folder.resolve().name}/report.md), [how they are made](bench/README.md).\n\n"
        f"{summary_table(results)}"
    )
    readme.write_text(replace_section(readme.read_text(), _BEGIN, _END, section))


def replace_section(text: str, begin: str, end: str, section: str) -> str:
    if begin not in text or end not in text:
        raise NoSuchSection(f"put the lines `{begin}` and `{end}` where the generated section is to stand")
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{section}\n{end}{tail}"
