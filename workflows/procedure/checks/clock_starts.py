"""Starts by the clock: what the start event of a process must say so that every due time has exactly one meaning."""

from __future__ import annotations

from datetime import datetime

from workflows.feel import FeelError, parse_expression
from workflows.feel.environment import DEFAULT_ZONE
from workflows.procedure.checks.context import Checking
from workflows.procedure.clock_times import CatchUp, ClockTimes, NoClock
from workflows.procedure.model import Element, TimerKind


def check_clock_starts(checking: Checking) -> None:
    """Refuse what would start no case, a case without end, or a case at a moment that nobody can tell from the drawing."""
    by_clock = {start.id for start in checking.procedure.clock_starts}
    seen: dict[str, str] = {}
    for element in checking.procedure.elements.values():
        if element.id in by_clock:
            _check_start(checking, element, seen)
        elif element.property("catch_up") is not None:
            checking.error("catch_up_idle", element)


def _check_start(checking: Checking, element: Element, seen: dict[str, str]) -> None:
    event = element.event
    if element.form_id is not None:
        checking.error("clock_form", element, form=element.form_id)
    if event is None or event.timer is None or event.timer_kind is None:
        return  # refused while reading
    _check_catch_up(checking, element, event.timer_kind)
    if event.timer in seen:
        checking.error("clock_twice", element, other=seen[event.timer])
    seen.setdefault(event.timer, element.id)
    if event.timer_kind is TimerKind.DURATION:
        checking.error("clock_duration", element, text=event.timer)
    elif event.timer.startswith("="):
        _check_expression(checking, element, event.timer)
    else:
        _check_text(checking, element, event.timer_kind, event.timer, checking.now)


def _check_catch_up(checking: Checking, element: Element, kind: TimerKind) -> None:
    said = element.property("catch_up")
    if kind is TimerKind.CYCLE and said is None:
        checking.error("catch_up_missing", element)
    elif kind is not TimerKind.CYCLE and said is not None:
        checking.error("catch_up_idle", element)
    elif said is not None and said not in tuple(CatchUp):
        checking.error("catch_up_value", element, value=said)


def _check_expression(checking: Checking, element: Element, text: str) -> None:
    try:
        expression = parse_expression(text[1:].strip())
    except FeelError:
        return  # refused with the other expressions
    read = sorted(expression.certain_names - frozenset(expression.calls))
    if read:
        checking.error("clock_reads", element, name=", ".join(read))


def _check_text(checking: Checking, element: Element, kind: TimerKind, text: str, now: datetime | None) -> None:
    try:
        times = ClockTimes.read(kind, text, DEFAULT_ZONE)
    except NoClock as refused:
        if refused.code != "clock_unreadable":  # refused with the other timers
            checking.error(refused.code, element, text=text)
        return
    if now is not None and times.next_after(now) is None:
        checking.error("clock_past", element, text=text)
