"""Lists paged by key: a page begins after the last row of the one before it, so that the tenth thousand costs what the first does.

A list is walked over one index for each thing that somebody is (their posts, units, themselves), and each walk stops when the page
is full: no list costs more because the database holds more.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, Uuid, case, func, literal, select, tuple_, union, union_all

from workflows.casework.queue import NEVER, digits_of, moment_of_digits
from workflows.store import UnitOfWork
from workflows.store.base import UtcDateTime

T = TypeVar("T")
COUNT_LIMIT = 50  # counting on beyond this tells nobody anything and costs the page its speed
SCAN_LIMIT = (
    200  # rows that a filter without an index of its own looks through for one page; the next page goes on there
)
WORDS_LIMIT = 100  # the same of a search for words: to fetch a row's texts takes longer than to ask for a column of it


class Key(NamedTuple):
    """Where in a list a row stands: by its place in digits, then by its id."""

    place: str
    id: uuid.UUID

    @property
    def text(self) -> str:
        """For an address."""
        return f"{self.place}.{self.id.hex}"


def key_of(text: str | None) -> Key | None:
    """The key that an address names; None, which is the beginning, for anything else."""
    place, _, digits = (text or "").partition(".")
    try:
        if place[:20] != NEVER:
            moment_of_digits(place[:20])
        return Key(place, uuid.UUID(hex=digits)) if place.isascii() and place.isdigit() else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """One page of a list; `following` is where the next begins, None at the end."""

    rows: Sequence[T]
    following: Key | None


def beyond(place: Any, row_id: Any, after: Key | None, *, is_falling: bool = False) -> list[ColumnElement[bool]]:
    """SQL: the row stands after the key."""
    if after is None:
        return []
    value: Any = after.place
    if isinstance(place.type, UtcDateTime):
        value = datetime.max.replace(tzinfo=UTC) if value.startswith(NEVER) else moment_of_digits(value[:20])
    here, there = tuple_(place, row_id), tuple_(literal(value, place.type), literal(after.id, Uuid()))
    return [here < there if is_falling else here > there]


def merged(arms: Sequence[Select[Any, Any]], limit: int, *, is_falling: bool = False) -> Select[Any, Any]:
    """SELECT of (place, id), each once, the first `limit` of several such selects: one for each index range that is walked.

    Each walks its own range in order and stops when the page is full, which no `OR` over the ranges would.
    """

    def first(arm: Any) -> Any:
        place, row_id = arm.c
        order = (place.desc(), row_id.desc()) if is_falling else (place, row_id)
        return select(place, row_id).order_by(*order).limit(limit)

    walked = [first(arm.subquery()).subquery() for arm in arms]
    if len(walked) == 1:
        return select(*walked[0].c)
    return first(union(*(select(*arm.c) for arm in walked)).subquery())  # type: ignore[no-any-return]


Narrow = Callable[[Select[Any, Any], Any], Select[Any, Any]]
"""A SELECT of looked-through rows, and their id in it, narrowed to those that a filter leaves."""


def page_of(
    work: UnitOfWork,
    walk: Callable[[int], Select[Any, Any]],
    per_page: int,
    narrow: Narrow | None = None,
    *,
    is_falling: bool = False,
    reads_texts: bool = False,
) -> Rows[uuid.UUID]:
    """The ids of one page. `walk` gives the (place, id) rows from where the page begins, as many as it is asked for.

    `narrow` leaves those that have what no index has, and may join other rows by their keys, one to each: SCAN_LIMIT rows are
    looked through (WORDS_LIMIT where it reads texts), and the next page goes on after them, so that a page may hold few rows, or
    none, and yet be followed by another.
    """
    if narrow is None:
        first = work.session.execute(walk(per_page + 1)).all()
        return Rows([row[1] for row in first[:per_page]], _key(first[per_page - 1]) if len(first) > per_page else None)
    limit = WORDS_LIMIT if reads_texts else SCAN_LIMIT
    scanned = walk(limit).cte("scanned")
    place, row_id = scanned.c
    order = (place.desc(), row_id.desc()) if is_falling else (place, row_id)
    in_order = select(place, row_id).order_by(*order)
    found = narrow(in_order, row_id).limit(per_page + 1).subquery()
    last = in_order.offset(limit - 1).limit(1).subquery()
    rows = work.session.execute(
        union_all(select(*found.c, literal(0).label("is_last")), select(*last.c, literal(1)))
    ).all()
    kept = sorted(((row[0], row[1]) for row in rows if not row[2]), reverse=is_falling)
    if len(kept) > per_page:
        return Rows([row[1] for row in kept[:per_page]], _key(kept[per_page - 1]))
    ends = [(row[0], row[1]) for row in rows if row[2]]
    return Rows([row[1] for row in kept], _key(ends[0]) if ends else None)


def _key(row: Any) -> Key:
    place, row_id = row
    return Key(digits_of(place) if isinstance(place, datetime) else place, row_id)


def counted(work: UnitOfWork, walk: Callable[[int], Select[Any, Any]]) -> tuple[int, bool]:
    """(How many rows a walk has, whether there are more): it stops at COUNT_LIMIT."""
    found = work.session.scalar(select(func.count()).select_from(walk(COUNT_LIMIT + 1).subquery())) or 0
    return min(found, COUNT_LIMIT), found > COUNT_LIMIT


def checked(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: the condition, asked of rows that are found otherwise.

    No index is looked up by it: one on a status or a holder would mislead a planner that has no statistics. Nor is it asked as a
    comparison, of which PostgreSQL believes that hardly a row has it: it would read a whole list to sort it, where a page is
    full after a few rows.
    """
    return case((condition, 1)).is_not(None)
