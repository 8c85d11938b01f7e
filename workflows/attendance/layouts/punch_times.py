"""Times of day in one cell: in the order of the punches, so that a smaller time after a larger one is the next day's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from workflows.attendance.cells import CLOCK, clock_time, on
from workflows.attendance.results import Punch, PunchKind, PunchState
from workflows.attendance.words import Mark, Words, words_of
from workflows.files.cells import normal

_TOKEN = re.compile(
    r"(?P<before>(?:次日|第二天)?)\s*"
    + CLOCK
    + r"[ \t]*(?P<after>\(次日\))?[ \t]*(?P<word>\([^\d()]*\)|[^\d\s,，;；()|]*)"
)
_EARLY = time(5)  # a lone punch before it may be the end of the evening before or the beginning of the day


@dataclass(frozen=True, slots=True)
class CellTimes:
    """The punches of a cell and what its words say; `is_unordered` where the times go back more than once."""

    punches: tuple[Punch, ...]
    words: Words
    is_unordered: bool = False
    may_be_next_day: bool = False


def times_of(text: str, day: date) -> CellTimes:
    """The punches that a cell of a work date holds, like 07:30 and 22:10 and 00:48, each with the word behind it (外勤)."""
    tokens, words = _tokens(text)
    punches: list[Punch] = []
    later, last, is_told = 0, None, False
    for token in tokens:
        if token.is_next_day:
            later, is_told = 1, True
        elif last is not None and token.clock < last:
            later += 1
        last = token.clock
        punches.append(punch(on(day, token.clock, days_later=later), token.words))
    lone = len(punches) == 1 and last is not None and last < _EARLY and not is_told
    return CellTimes(tuple(punches), words, is_unordered=later > 1, may_be_next_day=lone)


@dataclass(frozen=True, slots=True)
class _Token:
    """A time of day with the word behind it; `is_next_day` where 次日 says so."""

    clock: time
    words: Words
    is_next_day: bool


@lru_cache(maxsize=4_096)
def _tokens(text: str) -> tuple[tuple[_Token, ...], Words]:
    """The times of a cell in its order, and all its words; the same few texts stand in thousands of cells."""
    plain = unicodedata.normalize("NFKC", text)
    tokens = tuple(
        _Token(clock_time(found), words_of((found["word"] or "").strip("()")), bool(found["before"] or found["after"]))
        for found in _TOKEN.finditer(plain)
    )
    rest = words_of(_TOKEN.sub(" ", plain).replace("()", " "))
    marks = rest.marks.union(*(token.words.marks for token in tokens))
    unknown = (*rest.unknown, *(word for token in tokens for word in token.words.unknown))
    return tokens, Words(marks, unknown)


def punch(at: datetime, words: Words) -> Punch:
    """A punch in the state and of the kind that its words say."""
    return Punch(at, *_state_and_kind(words))


@lru_cache(maxsize=4_096)
def _state_and_kind(words: Words) -> tuple[PunchState, PunchKind]:
    state = PunchState.COUNTED
    if Mark.SUPERSEDED in words.marks:
        state = PunchState.SUPERSEDED
    elif words.is_unconfirmed:
        state = PunchState.UNCONFIRMED
    kind = PunchKind.FIELD if Mark.FIELD in words.marks else PunchKind.SHIFT
    if Mark.OUTING in words.marks:
        kind = PunchKind.OUTING
    return state, kind


def time_cell(cell: object, day: date) -> str:
    """A cell with a time as text: real times, and fractions of a day in a cell that lost its format, read like typed ones."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{'次日 ' if minutes >= 1440 else ''}{minutes // 60 % 24:02}:{minutes % 60:02}"
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 1440)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, datetime):
        return f"{'次日 ' if cell.date() == day + timedelta(days=1) else ''}{cell:%H:%M}"
    return normal(str(cell))
