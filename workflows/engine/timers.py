"""When a timer is due: literal or FEEL, anchored, evaluated again when a variable it reads has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows import feel
from workflows.engine.errors import EngineError
from workflows.engine.expressions import Place, Text
from workflows.feel.moments import Cycle, read_cycle, read_duration, read_moment
from workflows.procedure.model import EventDefinition, TimerKind


@dataclass(slots=True)
class TimerState:
    """An armed timer. `anchor` is when its token arrived, `fired` counts the firings of a cycle that are over."""

    anchor: datetime
    due: datetime
    fired: int = 0
    times: int | None = 1

    @property
    def remaining(self) -> int | None:
        """Firings left, None without an end."""
        return None if self.times is None else max(0, self.times - self.fired)


class Timer:
    """A compiled timer definition."""

    def __init__(self, event: EventDefinition, place: Place) -> None:
        self.kind = event.timer_kind or TimerKind.DURATION
        self.text = Text(event.timer or "", place)
        self.place = place

    def arm(self, scope: Mapping[str, Any], environment: feel.Environment, now: datetime) -> TimerState:
        """The state of a timer whose token arrives at `now`. Raises EngineError where the text is no such time."""
        state = TimerState(anchor=now, due=now)
        self.refresh(state, scope, environment)
        return state

    def refresh(self, state: TimerState, scope: Mapping[str, Any], environment: feel.Environment) -> None:
        """Evaluate the due time again; now() means the anchor, so that only a changed variable moves it."""
        text = self._text(state, scope, environment)
        if self.kind is TimerKind.CYCLE:
            cycle = self._cycle(text, environment)
            state.times = cycle.times
            if cycle.times is None or state.fired < cycle.times:
                state.due = self._within(cycle.occurrence, state.fired + 1, state.anchor, environment.zone)
            return
        instant = None
        if self.kind is TimerKind.DATE:
            instant = read_moment(text, environment.zone)
        else:
            duration = read_duration(text)
            if duration is not None:
                instant = self._within(duration.after, state.anchor, 1, environment.zone)
        if instant is None:
            raise self._unreadable(text)
        state.due = instant

    def fire(self, state: TimerState, scope: Mapping[str, Any], environment: feel.Environment, now: datetime) -> int:
        """Count the firing; a backlog of a cycle counts as one. Returns how many firings of the cycle were missed."""
        if self.kind is not TimerKind.CYCLE:
            state.fired = 1
            return 0
        cycle = self._cycle(self._text(state, scope, environment), environment)
        before = state.fired
        state.fired = max(before + 1, cycle.last_at(now, before, state.anchor, environment.zone))
        state.times = cycle.times
        if cycle.times is None or state.fired < cycle.times:
            state.due = self._within(cycle.occurrence, state.fired + 1, state.anchor, environment.zone)
        return state.fired - before - 1

    def _text(self, state: TimerState, scope: Mapping[str, Any], environment: feel.Environment) -> str:
        if self.text.is_literal:
            return self.text.source
        value = self.text.plain(scope, replace(environment, now=state.anchor))
        if isinstance(value, str):
            return value
        why_en, why_zh = self.text.why(scope, environment)
        found = feel.kind(value)
        raise self.place.error(
            f"The timer {self.text.source!r} gave {found}, not a time.{why_en}",
            f"定时器“{self.text.source}”的结果是 {found}，不是时间。{why_zh}",
            self.text.source,
        )

    def _cycle(self, text: str, environment: feel.Environment) -> Cycle:
        cycle = read_cycle(text, environment.zone)
        if cycle is None:
            raise self._unreadable(text)
        return cycle

    def _within(self, compute: Any, *arguments: Any) -> datetime:
        try:
            due: datetime = compute(*arguments)
        except (OverflowError, ValueError) as error:
            raise self.place.error(
                f"The timer {self.text.source!r} is due outside the calendar.",
                f"定时器“{self.text.source}”的到期时间超出日历范围。",
                self.text.source,
            ) from error
        return due

    def _unreadable(self, text: str) -> EngineError:
        wanted = {
            TimerKind.DATE: ("a date such as 2026-03-01T09:00:00", "日期时间，如 2026-03-01T09:00:00"),
            TimerKind.DURATION: ("a duration such as P3D or PT1H", "时长，如 P3D 或 PT1H"),
            TimerKind.CYCLE: ("a cycle such as R3/PT1H or R/P1D", "循环，如 R3/PT1H 或 R/P1D"),
        }[self.kind]
        return self.place.error(
            f"The timer {self.text.source!r} gave a text that is not {wanted[0]}.",
            f"定时器“{self.text.source}”的文本不是{wanted[1]}。",
            self.text.source,
        )
