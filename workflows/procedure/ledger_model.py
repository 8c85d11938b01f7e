"""What a ledger (台账) of a procedure is once its file has been read: title, who reads it, by which day it is kept, its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from workflows.procedure.letter_model import Place
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column: `value` is the FEEL, without its `=`, of its cell; neighbours of the same `group` stand under one head."""

    key: str
    head: Sentence
    value: str
    group: Sentence | None = None
    width: int = 14


def plain_column(key: str, en: str, zh: str, width: int, group: Sentence | None = None) -> LedgerColumn:
    """A column of a table that no file of a procedure describes: its cells are given, not worked out."""
    return LedgerColumn(key, Sentence(en, zh), "", group, width)


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """One ledger. `readers` are the posts that open it, of those that read the file of a case; `day` is the FEEL, without its `=`,
    of the day that a row belongs to."""

    id: str
    file: str
    title: Sentence
    readers: tuple[str, ...]
    day: str
    columns: tuple[LedgerColumn, ...]
    lines: Mapping[str, int] = field(default_factory=dict)

    def places(self) -> Iterator[Place]:
        """Every expression of the ledger, in the order of its columns."""
        yield Place("day", self.day, self.line("day"), False)
        for number, column in enumerate(self.columns):
            yield Place(f"columns.{number}.value", column.value, self.line(f"columns.{number}.value"), False)

    def line(self, key: str) -> int | None:
        """The line where a key stands, or that of what it stands in."""
        return self.lines.get(key) or self.lines.get(key.rpartition(".")[0]) or self.lines.get(key.partition(".")[0])

    def heads(self) -> Iterator[tuple[Sentence | None, tuple[LedgerColumn, ...]]]:
        """The columns in their order, neighbours of the same group together."""
        for group, columns in groupby(self.columns, key=lambda column: column.group):
            yield group, tuple(columns)

    @property
    def is_of_cases(self) -> bool:
        """Whether its rows are written by cases, as those are that a procedure describes; any other is a table of records."""
        return bool(self.file)

    @property
    def has_groups(self) -> bool:
        """Whether its head has two rows."""
        return any(column.group is not None for column in self.columns)
