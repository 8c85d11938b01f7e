"""What teams and units come to (D3): means, what recalls and empty places cost on the borders of each rule, places among peers."""

from __future__ import annotations

import uuid

import pytest

from workflows.assessment.joint import Joint, JointNumbers, joint_results, lost_by, mean_of, places_among_peers
from workflows.assessment.models import MemberMonth
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import PeerGroup
from workflows.casework.unit_facts import UnitFacts
from workflows.people.models import Unit
from workflows.people.roster import Team

NUMBERS = JointNumbers(recall_points=5, overdue_points=2, empty_points=1, days_most=20, team_least=2)
CITY, COUNTY = PeerGroup.CITY_SENT, PeerGroup.COUNTY_SENT


@pytest.mark.parametrize(
    ("totals", "mean"), [([800], 800), ([800, 801], 801), ([800, 900, 901], 867), ([0, 1], 1), ([1100, 0, 0], 367)]
)
def test_a_team_is_the_mean_of_its_members(totals: list[int], mean: int) -> None:
    assert mean_of(totals) == mean


@pytest.mark.parametrize(
    ("recalls", "overdue", "empty", "lost"),
    [
        (0, 0, 0, 0),
        (1, 0, 0, 50),
        (2, 0, 0, 100),
        (0, 1, 0, 20),
        (0, 9, 0, 180),
        (0, 10, 0, 200),
        (0, 11, 0, 200),  # days cost at most twenty points
        (0, 0, 1, 10),
        (0, 0, 19, 190),
        (0, 0, 20, 200),
        (0, 0, 21, 200),
        (0, 3, 3, 60),  # a late day is an empty one and costs once
        (0, 3, 10, 130),
        (1, 10, 30, 250),  # the most of days, and the recall beside it
    ],
)
def test_what_recalls_days_late_and_empty_days_cost_a_unit(recalls: int, overdue: int, empty: int, lost: int) -> None:
    assert lost_by(UnitFacts(recalls, overdue, empty), NUMBERS) == lost


@pytest.mark.parametrize(
    ("numbers", "lost"),
    [
        (JointNumbers(6, 2, 1, 20, 2), 60 + 40 + 30),
        (JointNumbers(5, 3, 1, 20, 2), 50 + 60 + 30),
        (JointNumbers(5, 2, 2, 20, 2), 50 + 40 + 60),
        (JointNumbers(5, 2, 1, 6, 2), 50 + 60),
    ],
)
def test_each_number_of_the_office_changes_what_it_costs(numbers: JointNumbers, lost: int) -> None:
    assert lost_by(UnitFacts(1, 2, 5), numbers) == lost


def results(teams: dict[Team, list[int]], *, provisional: int | None = None) -> list[tuple[MemberMonth, MemberResult]]:
    """Members of teams with these totals."""
    return [
        (MemberMonth(team_id=team.id, team=team), MemberResult(total_tenths=total, is_provisional=total == provisional))
        for team, totals in teams.items()
        for total in totals
    ]


def test_a_unit_is_the_mean_of_its_teams_less_what_it_lost_and_never_below_nought() -> None:
    unit, other = Unit(id=uuid.uuid4()), Unit(id=uuid.uuid4())
    small, large, poor = (
        Team(id=uuid.uuid4(), dispatching_unit=each, name=name)
        for each, name in ((unit, "小队"), (unit, "大队"), (other, "差队"))
    )
    given = results({small: [900], large: [700, 800, 900], poor: [100]}, provisional=700)
    facts = {unit.id: UnitFacts(1, 0, 4), other.id: UnitFacts(2, 10, 0), uuid.uuid4(): UnitFacts(9, 9, 9)}
    teams, units = joint_results(given, {unit.id: CITY, other.id: COUNTY}, facts, NUMBERS)
    assert [(each.team, each.total, each.parts, each.is_provisional) for each in teams] == [
        (small, 900, 1, False),
        (large, 800, 3, True),
        (poor, 100, 1, False),
    ]
    assert [(each.unit, each.mean, each.lost, each.total, each.is_provisional) for each in units] == [
        (unit, 850, 90, 760, True),
        (other, 100, 300, 0, False),
    ], "the mean of teams, not of members; a unit without a team has no result"


def test_places_are_shared_by_ties_within_a_peer_group_and_a_team_of_too_few_has_none() -> None:
    def joint(group: PeerGroup, total: int, parts: int = 2) -> Joint:
        return Joint(Unit(), None, group, parts, total, UnitFacts(), 0, False)

    found = [joint(CITY, 900), joint(CITY, 900), joint(CITY, 800), joint(COUNTY, 700), joint(CITY, 950, 1)]
    assert places_among_peers(found, 2) == [1, 1, 3, 1, None]
    assert places_among_peers(found, 1) == [2, 2, 4, 1, 1]
