"""The registry of sheets: lists of rows that a room declares, with what it does when a row is saved and when all are settled."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Case, SheetRow, Task
from workflows.casework.operation_values import Kind, Mismatch, kind_of
from workflows.people import Actor
from workflows.procedure.signatures import SheetWords
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

SETTLED, LEFT = "rows_settled", "rows_left"
"""The variables that every task over a sheet leaves in the case: how many rows have answers, and how many a reason instead."""


@dataclass(frozen=True, slots=True)
class SheetCall:
    """What the end of a sheet is given: its transaction, the case, the task over the rows, and who completes it."""

    work: UnitOfWork
    case: Case
    task: Task
    actor: Actor
    counts: Mapping[str, int]  # SETTLED and LEFT


@dataclass(frozen=True, slots=True)
class RowCall:
    """What saving a row is given beside its columns and answers; the row itself is written by the verb afterwards."""

    work: UnitOfWork
    case: Case
    task: Task
    actor: Actor
    row: SheetRow


@dataclass(frozen=True, slots=True)
class Sheet:
    """A declared sheet: its words for designers, and the functions that carry it out."""

    words: SheetWords
    save: Callable[[RowCall, Any, Any], None]
    finish: Callable[[SheetCall], None] | None
    columns: Kind
    answers: Kind

    def require_columns(self, given: Mapping[str, Any], key: str) -> None:
        """Raises InvalidRequest where what a row is opened with is not what the sheet declares."""
        self._require(self.columns, given, key)

    def take(self, call: RowCall, answers: Mapping[str, Any]) -> None:
        """Let the room do what it does with a row. Raises InvalidRequest, or what the room refuses it with."""
        given = {name: value for name, value in answers.items() if value is not None}
        self._require(self.answers, given, call.row.key)
        self.save(call, call.row.given, given)

    def _require(self, kind: Kind, values: Mapping[str, Any], key: str) -> None:
        try:
            kind.read(values)
        except Mismatch as error:
            place = error.path.removeprefix(".") or self.words.name
            raise InvalidRequest(
                f"Row {key} of {self.words.name}: {place} must be {error.expected.en}.",
                f"{self.words.name} 的行 {key}：{place} 应为{error.expected.zh}。",
            ) from None


_sheets: dict[str, Sheet] = {}
Save = TypeVar("Save", bound=Callable[[RowCall, Any, Any], None])


def sheet(name: str, says: Sentence, *, finish: Callable[[SheetCall], None] | None = None) -> Callable[[Save], Save]:
    """Register a function as what saves a row of the sheet `room.name`; `says` is one sentence for designers.

    Its second parameter is a TypedDict of the columns that rows are opened with, each `Annotated[type, Sentence(label)]`; its third
    a TypedDict of the answers that it takes. It may refuse a row by InvalidAnswers or InvalidRequest. `finish` is asked once every
    row is settled or has a reason: it may refuse the end by InvalidRequest, or write what follows from the whole. Raises ValueError
    for a name taken or without a room.
    """

    def register(function: Save) -> Save:
        if name in _sheets or "." not in name:
            raise ValueError(f"{name} is taken, or names no room: call the sheet `room.name`.")
        _sheets[name] = _declared(name, says, function, finish)
        return function

    return register


def _declared(
    name: str, says: Sentence, save: Callable[[RowCall, Any, Any], None], finish: Callable[[SheetCall], None] | None
) -> Sheet:
    hints = typing.get_type_hints(save)
    _, columns, answers = (hints[each] for each in inspect.signature(save).parameters)
    labels = {}
    for key, hint in typing.get_type_hints(columns, include_extras=True).items():
        if typing.get_origin(hint) is typing.NotRequired:
            (hint,) = typing.get_args(hint)
        marks = typing.get_args(hint)[1:] if typing.get_origin(hint) is typing.Annotated else ()
        labels[key] = next((mark for mark in marks if isinstance(mark, Sentence)), Sentence(key, key))
    taken = typing.get_type_hints(answers, include_extras=True)
    words = SheetWords(
        name=name,
        says=says,
        columns=labels,
        answers=tuple(taken),
        asked=tuple(key for key, hint in taken.items() if typing.get_origin(hint) is not typing.NotRequired),
    )
    return Sheet(words, save, finish, kind_of(columns), kind_of(answers))


def sheet_named(name: str) -> Sheet | None:
    """The declared sheet of this name, or None; a name without a dot is one that a procedure opens for itself."""
    return _sheets.get(name)


def registered_sheets() -> Mapping[str, SheetWords]:
    """What diagrams may name of the declared sheets, sorted by name; the checks ask it."""
    return {name: _sheets[name].words for name in sorted(_sheets)}
