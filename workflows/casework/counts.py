"""The numbers beside the navigation, on every page of everybody: one statement, and none of them counts without end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all

from workflows.casework.board import overdue_cases
from workflows.casework.inbox import end_of_today
from workflows.casework.keys import COUNT_LIMIT
from workflows.casework.queue import digits_of
from workflows.casework.waiting import held_by, offered_to
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks an actor holds, those the actor's posts may take, how many of both are overdue and how many are due today; cases
    with a clock that ran over.

    The two kinds of tasks, and the cases, are counted up to COUNT_LIMIT each.
    """

    mine: int
    posts: int
    overdue: int
    due_today: int
    overdue_clocks: int

    @property
    def open(self) -> int:
        """All tasks that the actor may complete or take."""
        return self.mine + self.posts


def counts(work: UnitOfWork, actor: Actor) -> Counts:
    """The numbers for one person: one statement, which walks each list once and no further than the limit."""
    mine, posts = (
        held_by(work, actor, limit=COUNT_LIMIT).subquery(),
        offered_to(work, actor, limit=COUNT_LIMIT).subquery(),
    )
    waits = union_all(
        select(literal(1).label("is_mine"), mine.c[0].label("place")), select(literal(0), posts.c[0])
    ).subquery()
    place, is_mine = waits.c.place, waits.c.is_mine
    now, tomorrow = digits_of(work.now), digits_of(end_of_today(work.now) + timedelta(microseconds=1))

    def number(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    late = select(func.count()).select_from(overdue_cases(work, actor).subquery()).scalar_subquery()
    asked = select(
        number(is_mine == 1),
        number(is_mine == 0),
        number(place < now),
        number(and_(place >= now, place < tomorrow)),
        late,
    )
    return Counts(*work.session.execute(asked).one())
