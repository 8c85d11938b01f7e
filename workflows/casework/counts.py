"""The numbers beside the navigation, on every page of everybody: one statement, and none of them counts without end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, not_, or_, select, union_all

from workflows.casework import access
from workflows.casework.clock_sight import SEES_ALL, seen_by_row
from workflows.casework.duties import Left, Standing, standing_of, stands_aside_with
from workflows.casework.inbox import end_of_today
from workflows.casework.keys import COUNT_LIMIT, checked
from workflows.casework.models import CaseReader, Deadline, DeadlineStatus, Notice, NoticeChoice, RowAsk
from workflows.casework.notices import UNREAD_FOR, posts_told
from workflows.casework.queue import digits_of
from workflows.casework.waiting import held_with, named_by, offered_to, offered_with, posts_of, stand_ins_of
from workflows.casework.words import AskState
from workflows.people import Actor
from workflows.store import UnitOfWork
from workflows.store.base import UtcDateTime


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks an actor holds, those the actor's posts may take, how many of both are overdue and how many are due today; cases
    with a clock that ran over; rows on which the actor is asked to answer; notices not yet read.

    The two kinds of tasks, the cases, the rows and the notices are counted up to COUNT_LIMIT each.
    """

    mine: int
    posts: int
    overdue: int
    due_today: int
    overdue_clocks: int
    asked: int = 0
    unread: int = 0

    @property
    def open(self) -> int:
        """All tasks that the actor may complete or take, and rows on which they are asked to answer."""
        return self.mine + self.posts + self.asked


def counts(work: UnitOfWork, actor: Actor) -> Counts:
    """The numbers for one person: one statement, which walks each list once and no further than the limit."""
    if actor.stand_ins:
        return Counts(*work.session.execute(_of_substitute(work, actor)).one())
    standing, posts, readers = standing_of(work, actor.person_id), posts_of(actor), access.keys_of(actor)
    values: dict[str, Any] = {
        "person": actor.person_id,
        "people": list(standing.people),
        "units": list(standing.units),
        "own_units": sorted(actor.units),
        "now": digits_of(work.now),
        "moment": work.now,
        "unread_from": work.now - UNREAD_FOR,
        "tomorrow": digits_of(end_of_today(work.now) + timedelta(microseconds=1)),
    }
    for place, (post_key, unit_id) in enumerate(posts):
        values |= {f"post_{place}": post_key} | ({} if unit_id is None else {f"unit_{place}": unit_id})
    values |= {f"reader_{place}": reader for place, reader in enumerate(readers)}
    asked = _statement(tuple(unit_id is not None for _, unit_id in posts), len(readers), standing.left)
    return Counts(*work.session.execute(asked, values).one())


@lru_cache(maxsize=256)
def _statement(are_in_unit: tuple[bool, ...], readers: int, left: Left | None) -> Select[Any, Any, Any, Any, Any]:
    """The statement for everybody with so many posts, in a unit or in any, and so many readers.

    Built once: this is asked on every page, and to build it anew takes several times as long as the database takes to answer it.
    """
    bound: Callable[[str], Any] = bindparam
    person, now, tomorrow = bound("person"), bound("now"), bound("tomorrow")
    standing = Standing(person, bound("people"), bound("units"), left)
    posts = [
        (bound(f"post_{place}"), bound(f"unit_{place}") if is_in_unit else None)
        for place, is_in_unit in enumerate(are_in_unit)
    ]
    stands = not_(stands_aside_with(person, bound("people"), Notice.case_id, Notice.process_id))
    lists = _Lists(
        held_with(standing, limit=COUNT_LIMIT),
        offered_with(standing, posts, limit=COUNT_LIMIT),
        [([bound(f"reader_{place}") for place in range(readers)], access.not_recused_with(person, bound("people")))],
        [(post, unit, stands) for post, unit in posts],
        _is_late(bound("moment"), person, named_by(person, posts), bound("own_units")),
    )
    return _numbers(lists, person, now, tomorrow, bindparam("unread_from", type_=UtcDateTime))


class _Lists(NamedTuple):
    """What is counted: tasks held and tasks offered, by which readers cases are open to the person, and to which posts notices
    go, with the condition under which they are the person's; and whether a case whose first clock ran over is late for whom the
    CaseReader row opens it to."""

    mine: Select[Any, Any]
    offered: Select[Any, Any]
    opened: Sequence[tuple[Sequence[Any], ColumnElement[bool]]]
    told: Sequence[tuple[Any, Any, ColumnElement[bool]]]
    late: ColumnElement[bool]


def _of_substitute(work: UnitOfWork, actor: Actor) -> Select[Any, Any, Any, Any, Any]:
    """The statement for somebody who stands in for others; there are few of them, and no two ask the same."""
    lists = _Lists(
        held_with(standing_of(work, actor.person_id), stand_ins=stand_ins_of(work, actor), limit=COUNT_LIMIT),
        offered_to(work, actor, limit=COUNT_LIMIT),
        access.openings(actor),
        [(post, unit, is_open) for (post, unit), is_open in posts_told(actor).items()],
        _is_late(work.now, actor.person_id, access.candidate_condition(actor), sorted(actor.units)),
    )
    now, tomorrow = digits_of(work.now), digits_of(end_of_today(work.now) + timedelta(microseconds=1))
    return _numbers(lists, actor.person_id, now, tomorrow, literal(work.now - UNREAD_FOR, UtcDateTime()))


def _is_late(moment: Any, person: Any, named: ColumnElement[bool], units: Any) -> ColumnElement[bool]:
    """SQL: the CaseReader row lets somebody see a clock that ran over; the row's own time is that of the case's first."""
    # No EXISTS: without statistics PostgreSQL would read every clock and every task to look up those of a few cases.
    seen = select(literal(1)).where(
        Deadline.case_id == CaseReader.case_id,
        checked(and_(Deadline.status == DeadlineStatus.RUNNING.value, Deadline.due_at < moment)),
        seen_by_row(person, named, units),
    )
    is_seen = seen.correlate(CaseReader).limit(1).scalar_subquery().is_not(None)
    return case((CaseReader.ground.in_(SEES_ALL), True), (is_seen, True), else_=False)


def _numbers(lists: _Lists, person: Any, now: Any, tomorrow: Any, unread_from: Any) -> Select[Any, Any, Any, Any, Any]:
    mine, offered = lists.mine.subquery(), lists.offered.subquery()
    waits = union_all(
        select(literal(1).label("is_mine"), mine.c[0].label("place")), select(literal(0), offered.c[0])
    ).subquery()
    place, is_mine = waits.c.place, waits.c.is_mine

    def number(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    late = access.cases_with(lists.opened, CaseReader.due, CaseReader.due < now, lists.late, limit=COUNT_LIMIT)
    asked = select(RowAsk.id).where(RowAsk.person_id == person, RowAsk.state == AskState.OPEN).limit(COUNT_LIMIT)
    seen = select(NoticeChoice.seen_at).where(NoticeChoice.person_id == person).scalar_subquery()
    is_new = Notice.created_at > func.coalesce(seen, unread_from)
    told = [and_(Notice.person_id == person, is_new)]
    for post, unit, is_open in lists.told:
        in_unit = Notice.unit_id.is_(None) if unit is None else Notice.unit_id == unit
        told.append(and_(Notice.post_key == post, in_unit, is_new, or_(Notice.case_id.is_(None), is_open)))
    # In the order of their index: else PostgreSQL reads all that was ever told to a post before it counts the first.
    order = (Notice.unit_id, Notice.created_at, Notice.id)
    arms = [
        select(Notice.id).where(each).order_by(*order[place == 0 :]).limit(COUNT_LIMIT).subquery()
        for place, each in enumerate(told)
    ]
    unread = union_all(*(select(arm.c[0]) for arm in arms)).limit(COUNT_LIMIT).subquery()
    return select(
        number(is_mine == 1),
        number(is_mine == 0),
        number(place < now),
        number(and_(place >= now, place < tomorrow)),
        select(func.count()).select_from(late.subquery()).scalar_subquery(),
        select(func.count()).select_from(asked.subquery()).scalar_subquery(),
        select(func.count()).select_from(unread).scalar_subquery(),
    )
