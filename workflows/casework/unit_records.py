"""What a unit's page shows beside its relations: who holds which post there, its village, its teams and who is posted to them.

Each part by the reader's own right (design 6a, rule 7): people are named to whoever reads the roster of the unit, so that who
administers is led to nobody by it, where a village lies is a right of its own, and relatives of the reader are left out. Nothing
is counted that is not shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, false, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from workflows.calendar.zone import local_date
from workflows.casework.person_page import keeps_posts
from workflows.people import Actor, Person, PostHolding, Unit
from workflows.people.records import records_about, records_held, records_open_to
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import PostingStatus
from workflows.store import UnitOfWork

SHOWN = 100
"""Posts and postings of one page; the lists of the roster show all."""


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """The records of a unit as one reader may see them; `has_roster`: the reader's posts open its roster."""

    has_roster: bool
    holdings: Sequence[PostHolding]
    is_place_open: bool
    teams: Sequence[tuple[Team, Sequence[Posting]]]

    @property
    def people(self) -> list[uuid.UUID]:
        """Everybody whom the records name."""
        posted = (posting.person_id for _, postings in self.teams for posting in postings)
        return [*(holding.person_id for holding in self.holdings), *posted]


def may_open_unit(actor: Actor, unit: Unit) -> bool:
    """Whether the page of a unit opens at all: for whoever keeps units, reads its roster, or holds a post in it."""
    is_there = any(holding.unit_id == unit.id for holding in actor.holdings)
    return is_there or keeps_posts(actor) or records_open_to(actor, "roster").covers(unit.path)


def unit_records(work: UnitOfWork, actor: Actor, unit: Unit, *, has_place: bool) -> UnitRecords:
    """The records of a unit that the reader may see, in two statements; `has_place` where it is a village with a place."""
    has_roster = records_open_to(actor, "roster").covers(unit.path)
    return UnitRecords(
        has_roster=has_roster,
        holdings=_holdings(work, actor, unit) if has_roster else (),
        is_place_open=has_place and records_open_to(actor, "coordinates").covers(unit.path),
        teams=_teams(work, actor, unit) if has_roster else (),
    )


def _holdings(work: UnitOfWork, actor: Actor, unit: Unit) -> Sequence[PostHolding]:
    """Who holds a post there today or from a coming day on, and who held it last."""
    statement = (
        select(PostHolding)
        .join(PostHolding.person)
        .options(contains_eager(PostHolding.person), joinedload(PostHolding.post))
        .where(
            PostHolding.unit_id == unit.id,
            records_held(actor, "roster", Person.id, lambda scope: true() if scope.covers(unit.path) else false()),
        )
    )
    today = local_date(work.now)
    rows = work.session.scalars(
        statement.order_by(
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today).desc(),
            PostHolding.post_key,
            PostHolding.from_on.desc(),
            PostHolding.id,
        ).limit(SHOWN)
    )
    return rows.all()


def _teams(work: UnitOfWork, actor: Actor, unit: Unit) -> Sequence[tuple[Team, Sequence[Posting]]]:
    """The teams that stand in the village or that the unit sends, each with who is posted to it now; relatives are left out."""
    place, sender = aliased(Unit), aliased(Unit)
    rows = work.session.execute(
        select(Team, Posting)
        .join(Team.village)
        .join(place, place.id == Village.unit_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .outerjoin(Posting, and_(Posting.team_id == Team.id, Posting.status == PostingStatus.ACTIVE))
        .outerjoin(Person, Person.id == Posting.person_id)
        .options(
            contains_eager(Team.village).contains_eager(Village.unit.of_type(place)),
            contains_eager(Team.dispatching_unit.of_type(sender)),
            contains_eager(Posting.person),
        )
        .where(or_(Team.village_id == unit.id, Team.dispatching_unit_id == unit.id))
        .order_by(Team.name, Team.id, Posting.role, Person.name, Posting.id)
        .limit(SHOWN)
    )
    teams: dict[uuid.UUID, tuple[Team, list[Posting]]] = {}
    for team, posting in rows:
        _, posted = teams.setdefault(team.id, (team, []))
        if posting is not None and records_about(actor, "roster", posting.person_id).covers(unit.path):
            posted.append(posting)
    return list(teams.values())
