"""Whether a literal timer text is ISO 8601 as timers take it; FEEL texts are compiled with the other expressions."""

from __future__ import annotations

import re
from datetime import datetime

from workflows.procedure.model import TimerKind

_DURATION = re.compile(
    r"P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:[.,]\d+)?S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/P][^/]*)/)?(?P<interval>P[^/]*)")

_EXPECTED = {
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


def is_timer_text(text: str, kind: TimerKind) -> tuple[str, str] | None:
    """None where `text` is FEEL or fits `kind`; otherwise what was expected, in English and Chinese."""
    if text.startswith("="):
        return None
    fits = {TimerKind.DATE: is_instant, TimerKind.DURATION: is_duration, TimerKind.CYCLE: _is_cycle}[kind]
    return None if fits(text) else _EXPECTED[kind]


def is_duration(text: str) -> bool:
    """Whether `text` is an ISO 8601 duration that is not negative."""
    return _DURATION.fullmatch(text) is not None


def is_instant(text: str) -> bool:
    """Whether `text` is an ISO 8601 date-time; one without an offset is read in the office's zone."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_cycle(text: str) -> bool:
    match = _CYCLE.fullmatch(text)
    if match is None or match["times"] == "0" or not is_duration(match["interval"]):
        return False
    stands_still = re.search(r"[1-9]", match["interval"]) is None
    return not stands_still and (match["start"] is None or is_instant(match["start"]))
