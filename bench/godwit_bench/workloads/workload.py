"""A workload: one question, how the answer is used, and what is varied around it."""

from __future__ import annotations

from dataclasses import dataclass

from godwit_bench.questions import PointInTime, Question


@dataclass(frozen=True)
class Workload:
    name: str
    group: str
    title: str
    question: Question
    #: arrow, pandas, parquet or first-batch: what the client makes of the answer.
    into: str = "arrow"
    #: The kernel is asked to forget the tables' files before every run.
    files_cold: bool = False
    #: More than one client, or more than one request each, makes it a load test.
    clients: int = 1
    requests: int = 1
    #: A point on a growth curve: what grows, and how far it is here.
    axis: tuple[str, float] | None = None
    #: Only these peers, where the others have no business.
    only: tuple[str, ...] | None = None

    @property
    def is_load(self) -> bool:
        return self.clients > 1 or self.requests > 1

    @property
    def tables(self) -> tuple[str, ...]:
        return self.question.tables

    @property
    def frames(self) -> tuple[str, ...]:
        question = self.question
        if isinstance(question, PointInTime):
            return (question.labels.name,) if question.labels.uploaded else ()
        frame = getattr(question, "frame", None)
        return (frame,) if frame else ()
