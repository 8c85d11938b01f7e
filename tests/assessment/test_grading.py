"""Points and grades of a county: the quota on its border, what rescales, and that a published result stays."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.dmn.decisions import decide
from workflows.assessment.bottom import Standing, bottom_of
from workflows.assessment.grading import Attendance, Given, Scored, graded, places_of
from workflows.assessment.models import MemberMonth
from workflows.assessment.points import MonthPoints, rescaled
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import Grade
from workflows.casework.tables import sentences_of
from workflows.office.catalogues_file import LinePart, shipped_schemes

LINES = shipped_schemes()["jinzhong_24_5"].lines
POINTS = MonthPoints(
    "jinzhong_24_5",
    tuple(line for line in LINES if line.part is LinePart.INDICATOR),
    tuple(line for line in LINES if line.key in ("law", "five_nots", "discipline_5")),
    tuple(line for line in LINES if line.key in ("full_time", "leave")),
    (),
)


def table(name: str, inputs: Mapping[str, Any]) -> tuple[Any, list[dict[str, str]]]:
    """The table as it stands in the procedure."""
    found = decide(name, **inputs)
    return found.value, sentences_of(found.explanation)


def member(
    points: tuple[int, int, int],
    attendance: int = 12,
    cap: str = "none",
    *,
    zero: bool = False,
    indicators: Fraction | None = None,
    beside: tuple[int, int] = (0, 0),
) -> Any:
    """A member with these points of the three items that a person scores, and of attendance."""
    by = Attendance(attendance, "D2b.6", cap, (), zero, (), {})
    items = {line.key: Given(each, "", None) for line, each in zip(POINTS.scored, points, strict=True)}
    return MemberMonth(id=uuid.uuid4()), by, Scored(items, indicators, *beside)


def grades(*members: Any, share: Fraction = Fraction(1, 4)) -> list[Grade]:
    return [each.grade for each in graded(members, POINTS, share, table)]


FULL, LESS = (6, 6, 6), (6, 6, 5)


@pytest.mark.parametrize(
    ("points", "attendance", "cap", "grade"),
    [
        (FULL, 12, "none", Grade.EXCELLENT),
        ((6, 6, 3), 12, "none", Grade.EXCELLENT),  # 27 of 30: 90
        ((6, 6, 2), 12, "none", Grade.GOOD),  # 86.7
        ((6, 3, 3), 12, "none", Grade.GOOD),  # 24: 80
        ((6, 3, 2), 12, "none", Grade.FAIR),
        ((3, 3, 3), 9, "none", Grade.FAIR),  # 18: 60
        ((3, 3, 2), 9, "none", Grade.POOR),
        (FULL, 12, "not_excellent", Grade.GOOD),
        (FULL, 12, "fair", Grade.FAIR),
        (FULL, 12, "poor", Grade.POOR),
        ((6, 6, 0), 12, "none", Grade.POOR),  # an item of nought is a veto
        (FULL, 0, "none", Grade.POOR),
    ],
)
def test_the_grade_on_the_borders_of_its_rows(
    points: tuple[int, int, int], attendance: int, cap: str, grade: Grade
) -> None:
    assert grades(member(points, attendance, cap), share=Fraction(2)) == [grade]


@pytest.mark.parametrize(
    ("share", "excellent"), [(Fraction(1, 4), 1), (Fraction(1, 2), 2), (Fraction(3, 4), 2), (Fraction(1), 4)]
)
def test_no_more_are_excellent_than_the_share_and_equal_totals_share_their_lot(share: Fraction, excellent: int) -> None:
    """One with 100, one with 97, two with 93: the two on the border of three places are both good."""
    found = grades(member(FULL), member(LESS), member((6, 5, 5)), member((5, 6, 5)), share=share)
    assert found.count(Grade.EXCELLENT) == excellent


def test_places_that_were_granted_come_on_top_of_the_share() -> None:
    members = [member(FULL), member(LESS), member((6, 5, 5)), member((5, 5, 4))]
    for waived, excellent in (
        (0, 1),
        (1, 2),
        (2, 3),
        (9, 3),
    ):
        found = [each.grade for each in graded(members, POINTS, Fraction(1, 4), table, waived)]
        assert found.count(Grade.EXCELLENT) == excellent


def test_indicators_that_are_not_scored_are_rescaled_and_never_nought() -> None:
    (found,) = graded([member(FULL)], POINTS, Fraction(1), table)
    assert (found.discipline, found.total) == (30, 100)
    assert found.grounds[0]["zh"].startswith("总分 100")
    assert "D3" not in found.grounds[0]["zh"] + found.grounds[0]["en"], "codes of rules are for the record"


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({}, None),
        ({"aspiration": None, "industry": None}, None),
        ({"aspiration": 3}, Fraction(70)),
        ({"aspiration": 3, "industry": 0}, Fraction(35)),
        ({"aspiration": 3, "industry": None}, Fraction(70)),
        ({line.key: line.most for line in LINES}, Fraction(70)),
        ({line.key: line.most - 1 for line in LINES}, Fraction(46)),
    ],
)
def test_indicators_that_do_not_apply_are_rescaled_from_those_that_do(
    given: dict[str, int | None], total: Fraction | None
) -> None:
    assert rescaled(given, POINTS.indicators) == total


@pytest.mark.parametrize(
    ("indicators", "beside", "total"),
    [(35, (0, 0), 65), (0, (0, 0), 30), (35, (9, 0), 74), (35, (12, 0), 75), (35, (0, 25), 45), (70, (10, 0), 110)],
)
def test_a_total_is_indicators_discipline_bonus_and_deduction_within_their_bounds(
    indicators: int, beside: tuple[int, int], total: int
) -> None:
    (found,) = graded([member(FULL, indicators=Fraction(indicators), beside=beside)], POINTS, Fraction(1), table)
    assert found.total == total


def test_a_fake_punch_that_was_verified_is_a_veto() -> None:
    assert grades(member(FULL, zero=True), share=Fraction(1)) == [Grade.POOR]


@pytest.mark.parametrize(
    ("share", "totals", "bottom"),
    [
        (Fraction(1, 4), [900, 800, 700, 650], [650]),
        (Fraction(1, 4), [900, 800, 650, 650], []),  # a tie on the border: neither
        (Fraction(1, 2), [900, 800, 650, 650], [650, 650]),
        (Fraction(1, 20), [900, 800, 700, 590], [590]),  # poor, whatever the share
        (Fraction(1, 20), [], []),
    ],
)
def test_the_bottom_is_a_share_of_the_ranking_and_whoever_is_poor(
    share: Fraction, totals: list[int], bottom: list[int]
) -> None:
    results = [
        MemberResult(
            id=uuid.uuid4(), total_tenths=each, grade=Grade.POOR if each < 600 else Grade.FAIR, is_provisional=False
        )
        for each in totals
    ]
    assert [each.total_tenths for each in bottom_of(results, share)] == bottom
    for each in results:
        each.is_provisional = True
    assert bottom_of(results, share) == [], "an appeal is still open"
    stands = {each.id: Standing(each.total_tenths, each.grade) for each in results}
    assert [each.total_tenths for each in bottom_of(results, share, stands)] == bottom, "and settled when it has ended"
    raised = {each.id: Standing(1000, Grade.GOOD) for each in results}
    assert bottom_of(results, share, raised) == [], "whom appeals have raised lies there no more"


def test_equal_totals_share_a_place_and_the_next_is_as_many_further_on() -> None:
    assert places_of([900, 1000, 900, 850]) == {1000: 1, 900: 2, 850: 4}
