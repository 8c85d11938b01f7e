"""The time a step took: on the wall, once, however many were under way in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from webapp.cases.progress import StepTimes

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def hours(count: int) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=count)


def test_two_at_once_are_one_round_and_count_once() -> None:
    step = StepTimes(START)
    for moment in (START, START):
        step.enter(moment)
    step.leave(hours(2))
    step.leave(hours(5))
    assert (step.rounds, step.spent(hours(9))) == (1, timedelta(hours=5))


def test_a_later_round_adds_its_time_and_counts_up_to_now() -> None:
    step = StepTimes(START)
    step.enter(START)
    step.leave(hours(1))
    step.enter(hours(4))
    assert (step.rounds, step.spent(hours(6))) == (2, timedelta(hours=3))
    assert step.last_at == hours(1)
