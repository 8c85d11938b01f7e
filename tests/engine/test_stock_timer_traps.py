"""The traps of the stock library's timers: each shown there, then avoided by the engine."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions import timer as stock_timer

from tests.engine import stock
from tests.engine.models import (
    CYCLE,
    boundary,
    catch,
    end,
    event_gateway,
    procedure,
    start,
    timer,
    user,
)
from tests.engine.play import NINE, Play
from workflows.engine import CaseEngine, TokenGone, compile_definition
from workflows.feel import read_moment

LINE = procedure(start(), user("a"), user("b"), end(), paths="start a b end")


def boundary_timer(kind: str, text: str, interrupting: str = "true") -> BpmnWorkflow:
    attributes = f'attachedToRef="a" cancelActivity="{interrupting}"'
    elements = stock.ENDS + stock.user("a", "late") + stock.timer_event("boundaryEvent", "t", kind, text, attributes)
    return stock.begin(elements, "start a end; t late end")


def test_a_completion_after_the_deadline_wins():
    library = boundary_timer("timeDuration", '"PT0.01S"')
    time.sleep(0.03)
    stock.complete(library, "a")
    assert stock.ready(library) == []
    assert library.is_completed()
    case = Play(
        procedure(
            start(), user("a"), boundary("t", "a", timer("PT1H")), user("late"), end(), paths="start a end; t late end"
        )
    )
    [token] = case.ids("a")
    case.now += timedelta(hours=1)
    run = case.run
    with pytest.raises(TokenGone):
        run.complete(token, {})
    assert [task.element.id for task in run.open_tasks] == ["late"]


def test_an_interrupting_cycle_waits_for_its_last_firing():
    library = boundary_timer("timeCycle", '"R3/PT0.01S"')
    time.sleep(0.015)
    library.refresh_timers()
    library.do_engine_steps()
    assert "a" in stock.ready(library)
    case = Play(
        procedure(
            start(),
            user("a"),
            boundary("t", "a", timer("R3/PT1H", CYCLE)),
            user("late"),
            end(),
            paths="start a end; t late end",
        )
    )
    case.later(hours=1)
    assert case.open == ["late"]


def test_a_plain_iso_duration_is_a_name_error():
    with pytest.raises(Exception, match="PT1H"):
        boundary_timer("timeDuration", "PT1H")
    case = Play(procedure(start(), catch("t", timer("PT1H")), end(), paths="start t end"))
    assert case.due == {"t": NINE + timedelta(hours=1)}


def test_local_times_do_not_follow_summer_time():
    assert stock_timer.LOCALTZ.utcoffset(datetime(2030, 1, 1)) == stock_timer.LOCALTZ.utcoffset(datetime(2030, 7, 1))
    berlin = ZoneInfo("Europe/Berlin")
    assert read_moment("2030-07-01T09:00", berlin) == datetime(2030, 7, 1, 7, tzinfo=UTC)
    assert read_moment("2030-01-01T09:00", berlin) == datetime(2030, 1, 1, 8, tzinfo=UTC)


def test_two_timers_behind_an_event_gateway_share_one_due_time():
    elements = stock.ENDS + '<eventBasedGateway id="race"/>' + stock.user("u1", "u2")
    elements += stock.timer_event("intermediateCatchEvent", "slow", "timeDuration", '"PT1H"')
    elements += stock.timer_event("intermediateCatchEvent", "fast", "timeDuration", '"PT0.01S"')
    library = stock.begin(elements, "start race slow u1 end; race fast u2 end")
    time.sleep(0.03)
    library.refresh_timers()
    library.do_engine_steps()
    assert stock.ready(library) == [], "the fast timer waits for the slow one"
    case = Play(
        procedure(
            start(),
            event_gateway("race"),
            catch("slow", timer("PT1H")),
            catch("fast", timer("PT1S")),
            user("u1"),
            user("u2"),
            end(),
            paths="start race slow u1 end; race fast u2 end",
        )
    )
    case.later(seconds=1)
    assert case.open == ["u2"]


def test_moving_a_case_to_another_version_keeps_its_timers():
    def version(*more: str):
        parts = [user(name) for name in more]
        return procedure(
            start(),
            user("a"),
            boundary("t", "a", timer("P3D")),
            *parts,
            end(),
            paths=f"start a {' '.join(more)} end; t end",
        )

    case = Play(version())
    case.now += timedelta(days=2)
    moved = CaseEngine.load(compile_definition(version("checked"), {}), case.blob, case.environment)
    assert [armed.due_at for armed in moved.timers] == [NINE + timedelta(days=3)]
    [task] = moved.open_tasks
    moved.complete(task.id, {})
    assert [task.element.id for task in moved.open_tasks] == ["checked"]
