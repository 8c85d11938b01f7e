"""The arithmetic of selection: ages, background calls, reviews, the reserve."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.clock import at
from workflows.selection.rules import (
    Call,
    age_on,
    check_result,
    compare_reviews,
    months_since,
    needs_other_caller,
    offers_reserve,
    predecessors,
)


def call(
    caller: str = "person:a",
    relation: str = "peer",
    *,
    listed: bool = False,
    flag: bool = False,
    finding: str = "clear",
) -> Call:
    return Call(caller, relation, listed, flag, finding)


def test_a_year_of_age_is_complete_on_the_birthday() -> None:
    assert age_on(date(1985, 5, 1), date(2026, 4, 30)) == 40
    assert age_on(date(1985, 5, 1), date(2026, 5, 1)) == 41


def test_a_month_is_complete_on_its_day() -> None:
    assert months_since(date(2023, 3, 2), date(2026, 3, 1)) == 35
    assert months_since(date(2023, 3, 2), date(2026, 3, 2)) == 36


@pytest.mark.parametrize(
    ("calls", "result"),
    [
        ([call()], "more"),  # one call is not enough
        ([call(), call(relation="superior")], "clear"),
        ([call(relation="superior"), call(relation="served")], "more"),  # no colleague heard
        ([call(listed=True), call(listed=True)], "more"),  # only the unit's own list
        ([call(), call(listed=True, finding="concern")], "concern"),
        ([call(), call(finding="negative")], "negative"),
        ([call(), call(), call(finding="negative")], "concern"),
    ],
)
def test_two_calls_are_enough_when_a_colleague_and_an_outsider_were_heard(calls: list[Call], result: str) -> None:
    assert check_result(calls, 2) == result


def test_a_red_flag_asks_for_another_caller() -> None:
    same = [call(flag=True), call()]
    assert needs_other_caller(same)
    assert check_result(same, 2) == "more"
    assert check_result([*same, call("person:b")], 2) == "clear"


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ((80, "agree"), (65, "agree"), "agree"),
        ((81, "agree"), (65, "agree"), "differ"),
        ((80, "agree"), (80, "reject"), "differ"),
        ((40, "return"), (50, "return"), "return"),
    ],
)
def test_two_reviews_agree_within_fifteen_points_and_with_one_outcome(
    first: tuple[int, str], second: tuple[int, str], result: str
) -> None:
    assert compare_reviews(first, second, 15) == result


def test_the_reserve_steps_in_with_less_than_a_day_left_or_after_a_withdrawal() -> None:
    due = at("2018-12-17 24:00")
    assert not offers_reserve(due, at("2018-12-16 24:00"), has_withdrawn=False, hours=24)
    assert offers_reserve(due, at("2018-12-17 00:01"), has_withdrawn=False, hours=24)
    assert offers_reserve(due, at("2018-12-18 09:00"), has_withdrawn=False, hours=24)
    assert offers_reserve(due, at("2018-12-11 09:00"), has_withdrawn=True, hours=24)
    assert not offers_reserve(None, at("2018-12-11 09:00"), has_withdrawn=False, hours=24)


def test_nobody_hands_over_twice_and_a_place_nobody_held_has_no_predecessor() -> None:
    leader, member, third, was_member, was_leader = (uuid.UUID(int=number) for number in range(5))
    sent = [(leader, "team_leader"), (member, "member"), (third, "member")]
    assert predecessors(sent, [(was_member, "member"), (was_leader, "team_leader")]) == {
        leader: was_leader,
        member: was_member,
    }
    assert predecessors(sent, [(was_member, "member")]) == {member: was_member}
    assert predecessors(sent[:1], [(was_member, "member")]) == {leader: was_member}, "nobody of the same role is left"
