"""FEEL as casework evaluates it: the moment, the zone and the office's own calendar."""

from __future__ import annotations

from datetime import date

from tests.calendar.entered import enter_day
from workflows.casework.expressions import environment_for, evaluate_text
from workflows.store import Store

COUNT = '=working days between(date("2026-03-02"), date("2026-03-06"))'


def test_a_day_that_was_closed_counts_from_the_next_transaction_on(store: Store) -> None:
    with store.write() as work:
        assert evaluate_text(COUNT, {}, environment_for(work)) == 4
        enter_day(work, date(2026, 3, 4), is_working=False, name="停电")
    with store.read() as work:
        assert evaluate_text(COUNT, {}, environment_for(work)) == 3


def test_now_is_the_instant_of_the_transaction_on_the_clock_of_the_office(store: Store) -> None:
    with store.read() as work:
        assert evaluate_text("=string(now())", {}, environment_for(work)) == "2026-03-02T09:00:00@Asia/Shanghai"
        assert evaluate_text("plain", {}, environment_for(work)) == "plain"
