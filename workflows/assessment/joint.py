"""What teams and dispatching units come to in a month (D3), and their places among their peers. Points in tenths."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.assessment.grading import places_of
from workflows.assessment.joint_models import JointResult
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.result_models import MemberResult
from workflows.assessment.rules import last_of
from workflows.assessment.words import PeerGroup
from workflows.casework.unit_facts import UnitFacts, unit_facts
from workflows.people.models import Unit
from workflows.people.roster import Team
from workflows.people.unit_tree import path_on
from workflows.people.words import UnitKind
from workflows.store import UnitOfWork, insert_rows, new_id, update_row


@dataclass(frozen=True, slots=True)
class JointNumbers:
    """What the office has set: points for an ordered recall, a day late, an empty day; the most that days cost together; how many
    members with a result a team needs for a place."""

    recall_points: int
    overdue_points: int
    empty_points: int
    days_most: int
    team_least: int


def mean_of(totals: Sequence[int]) -> int:
    """The mean in tenths, halves rounded up."""
    return int(Fraction(sum(totals), len(totals)) + Fraction(1, 2))


def lost_by(facts: UnitFacts, numbers: JointNumbers) -> int:
    """What a unit loses, in tenths. A day that is late is an empty one as well and costs once, as late."""
    only_empty = max(0, facts.empty_days - facts.overdue_days)
    days = facts.overdue_days * numbers.overdue_points + only_empty * numbers.empty_points
    return 10 * (facts.ordered_recalls * numbers.recall_points + min(days, numbers.days_most))


@dataclass(frozen=True, slots=True)
class Joint:
    """A team, or a unit where `team` is None, before it is written."""

    unit: Unit
    team: Team | None
    group: PeerGroup
    parts: int
    mean: int
    facts: UnitFacts
    lost: int
    is_provisional: bool

    @property
    def total(self) -> int:
        """Never below nought."""
        return max(0, self.mean - self.lost)


def joint_results(
    results: Iterable[tuple[MemberMonth, MemberResult]],
    groups: Mapping[uuid.UUID, PeerGroup],
    facts: Mapping[uuid.UUID, UnitFacts],
    numbers: JointNumbers,
) -> tuple[list[Joint], list[Joint]]:
    """Teams and units, by the results of members and by what befell units; a unit without a team with a result has none."""
    members: dict[uuid.UUID, list[MemberResult]] = {}
    teams: dict[uuid.UUID, Team] = {}
    for member, result in results:
        members.setdefault(member.team_id, []).append(result)
        teams[member.team_id] = member.team
    of_teams: list[Joint] = []
    for team_id, found in members.items():
        team = teams[team_id]
        mean, is_open = mean_of([each.total_tenths for each in found]), any(each.is_provisional for each in found)
        unit = team.dispatching_unit
        of_teams.append(Joint(unit, team, groups[unit.id], len(found), mean, UnitFacts(), 0, is_open))
    by_unit: dict[uuid.UUID, list[Joint]] = {}
    for each in of_teams:
        by_unit.setdefault(each.unit.id, []).append(each)
    of_units = [
        Joint(
            own[0].unit,
            None,
            own[0].group,
            len(own),
            mean_of([each.mean for each in own]),
            facts.get(unit_id, UnitFacts()),
            lost_by(facts.get(unit_id, UnitFacts()), numbers),
            any(each.is_provisional for each in own),
        )
        for unit_id, own in by_unit.items()
    ]
    return of_teams, of_units


def places_among_peers(found: Sequence[Joint], least: int = 0) -> list[int | None]:
    """Each one's place in its peer group, ties sharing one; None for those of fewer than `least` parts."""
    ranked = {
        group: places_of(each.total for each in found if each.group is group and each.parts >= least)
        for group in PeerGroup
    }
    return [ranked[each.group].get(each.total) if each.parts >= least else None for each in found]


def rank_jointly(
    work: UnitOfWork,
    case_id: uuid.UUID,
    month: AssessmentMonth,
    results: Sequence[tuple[MemberMonth, MemberResult]],
    numbers: JointNumbers,
) -> tuple[int, int]:
    """Work out and write the month's teams and units; what was published stays. How many teams and units there are."""
    whole = select(Team).options(joinedload(Team.dispatching_unit))
    kept: list[Team] = []  # held until the end, so that no row asks for its team by itself
    for some in in_pieces(sorted({member.team_id for member, _ in results})):
        kept += work.session.scalars(whole.where(Team.id.in_(some)))
    units = {team.dispatching_unit.id: team.dispatching_unit for team in kept}
    groups = peer_groups(work, units.values(), last_of(month.month))
    facts = unit_facts(work, month.month, last_of(month.month))
    teams, of_units = joint_results(results, groups, facts, numbers)
    known = {
        (row.unit_id, row.team_id): row
        for row in work.session.scalars(select(JointResult).where(JointResult.month_id == month.id))
    }
    fresh: list[JointResult] = []
    for found, least in ((teams, numbers.team_least), (of_units, 0)):
        for each, place in zip(found, places_among_peers(found, least), strict=True):
            values: dict[str, Any] = {
                "peer_group": each.group,
                "parts": each.parts,
                "mean_tenths": each.mean,
                "ordered_recalls": each.facts.ordered_recalls,
                "overdue_days": each.facts.overdue_days,
                "empty_days": each.facts.empty_days,
                "lost_tenths": each.lost,
                "total_tenths": each.total,
                "place": place,
                "is_provisional": each.is_provisional,
                "ranked_at": work.now,
            }
            team_id = each.team.id if each.team is not None else None
            row = known.get((each.unit.id, team_id))
            if row is None:
                of_row = {"case_id": case_id, "month_id": month.id, "unit_id": each.unit.id, "team_id": team_id}
                fresh.append(JointResult(id=new_id(), **of_row, **values))
            elif row.published_at is None:
                update_row(work, row, **values)
    insert_rows(work, *fresh, is_kept=False)
    return len(teams), len(of_units)


def peer_groups(work: UnitOfWork, units: Iterable[Unit], day: date) -> dict[uuid.UUID, PeerGroup]:
    """Whom each unit is compared with: those below a county, and counties themselves, are sent by counties."""
    counties = set(work.session.scalars(select(Unit.code).where(Unit.kind == UnitKind.COUNTY)))
    found = {}
    for unit in units:
        line = path_on(work, unit, day).strip("/").split("/")
        found[unit.id] = PeerGroup.COUNTY_SENT if counties & {*line} else PeerGroup.CITY_SENT
    return found
