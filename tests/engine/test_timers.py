"""Timers: texts and FEEL, calendar months, order of firing, backlogs, live due times, lateness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.clock import at
from tests.engine.models import (
    CYCLE,
    DATE,
    DURATION,
    boundary,
    catch,
    end,
    event_gateway,
    procedure,
    script,
    start,
    timer,
    user,
)
from tests.engine.play import NINE, Play
from workflows.engine import CaseEngine, EngineError, TokenGone
from workflows.feel import read_cycle, read_duration, read_moment
from workflows.procedure.model import EventDefinition, Procedure, TimerKind

BERLIN = ZoneInfo("Europe/Berlin")


def guarded(*events: tuple[str, EventDefinition, bool]) -> Procedure:
    """A task with boundary timers, each leading to a task `<id>_task` and an end."""
    parts, paths = [start(), user("a"), end()], ["start a end"]
    for event_id, event, interrupting in events:
        parts += [
            boundary(event_id, "a", event, interrupting=interrupting),
            user(f"{event_id}_task"),
            end(f"{event_id}_end"),
        ]
        paths.append(f"{event_id} {event_id}_task {event_id}_end")
    return procedure(*parts, paths="; ".join(paths))


def waiting(text: str, kind: TimerKind = DURATION, variables: dict | None = None, now: datetime = NINE) -> datetime:
    """The due time of an intermediate timer."""
    case = Play(procedure(start(), catch("t", timer(text, kind)), end(), paths="start t end"), variables, now=now)
    return case.due["t"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P3D", "2026-03-05 09:00"),
        ("PT36H", "2026-03-03 21:00"),
        ("P1W", "2026-03-09 09:00"),
        ("P1W2DT3H", "2026-03-11 12:00"),
        ("P1Y2M", "2027-05-02 09:00"),
        ("= days", "2026-03-04 09:00"),
        ('= duration("P" + string(n) + "D")', "2026-03-07 09:00"),
        ('= "PT90M"', "2026-03-02 10:30"),
    ],
)
def test_a_duration_counts_from_the_arrival(text: str, due: str):
    assert waiting(text, variables={"days": "P2D", "n": 5}) == at(due)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-03-09T23:59:59+08:00", "2026-03-09 23:59:59"),
        ("2026-03-09T23:59:59", "2026-03-09 23:59:59"),
        ("2026-03-09T15:59:59Z", "2026-03-09 23:59:59"),
        ("2026-03-09", "2026-03-09 00:00"),
        ("= deadline", "2026-03-20 18:00"),
        ('= date and time(deadline) - duration("P1D")', "2026-03-19 18:00"),
        ('= date and time("2026-03-20T18:00:00@Asia/Shanghai")', "2026-03-20 18:00"),
        ('= now() + duration("P1D")', "2026-03-03 09:00"),
    ],
)
def test_a_date_is_absolute_and_local_without_an_offset(text: str, due: str):
    assert waiting(text, DATE, {"deadline": "2026-03-20T18:00:00+08:00"}) == at(due)


@pytest.mark.parametrize("text", ["P", "PT", "tomorrow", "PT1H30", "1D", "+PT1H", "R3/PT1H", "", "= 5", "= null"])
def test_a_text_that_is_no_duration_is_an_error(text: str):
    with pytest.raises(EngineError) as raised:
        waiting(text)
    assert raised.value.element_id == "t"


@pytest.mark.parametrize("text", ["R0/PT1H", "R/PT0S", "R3", "PT1H", "R3/-PT1H", "R3/2026-03-02/", "R3/soon/PT1H"])
def test_a_text_that_is_no_cycle_is_an_error(text: str):
    with pytest.raises(EngineError):
        Play(guarded(("t", timer(text, CYCLE), False)))


def test_a_timer_that_reads_a_missing_variable_names_it():
    with pytest.raises(EngineError, match="deadline") as raised:
        waiting("= deadline", DATE)
    assert raised.value.expression == "= deadline"


def test_calendar_months_end_on_the_last_day_and_come_back_to_the_day_they_started_on():
    cycle = read_cycle("R/P1M", UTC)
    assert cycle is not None
    january = datetime(2026, 1, 31, 9, tzinfo=UTC)
    months = [cycle.occurrence(number, january, UTC) for number in range(1, 5)]
    assert [(m.month, m.day) for m in months] == [(2, 28), (3, 31), (4, 30), (5, 31)]


def test_days_are_counted_on_the_clock_of_the_zone_and_hours_are_not():
    saturday = datetime(2030, 3, 30, 9, tzinfo=BERLIN).astimezone(UTC)
    day, hours = read_duration("P1D"), read_duration("PT24H")
    assert day is not None
    assert hours is not None
    assert day.after(saturday, 1, BERLIN) == datetime(2030, 3, 31, 9, tzinfo=BERLIN)
    assert hours.after(saturday, 1, BERLIN) == datetime(2030, 3, 31, 10, tzinfo=BERLIN)


def test_a_local_time_follows_summer_time():
    assert read_moment("2030-07-01T09:00", BERLIN) == datetime(2030, 7, 1, 7, tzinfo=UTC)
    assert read_moment("2030-01-01T09:00@Europe/Berlin", UTC) == datetime(2030, 1, 1, 8, tzinfo=UTC)
    assert read_moment("2030-01-01T09:00+01:00", BERLIN) == datetime(2030, 1, 1, 8, tzinfo=UTC)
    assert read_moment("2030-02-30", BERLIN) is None


def test_an_interrupting_timer_takes_the_task_away():
    case = Play(guarded(("late", timer("P1D"), True)))
    case.later(hours=23, minutes=59, seconds=59)
    assert case.open == ["a"]
    case.later(seconds=1)
    assert case.open == ["late_task"]
    assert case.happened("cancelled") == ["a"]
    assert case.due == {}


def test_a_timer_that_does_not_interrupt_fires_once_and_leaves_the_task():
    case = Play(guarded(("remind", timer("P1D"), False)))
    case.later(days=3)
    assert case.open == ["a", "remind_task"]
    assert case.due == {}
    case.later(days=3)
    assert case.open == ["a", "remind_task"]


def test_completing_the_task_disarms_its_timers():
    case = Play(guarded(("late", timer("P1D"), True), ("remind", timer("PT1H"), False)))
    case.complete("a")
    assert case.is_ended
    assert case.due == {}


def test_a_cycle_fires_as_often_as_it_says():
    case = Play(guarded(("remind", timer("R3/PT1H", CYCLE), False)))
    fired = []
    for _ in range(5):
        case.later(hours=1)
        fired.append(case.open.count("remind_task"))
    assert fired == [1, 2, 3, 3, 3]


def test_a_cycle_without_an_end_goes_on_until_the_task_is_done():
    case = Play(guarded(("remind", timer("R/P1D", CYCLE), False)))
    for days in range(1, 6):
        case.later(days=1)
        assert case.open.count("remind_task") == days
    [armed] = case.run.timers
    assert armed.remaining is None
    case.complete("a")
    assert case.due == {}


def test_a_cycle_with_a_start_first_fires_there():
    case = Play(guarded(("remind", timer("R3/2026-03-04T09:00/P1D", CYCLE), False)))
    assert case.due["remind"] == at("2026-03-04 09:00")
    case.later(days=2)
    assert case.due["remind"] == at("2026-03-05 09:00")


def test_an_interrupting_cycle_interrupts_at_its_first_firing():
    case = Play(guarded(("late", timer("R3/PT1H", CYCLE), True)))
    case.later(hours=1)
    assert case.open == ["late_task"]
    assert case.due == {}


@pytest.mark.parametrize(
    ("text", "hours", "missed", "remaining"),
    [("R5/PT1H", 3, 2, 2), ("R/PT1H", 100, 99, None), ("R3/PT1H", 3, 2, 0), ("R3/PT1H", 50, 2, 0)],
)
def test_a_backlog_of_a_cycle_fires_once(text: str, hours: int, missed: int, remaining: int | None):
    case = Play(guarded(("remind", timer(text, CYCLE), False)))
    case.later(hours=hours)
    assert case.open == ["a", "remind_task"]
    [entry] = [e for e in case.journal if e.kind == "timer_fired"]
    assert entry.details == {"due_at": (NINE + timedelta(hours=1)).isoformat(), "missed": missed}
    assert [t.remaining for t in case.run.timers] == ([] if remaining == 0 else [remaining])
    if remaining != 0:
        assert case.due["remind"] == NINE + timedelta(hours=hours + 1)


def test_overdue_timers_fire_in_due_order_and_what_one_cancels_does_not_fire():
    case = Play(
        guarded(
            ("second", timer("PT2H"), False),
            ("late", timer("PT3H"), True),
            ("never", timer("PT4H"), False),
            ("first", timer("PT1H"), False),
        )
    )
    case.later(days=1)
    assert case.happened("timer_fired") == ["first", "second", "late"]
    assert case.open == ["first_task", "late_task", "second_task"]


def test_timers_due_at_the_same_instant_fire_in_the_order_they_were_armed():
    case = Play(guarded(("one", timer("PT1H"), False), ("two", timer("PT60M"), False)))
    case.later(hours=1)
    assert case.happened("timer_fired") == ["one", "two"]


def test_an_interrupting_timer_that_is_due_wins_over_a_late_completion():
    case = Play(guarded(("late", timer("P1D"), True)))
    [a] = case.ids("a")
    case.now += timedelta(days=1)
    run = case.run
    with pytest.raises(TokenGone):
        run.complete(a, {"answer": "too late"})
    case.blob = run.dump()  # the timer has fired all the same
    assert case.open == ["late_task"]
    assert "answer" not in case.variables


def test_extending_a_deadline_moves_its_reminders():
    case = Play(
        guarded(
            ("remind", timer('= date and time(deadline) - duration("P2D")', DATE), False),
            ("late", timer("= deadline", DATE), True),
            ("fixed", timer("P3D"), False),
        ),
        {"deadline": "2026-03-09T23:59:59+08:00"},
    )
    assert case.due["remind"] == at("2026-03-07 23:59:59")
    case.act(lambda run: run.set_variables({"deadline": "2026-03-12T23:59:59+08:00"}))
    assert case.due == {
        "remind": at("2026-03-10 23:59:59"),
        "late": at("2026-03-12 23:59:59"),
        "fixed": at("2026-03-05 09:00"),
    }


def test_a_duration_that_changes_keeps_its_anchor():
    case = Play(guarded(("late", timer("= patience"), True)), {"patience": "P2D"})
    case.later(days=1)
    case.act(lambda run: run.set_variables({"patience": "P5D"}))
    assert case.due["late"] == NINE + timedelta(days=5)
    case.act(lambda run: run.set_variables({"patience": "PT12H"}))
    assert case.open == ["late_task"]


def test_a_cycle_that_changes_goes_on_from_the_firings_it_had():
    case = Play(guarded(("remind", timer("= pace", CYCLE), False)), {"pace": "R4/P1D"})
    case.later(days=1)
    case.act(lambda run: run.set_variables({"pace": "R4/P2D"}))
    assert case.due["remind"] == NINE + timedelta(days=4)
    case.act(lambda run: run.set_variables({"pace": "R1/P2D"}))
    case.later(days=30)
    assert case.open.count("remind_task") == 1


def test_now_in_a_timer_means_its_arrival_however_often_it_is_evaluated():
    case = Play(guarded(("late", timer('= now() + duration("P1D") * factor', DATE), True)), {"factor": 2})
    case.later(hours=5)
    case.act(lambda run: run.set_variables({"factor": 3}))
    assert case.due["late"] == NINE + timedelta(days=3)


def test_a_variable_written_by_a_step_moves_a_timer_too():
    case = Play(
        procedure(
            start(),
            user("a"),
            boundary("nudge", "a", timer("PT1H"), interrupting=False),
            script("extend", '= "P9D"', "patience"),
            boundary("late", "a", timer("= patience")),
            end("e1"),
            end("e2"),
            end(),
            paths="start a end; nudge extend e1; late e2",
        ),
        {"patience": "PT2H"},
    )
    case.later(hours=3)
    assert case.open == ["a"]
    assert case.due["late"] == NINE + timedelta(days=9)


def test_timers_behind_an_event_gateway_are_independent():
    race = procedure(
        start(),
        event_gateway("race"),
        catch("slow", timer("PT5H")),
        catch("fast", timer("PT1H")),
        user("slow_task"),
        user("fast_task"),
        end(),
        paths="start race slow slow_task end; race fast fast_task end",
    )
    case = Play(race)
    assert case.due == {"slow": NINE + timedelta(hours=5), "fast": NINE + timedelta(hours=1)}
    case.later(hours=1)
    assert case.open == ["fast_task"]
    assert case.due == {}
    assert case.happened("cancelled") == ["slow"]


def test_a_timer_that_starts_itself_again_without_delay_is_an_error():
    loop = procedure(start(), catch("t", timer("PT0S")), script("s", "= 1", "x"), end(), paths="start t s t; s end")
    with pytest.raises(EngineError):
        Play(loop)


def test_the_clock_of_a_run_is_its_environment_whatever_its_offset():
    case = Play(guarded(("late", timer("P1D"), True)), now=NINE.astimezone(timezone(timedelta(hours=8))))
    assert CaseEngine.load(case.definition, case.blob, case.environment).timers[0].due_at == NINE + timedelta(days=1)
