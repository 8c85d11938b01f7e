"""Whether a literal timer text is ISO 8601 as timers take it; FEEL texts are compiled with the other expressions."""

from __future__ import annotations

from workflows.feel import read_cycle, read_duration, read_moment
from workflows.feel.environment import DEFAULT_ZONE
from workflows.procedure.model import TimerKind
from workflows.sentence import Sentence, sentences

_EXPECTED = sentences(
    {
        TimerKind.DATE: (
            "an ISO 8601 date-time such as 2026-03-01T09:00:00+08:00",
            "ISO 8601 日期时间，如 2026-03-01T09:00:00+08:00",
        ),
        TimerKind.DURATION: ("an ISO 8601 duration such as P3D or PT8H", "ISO 8601 时长，如 P3D 或 PT8H"),
        TimerKind.CYCLE: (
            "an ISO 8601 repeating interval such as R3/PT1H or R/P1D",
            "ISO 8601 重复间隔，如 R3/PT1H 或 R/P1D",
        ),
    }
)


def is_timer_text(text: str, kind: TimerKind) -> Sentence | None:
    """None where `text` is FEEL or fits `kind`; otherwise what was expected."""
    if text.startswith("="):
        return None
    fits = {TimerKind.DATE: is_instant, TimerKind.DURATION: is_duration, TimerKind.CYCLE: _is_cycle}[kind]
    return None if fits(text) else _EXPECTED[kind]


def is_duration(text: str) -> bool:
    """Whether `text` is an ISO 8601 duration that is not negative."""
    return not text.strip().startswith("-") and read_duration(text) is not None


def is_instant(text: str) -> bool:
    """Whether `text` is an ISO 8601 date-time; one without an offset is read in the office's zone."""
    return read_moment(text, DEFAULT_ZONE) is not None


def _is_cycle(text: str) -> bool:
    return read_cycle(text, DEFAULT_ZONE) is not None
