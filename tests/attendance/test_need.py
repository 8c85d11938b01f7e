"""Days and nights owed: the numbers that offices will check by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.attendance.need import Need, Segment, Thresholds, need_of


@pytest.mark.parametrize(
    ("segment", "days", "nights"),
    [
        (Segment(30, 30), 22, 15),
        (Segment(31, 31), 22, 15),
        (Segment(28, 28), 22, 15),
        (Segment(28, 28, credited_holidays=7), 21, 15),  # February 2018 with the holiday credited: 21 days remain
        (Segment(30, 15), 11, 8),  # arrived on 16 November: 7.5 nights go up
        (Segment(30, 10), 7, 5),  # recalled on 10 November: 7.33 days go down
        (Segment(30, 30, exempt_leave=15), 11, 8),
        (Segment(28, 28, exempt_leave=3, credited_holidays=7), 18, 13),
        (Segment(30, 10, credited_holidays=8), 2, 2),
        (Segment(30, 5, exempt_leave=5), 0, 0),
    ],
)
def test_the_worked_examples(segment: Segment, days: int, nights: int) -> None:
    found = need_of(segment)
    assert (found.days, found.nights) == (days, nights)


def test_a_week_is_graded_and_less_is_not() -> None:
    assert need_of(Segment(30, 7)).is_graded
    assert not need_of(Segment(30, 6)).is_graded
    assert need_of(Segment(30, 6), Thresholds(facts_only_below=5)).is_graded


def test_another_jurisdiction_has_its_own_thresholds() -> None:
    assert need_of(Segment(30, 30), Thresholds(days=20, nights=10)) == Need(20, 10, True)


@pytest.mark.parametrize(
    "fields", [(27, 1, 0, 0), (30, 31, 0, 0), (30, -1, 0, 0), (30, 10, 11, 0), (30, 10, 5, 6), (30, 10, -1, 0)]
)
def test_what_no_month_can_be_is_refused(fields: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="days"):
        Segment(*fields)


@given(st.integers(28, 31), st.data())
def test_nobody_owes_more_than_was_possible(month: int, data: st.DataObject) -> None:
    posted = data.draw(st.integers(0, month))
    leave = data.draw(st.integers(0, posted))
    holidays = data.draw(st.integers(0, posted - leave))
    found = need_of(Segment(month, posted, leave, holidays))
    assert 0 <= found.nights <= found.days <= posted - leave - holidays
    if posted < month:
        more = need_of(Segment(month, posted + 1, leave, holidays))
        assert (more.days, more.nights) >= (found.days, found.nights)
        assert more.nights >= found.nights
