"""What the check says of start events with a timer: each due time has one meaning, or the diagram is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.casework.clock_office import MONTHLY, files, start_event
from tests.procedure.diagrams import sample
from tests.procedure.parts import MANUAL, codes, timer
from workflows.feel.environment import DEFAULT_ZONE
from workflows.procedure import Severity, check, read_files
from workflows.procedure.clock_times import ClockTimes
from workflows.procedure.model import TimerKind
from workflows.procedure.scenario_reader import read_scenario

NOW = datetime(2026, 2, 10, tzinfo=UTC)
FORM = b'{"type": "default", "id": "f", "components": []}'


def errors(*starts: str, **more: bytes) -> list[str]:
    """The errors of the monthly report with these starts."""
    procedure = read_files("monthly_report", {**files(*starts), **more})
    found = check(procedure, posts={"general_group"}, operations={}, called={}, functions={}, now=NOW)
    return [problem.code for problem in found if problem.severity is Severity.ERROR]


def test_a_monthly_start_and_a_date_are_accepted() -> None:
    date = start_event("2026-03-09T08:00:00", catch_up="", kind="timeDate", id="once")
    assert errors(start_event(), date) == []
    assert errors(start_event("= &quot;R/&quot; + string(now()) + &quot;/P1D&quot;")) == []


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (start_event("2026-02-09T08:00:00", catch_up="", kind="timeDate"), "clock_past"),
        (start_event("R2/2025-11-01T00:30:00/P1M"), "clock_past"),
        (start_event("R/2026-03-01T00:30:00/PT59M"), "clock_quick"),
        (start_event("R/P1M"), "clock_no_first"),
        (start_event("P1D", catch_up="", kind="timeDuration"), "clock_duration"),
        (start_event("0 30 0 1 * *"), "timer_invalid"),
        (start_event("soon", catch_up="", kind="timeDate"), "timer_invalid"),
        (start_event("= month"), "clock_reads"),
        (start_event(catch_up=""), "catch_up_missing"),
        (start_event(catch_up="all"), "catch_up_value"),
        (start_event("2026-03-09T08:00:00", kind="timeDate"), "catch_up_idle"),
        (start_event() + start_event(id="other"), "clock_twice"),
    ],
)
def test_what_has_no_one_meaning_is_refused(start: str, code: str) -> None:
    assert errors(start) == [code]


def test_a_form_at_it_is_refused_because_nobody_would_fill_it_in() -> None:
    start = start_event().replace("<zeebe:properties>", '<zeebe:formDefinition formId="f" /><zeebe:properties>', 1)
    assert "clock_form" in errors(start, **{"forms/f.form": FORM})


def test_catch_up_says_nothing_where_the_clock_starts_no_case() -> None:
    said = '<bpmn:extensionElements><zeebe:properties><zeebe:property name="catch_up" value="each" />'
    start = f'<bpmn:startEvent id="start">{said}</zeebe:properties></bpmn:extensionElements></bpmn:startEvent>'
    inner = f'<bpmn:startEvent id="in">{said}</zeebe:properties></bpmn:extensionElements>{timer()}</bpmn:startEvent>'
    body = start + MANUAL + f'<bpmn:subProcess id="aside" triggeredByEvent="true">{inner}</bpmn:subProcess>'
    assert codes(sample(body)).count("catch_up_idle") == 2


def test_the_due_moment_is_known_to_what_comes_after_and_other_names_are_not() -> None:
    assert "name_unwritten" not in errors(start_event(month="= due_at"))
    assert errors(start_event(month="= due_moment")) == ["name_unwritten"]


def test_the_31st_comes_back_after_a_short_month() -> None:
    times = ClockTimes.read(TimerKind.CYCLE, "R/2026-01-31T00:30:00/P1M", DEFAULT_ZONE)
    first = times.next_after(NOW.replace(month=1))
    assert first is not None
    days = [moment.astimezone(DEFAULT_ZONE).day for moment in times.passed(first, NOW.replace(month=6))]
    assert days == [31, 28, 31, 30, 31]


def test_a_scenario_names_its_start_by_the_clock() -> None:
    text = "name: {zh: 一, en: one}\nstart: {clock: yearly, at: 2026-03-01T00:30:00+08:00}\n"
    assert read_scenario(text.encode(), "scenarios/a.yaml").start.clock == "yearly"
    assert errors(start_event(), **{"scenarios/a.yaml": text.encode()}) == ["scenario_element"]
    wrong = text.replace("clock: yearly", "clock: monthly, by: general_group")
    assert errors(start_event(), **{"scenarios/a.yaml": wrong.encode()}) != []
    assert MONTHLY in start_event()
