"""Days settled from their sources: contradictions of every pair reach a person, consistent days reach nobody."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.shipped import SHIPPED
from workflows.attendance.cells import on
from workflows.attendance.days import decide
from workflows.attendance.facts import Fact, SheetKind
from workflows.attendance.results import Day, Place, Punch, PunchState
from workflows.attendance.settle import Outcome, Source, Sources, for_a_person, settle
from workflows.attendance.words import Mark

DAY = date(2026, 6, 1)


def punched(
    *clocks: int, day: date = DAY, state: PunchState = PunchState.COUNTED, marks: set[Mark] | None = None
) -> Day:
    """A day with punches at these hours, as the import decides it."""
    punches = tuple(Punch(on(day, time(hour)), state) for hour in clocks)
    return decide("M1", day, [Fact(SheetKind.DAILY, Place(), punches, frozenset(marks or ()))], SHIPPED)[0]


PRESENT: dict[Source, dict[str, Any]] = {
    Source.PUNCH: {"punch": punched(7, 20)},
    Source.DIARY: {"diary": True},
    Source.VILLAGE: {"village": True},
    Source.INSPECTION: {"inspection": True},
}
ABSENT: dict[Source, dict[str, Any]] = {
    Source.PUNCH: {"punch": punched(marks={Mark.ABSENT})},
    Source.VILLAGE: {"village": False},
    Source.INSPECTION: {"inspection": False},
    Source.LEAVE: {"leave": Fraction(1)},
}


def settled(**said: Any):  # type: ignore[no-untyped-def]
    return settle(Sources("M1", DAY, **said))


def test_an_ordinary_day_counts_by_punch_and_diary_or_list() -> None:
    for second in (Source.DIARY, Source.VILLAGE, Source.INSPECTION):
        found = settled(**PRESENT[Source.PUNCH], **PRESENT[second])
        assert (found.outcome, found.counts, found.by) == (Outcome.PRESENT, 1, (Source.PUNCH, second))


def test_an_office_without_punches_has_list_and_diary() -> None:
    assert settled(diary=True, village=True).counts == 1


@pytest.mark.parametrize("source", [*PRESENT, *(each for each in ABSENT if each is not Source.LEAVE)])
def test_one_source_alone_neither_earns_nor_costs(source: Source) -> None:
    for said in (PRESENT.get(source), ABSENT.get(source)):
        if said is not None:
            found = settled(**said)
            assert (found.outcome, found.counts, found.by) == (Outcome.ONE_SOURCE, None, (source,))
            assert found.is_for_a_person


def test_many_punches_of_one_day_are_one_source() -> None:
    assert settled(punch=punched(7, 12, 14, 18, 20, 22)).outcome is Outcome.ONE_SOURCE


def test_two_sources_that_say_absent_are_an_absence_and_leave_is_leave() -> None:
    assert settled(**ABSENT[Source.PUNCH], village=False).outcome is Outcome.ABSENT
    for said in ({}, ABSENT[Source.PUNCH], ABSENT[Source.VILLAGE], ABSENT[Source.INSPECTION]):
        found = settled(leave=Fraction(1), **said)
        assert (found.outcome, found.counts) == (Outcome.LEAVE, 0)
    assert settled(leave=Fraction(1, 2), **PRESENT[Source.PUNCH], diary=True).counts == 1


def test_business_counts_by_its_form_and_contradicts_only_leave() -> None:
    for said in ({}, *PRESENT.values(), ABSENT[Source.VILLAGE], ABSENT[Source.INSPECTION], ABSENT[Source.PUNCH]):
        assert settled(is_business=True, **said).counts == 1
    assert settled(is_business=True, leave=Fraction(1)).outcome is Outcome.CONTRADICTION


@pytest.mark.parametrize("state", [PunchState.SUPERSEDED, PunchState.UNCONFIRMED])
def test_punches_that_do_not_count_are_in_doubt_unless_two_others_agree(state: PunchState) -> None:
    punch = punched(7, state=state)
    assert (settled(punch=punch).outcome, settled(punch=punch).counts) == (Outcome.IN_DOUBT, None)
    assert settled(punch=punch, diary=True).outcome is Outcome.ONE_SOURCE
    assert settled(punch=punch, diary=True, village=True).outcome is Outcome.PRESENT


def test_a_day_of_which_nobody_says_anything_is_not_counted_and_nobody_is_asked() -> None:
    for punch in (None, punched(), punched(marks={Mark.REST})):
        found = settled(punch=punch)
        assert (found.outcome, found.counts, found.is_for_a_person) == (Outcome.NOTHING, 0, False)


def test_a_hundred_planted_contradictions_ten_per_pair_all_reach_a_person() -> None:
    pairs = [
        (one, other)
        for one, other in combinations((Source.PUNCH, Source.LEAVE, Source.INSPECTION, Source.DIARY, Source.VILLAGE), 2)
    ]
    assert len(pairs) == 10
    planted = []
    for number, (one, other) in enumerate(pairs):
        # Which of the two says present: the diary and leave can say one thing only; leave against the diary is a contradiction too.
        ways = [
            {**PRESENT[present], **ABSENT[absent]}
            for present, absent in ((one, other), (other, one))
            if present in PRESENT and absent in ABSENT
        ]
        assert ways, (one, other)
        for step in range(10):
            day = DAY + timedelta(days=step)
            planted.append(settle(Sources(f"M{number}", day, **ways[step % len(ways)])))
    assert len(planted) == 100
    assert len(for_a_person(planted)) == 100
    assert {each.outcome for each in planted} == {Outcome.CONTRADICTION}
    assert {each.counts for each in planted} == {None}
    assert all("矛盾" in each.sentence.zh and "contradict" in each.sentence.en for each in planted)


def test_of_ten_thousand_consistent_days_none_reaches_a_person() -> None:
    kinds: list[dict[str, Any]] = [
        {**PRESENT[Source.PUNCH], "diary": True},
        {**PRESENT[Source.PUNCH], "village": True},
        {**PRESENT[Source.PUNCH], "diary": True, "village": True, "inspection": True},
        {"diary": True, "village": True},
        {**ABSENT[Source.PUNCH], "village": False},
        {"leave": Fraction(1), "village": False},
        {"is_business": True, "village": False},
        {},
    ]
    days = [
        settle(Sources(f"M{person}", DAY + timedelta(days=step), **kinds[(person + step) % len(kinds)]))
        for person in range(400)
        for step in range(25)
    ]
    assert len(days) == 10_000
    assert for_a_person(days) == []
    assert {each.outcome for each in days} == {
        Outcome.PRESENT, Outcome.ABSENT, Outcome.LEAVE, Outcome.BUSINESS, Outcome.NOTHING
    }  # fmt: skip


@given(
    st.sampled_from(
        [None, PRESENT[Source.PUNCH]["punch"], ABSENT[Source.PUNCH]["punch"], punched(7, state=PunchState.SUPERSEDED)]
    ),
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
    st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
    st.booleans(),
)
def test_nothing_is_counted_by_one_source_or_against_another(
    punch: Day | None, diary: bool, village: bool | None, inspection: bool | None, leave: Fraction, is_business: bool
) -> None:
    sources = Sources("M1", DAY, punch, diary, village, inspection, leave, is_business)
    found = settle(sources)
    present, absent = sources.saying(True), sources.saying(False)
    assert (found.counts is None) == found.is_for_a_person
    if found.outcome is Outcome.PRESENT:
        assert len(present) >= 2
        assert not absent
    if found.outcome is Outcome.ABSENT:
        assert len(absent) >= 2
        assert not present
    if present and absent and not is_business:
        assert found.outcome is Outcome.CONTRADICTION
    assert found.sentence.en
    assert found.sentence.zh


def test_the_lines_of_the_sheet_come_by_day_and_person() -> None:
    days = [settle(Sources(person, DAY + timedelta(days=step), diary=True)) for person in ("B", "A") for step in (1, 0)]
    assert [(each.day, each.person) for each in for_a_person(days)] == [
        (DAY, "A"), (DAY, "B"), (DAY + timedelta(days=1), "A"), (DAY + timedelta(days=1), "B"),
    ]  # fmt: skip
