"""The page of a task over a sheet as one reader may read it: filtered, sorted, a page by key, and how far it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.casework.duties import absent_must_not
from workflows.casework.errors import NotAllowed, NotFound
from workflows.casework.row_grants import ABOUT_KIN, rows_open
from workflows.casework.sheet_rows import RowView, counts_of, is_ended, row_form_of, rows_of, sheet_of
from workflows.casework.tasks import TaskView
from workflows.casework.words import RowState
from workflows.procedure.form_model import Form, FormField
from workflows.store import UnitOfWork

PER_PAGE = 50
NAME = "name"  # sorts by what people call the rows; no question may have this key


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows, in which order, after which one. `sort` is a key of the form or `name`, with `-` before it from the last on."""

    words: str = ""
    state: RowState | None = None
    sort: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What the page shows. `counts` are of all rows that the reader may read, `matching` of those that were asked for, `untouched`
    of these the ones that are open and on which nobody was asked, so that there are no words of theirs to look at first; `kept` is
    how many stand as an earlier round of the step settled them."""

    form: Form
    columns: Sequence[FormField]
    rows: Sequence[RowView]
    counts: Mapping[RowState, int]
    matching: int
    untouched: int
    kept: int
    following: str | None

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them are settled or have a reason."""
        return self.total - self.counts[RowState.OPEN]


Words = Callable[[FormField, RowView], str]


def sheet_page(
    work: UnitOfWork, view: TaskView, asked: Asked, words_of: Words, *, per_page: int | None = PER_PAGE
) -> SheetPage:
    """The rows of a task's sheet in one statement; `words_of` gives a value as the reader sees it, for the search.

    `per_page` of None gives all of them.
    """
    form = row_form_of(view.procedure, view.element)
    rows = _open_rows(work, view, form)
    columns = [field for field in form.inputs if view.opened.grants.may_read_field(field, None)]
    ordered = _sorted(rows, columns, asked.sort)
    matching = {row.id for row in ordered if _matches(row, columns, asked, words_of)}
    place = next((number for number, row in enumerate(ordered, 1) if row.key == asked.after), 0)
    rest = [row for row in ordered[place:] if row.id in matching]
    page = rest[:per_page]
    following = page[-1].key if len(page) < len(rest) else None
    untouched = sum(is_untouched(row) for row in rows if row.id in matching)
    kept = sum(row.round is not None for row in rows)
    return SheetPage(form, columns, page, counts_of(rows), len(matching), untouched, kept, following)


def is_untouched(row: RowView) -> bool:
    """Whether a row is open, nobody was asked on it, and the reader may settle it at all."""
    return row.state is RowState.OPEN and row.said is None and not row.is_close


def one_row(work: UnitOfWork, view: TaskView, row_id: uuid.UUID) -> RowView:
    """One row of a task's sheet as the reader may read it. Raises NotFound, and NotAllowed for one about them or a relative, or
    about somebody for whom they stand in or a relative of those."""
    rows = _open_rows(work, view, row_form_of(view.procedure, view.element), only=row_id)
    if not rows:
        raise NotFound("This row does not exist in the sheet.", "该表中没有这一行。")
    actor = view.opened.grants.actor
    if rows[0].is_close and rows[0].person_id not in actor.close:
        raise NotAllowed(
            *absent_must_not(next(each.name for each in actor.stand_ins if rows[0].person_id in each.close))
        )
    if rows[0].is_close:
        raise NotAllowed(*ABOUT_KIN)
    return rows[0]


def progress_of_rows(work: UnitOfWork, view: TaskView) -> Mapping[RowState, int]:
    """How the rows stand that the reader may read."""
    return counts_of(_open_rows(work, view, row_form_of(view.procedure, view.element)))


def _open_rows(work: UnitOfWork, view: TaskView, form: Form, only: uuid.UUID | None = None) -> list[RowView]:
    sheet = None if is_ended(view.task) else sheet_of(view.task, view.element, view.opened.run.evaluate)
    keeps = view.element.property("sheet_again") is not None
    return rows_open(view.opened.grants, view.task, form, rows_of(work, view.task, sheet, only=only, keeps=keeps))


def _matches(row: RowView, columns: Sequence[FormField], asked: Asked, words_of: Words) -> bool:
    if asked.state is not None and row.state is not asked.state:
        return False
    wanted = asked.words.casefold().split()
    if not wanted:
        return True
    text = " ".join([row.key, row.name, row.reason, *(words_of(field, row) for field in columns)]).casefold()
    return all(word in text for word in wanted)


def _sorted(rows: Sequence[RowView], columns: Sequence[FormField], sort: str) -> list[RowView]:
    key, is_down = sort.removeprefix("-"), sort.startswith("-")
    if key == NAME:
        return sorted(rows, key=lambda row: row.name, reverse=is_down)
    if key not in {field.key for field in columns}:
        return list(rows)
    # What is not answered yet stands last, whichever way.
    empty = [row for row in rows if _rank(row, key)[0] == 0]
    full = [row for row in rows if _rank(row, key)[0] > 0]
    return [*sorted(full, key=lambda row: _rank(row, key), reverse=is_down), *empty]


def _rank(row: RowView, key: str) -> tuple[int, Any]:
    value = row.values.get(key)
    if value is None or value in ("", []):
        return (0, 0)
    if isinstance(value, (bool, int, float)):
        return (1, value)
    return (2, str(value))
