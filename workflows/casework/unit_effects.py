"""What a change of what a unit stands under touches, before anybody agrees to it: counted, with what no longer fits afterwards.

People are counted, never named: who keeps units need not read their rosters.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from workflows.casework import catalogue
from workflows.casework.models import Case, CaseStatus
from workflows.casework.unit_rules import stands_under
from workflows.people import Person, Post, PostHolding, Unit
from workflows.people.roster import Posting, Team
from workflows.people.unit_tree import Ties, above_on, ties_of
from workflows.people.words import PostingStatus, PostScope, TieKind
from workflows.procedure.asked_posts import posts_asked
from workflows.procedure.who_functions import PARTY_OF, SUPERIOR_OF
from workflows.store import UnitOfWork
from workflows.store.held import held

_ASKED_BY = {TieKind.CADRE: SUPERIOR_OF, TieKind.PARTY: PARTY_OF}


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What a change touches. `below`, and every count after it, are of the units below this one that the change takes along."""

    before: Unit | None
    below: int
    people: int
    posts: int  # held on the day of the change
    teams: int  # that stand in one of the units, or are sent by one
    posted: int  # people in these teams
    open_cases: int  # about one of the units: they go on as they were
    asked: Sequence[
        tuple[Post, int]
    ]  # posts that are asked in the unit above, with how many hold each there on that day
    losing: Sequence[tuple[Post, Unit]]  # posts above, held by somebody, that cover the units until that day
    gaining: Sequence[tuple[Post, Unit]]  # and those that cover them from then on
    strays: Sequence[
        tuple[Team, int]
    ]  # teams whose sender is above some of its members until that day and no more from then on


def effect_of(work: UnitOfWork, unit: Unit, kind: TieKind, above: Unit | None, from_on: date) -> UnitEffect:
    """What a change would touch, as units and teams stand today; whether it is possible is another question."""
    ties = held(work, ("unit ties",), lambda: ties_of(work))
    codes = {code for each in (unit, above) if each is not None for code in each.path.split("/") if code}
    # Held until the end: what is looked up below is found among them.
    known = work.session.scalars(select(Unit).where(Unit.code.in_(sorted(codes)))).all()
    before = _before(work, unit, kind, from_on, ties)
    takes = _taken_along(unit, kind, from_on, ties)
    counts: Sequence[int] = work.session.execute(select(*_counts(takes, unit, from_on))).one()
    below, people, posts, teams, posted, open_cases = counts
    moved = (before, above) if kind is TieKind.PARENT else (None, None)
    old, new = (_line(work, each, from_on, ties) for each in moved)
    left, entered = [each for each in old if each not in new], [each for each in new if each not in old]
    covering = _covering(work, [*left, *entered], from_on)
    del known
    return UnitEffect(
        before,
        below,
        people,
        posts,
        teams,
        posted,
        open_cases,
        asked=_asked(work, kind, above, from_on) if above is not None else (),
        losing=[each for each in covering if each[1] in left],
        gaining=[each for each in covering if each[1] in entered],
        strays=_strays(work, takes, left),
    )


def _before(work: UnitOfWork, unit: Unit, kind: TieKind, on: date, ties: Ties) -> Unit | None:
    """What it stands under without the change: by its own record, else as diagrams are answered where there is none."""
    for each in _line(work, unit, on, ties) if kind is TieKind.CADRE else (unit,):
        above_id = stands_under(each, kind, ties[kind].get(each.id, []), on)
        if above_id is not None and above_id != unit.id:
            return work.session.get_one(Unit, above_id)
    return unit if kind is TieKind.PARTY else None


def _taken_along(unit: Unit, kind: TieKind, on: date, ties: Ties) -> Select[uuid.UUID]:
    """Which units a change reaches, itself among them: the tree below moves along; cadre authority counts below but for units with
    a record of their own; a party body answers for the unit alone."""
    below = select(Unit.id).where(Unit.id == unit.id).cte("taken_along", recursive=True)
    step = select(Unit.id).join(below, Unit.parent_id == below.c.id)
    if kind is TieKind.CADRE:
        own = [each for each, spans in ties[kind].items() if any(span.holds_on(on) for span in spans)]
        step = step.where(Unit.id.not_in(own))
    # Down the index of parents: by the beginning of the path the whole table would be read.
    return select(Unit.id).where(Unit.id == unit.id) if kind is TieKind.PARTY else select(below.union_all(step).c.id)


def _counts(units: Select[uuid.UUID], unit: Unit, on: date) -> list[ScalarSelect[int]]:
    # One index each: by both at once PostgreSQL would read the whole table.
    standing, sent = (
        select(Team.id).where(column.in_(units)) for column in (Team.village_id, Team.dispatching_unit_id)
    )
    teams = standing.union(sent)
    is_open = Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT))
    posted = (Posting.status == PostingStatus.ACTIVE, Posting.team_id.in_(teams))
    wanted = (
        (Unit, (Unit.id.in_(units), Unit.id != unit.id, or_(Unit.valid_to.is_(None), Unit.valid_to > on))),
        (Person, (Person.unit_id.in_(units),)),
        (PostHolding, (PostHolding.unit_id.in_(units), PostHolding.holding_on(on))),
        (Team, (Team.id.in_(teams),)),
        (Posting, posted),
        (Case, (is_open, Case.unit_id.in_(units))),
    )
    return [select(func.count()).select_from(table).where(*which).scalar_subquery() for table, which in wanted]


def _line(work: UnitOfWork, unit: Unit | None, on: date, ties: Ties) -> list[Unit]:
    """This unit and all above it on a day."""
    line: list[Unit] = []
    while unit is not None and unit not in line:
        line.append(unit)
        above_id = above_on(unit, on, ties)
        unit = work.session.get(Unit, above_id) if above_id is not None else None
    return line


def _covering(work: UnitOfWork, units: Sequence[Unit], on: date) -> Sequence[tuple[Post, Unit]]:
    """The posts that somebody holds in one of these units on a day and that cover what stands below it."""
    if not units:
        return ()
    rows = work.session.execute(
        select(Post, Unit)
        .select_from(PostHolding)
        .join(PostHolding.post)
        .join(PostHolding.unit)
        .where(
            PostHolding.unit_id.in_([each.id for each in units]),
            PostHolding.holding_on(on),
            Post.scope == PostScope.SUBTREE,
        )
        .order_by(Unit.path, Post.key)
    )
    return list(dict.fromkeys((post, unit) for post, unit in rows))


def _strays(work: UnitOfWork, units: Select[uuid.UUID], senders: Sequence[Unit]) -> Sequence[tuple[Team, int]]:
    """Teams sent by one of these units with people whose own unit is taken away from below it."""
    if not senders:
        return ()
    rows = work.session.execute(
        select(Team.id, func.count())
        .join(Posting, Posting.team_id == Team.id)
        .join(Person, Person.id == Posting.person_id)
        .where(
            Posting.status == PostingStatus.ACTIVE,
            Team.dispatching_unit_id.in_([each.id for each in senders]),
            Person.unit_id.in_(units),
        )
        .group_by(Team.id)
    )
    counts = {team_id: count for team_id, count in rows}
    named = select(Team).options(joinedload(Team.dispatching_unit)).where(Team.id.in_(sorted(counts)))
    teams = work.session.scalars(named.order_by(Team.name, Team.id)) if counts else ()
    return [(team, counts[team.id]) for team in teams]


def _asked(work: UnitOfWork, kind: TieKind, above: Unit, on: date) -> Sequence[tuple[Post, int]]:
    """The posts that are asked in the unit above, each with how many hold it there on a day.

    One level up and in a party body, published procedures say which; in the tree, the posts that lead units of this kind do.
    """
    here = and_(PostHolding.post_key == Post.key, PostHolding.unit_id == above.id, PostHolding.holding_on(on))
    held = select(func.count()).select_from(PostHolding).where(here).correlate(Post).scalar_subquery()
    statement = select(Post, held).where(Post.withdrawn_on.is_(None)).order_by(Post.key)
    function = _ASKED_BY.get(kind)
    if function is None:
        return [(post, count) for post, count in work.session.execute(statement) if above.kind in post.leads]
    return [
        (post, count) for post, count in work.session.execute(statement.where(Post.key.in_(_named(work, function))))
    ]


def _named(work: UnitOfWork, function: str) -> list[str]:
    """The posts that the newest versions of all procedures ask in the unit that a function of FEEL gives."""
    newest = [version.id for version in catalogue.latest_versions(work)]
    catalogue.read_ahead(work, newest)
    readable = [each for each in newest if catalogue.is_readable(work, each)]
    return sorted({key for each in readable for key in posts_asked(catalogue.procedure_of(work, each), function)})
