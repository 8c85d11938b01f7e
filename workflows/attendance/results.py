"""What the reading of one attendance file gives: days, leave, people, what a person must decide, what is told. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from workflows.people.words import LeaveEffect
from workflows.sentence import Sentence


class FileLayout(StrEnum):
    """Which program's file it is; `container` and `unknown` for files that are refused before or after it was looked for."""

    DINGTALK = "dingtalk"
    DINGTALK_LEAVE = "dingtalk_leave"
    WECOM = "wecom"
    NEUTRAL = "neutral"
    ROSTER = "roster"
    CONTAINER = "container"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: the sheet (empty for text files), row and column from 1, as the program that shows it counts them."""

    sheet: str = ""
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """The place as spreadsheets write it: 每日统计!F5, or F5 in a text file."""
        cell = f"{_letters(self.column) if self.column else ''}{self.row or ''}"
        return "!".join(part for part in (self.sheet, cell) if part)


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report (导入报告): where, which value, and the sentence with what to do. `person` is a user_key."""

    code: str
    sentence: Sentence
    place: Place = field(default_factory=Place)
    value: str = ""
    person: str | None = None
    day: date | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a file says it covers, both included, and when it was made (office time), if it says so."""

    first: date
    last: date
    made: datetime | None = None

    @property
    def is_final(self) -> bool:
        """False where the file was made before its last day had ended: it must not close the month."""
        return self.made is None or self.made.date() > self.last

    def covers(self, day: date) -> bool:
        """True for a day of the period."""
        return self.first <= day <= self.last


class PunchState(StrEnum):
    """Whether a punch counts: superseded ones (打卡无效, 失效) never; unconfirmed ones (补卡, 管理员改) once a person says so."""

    COUNTED = "counted"
    SUPERSEDED = "superseded"
    UNCONFIRMED = "unconfirmed"


class PunchKind(StrEnum):
    """At a shift, in the field by the member's own choice (外勤), or an outing beside the shifts (外出打卡)."""

    SHIFT = "shift"
    FIELD = "field"
    OUTING = "outing"


@dataclass(frozen=True, slots=True)
class Punch:
    """One punch on the office's clock. `is_inside`: within the village's fence; None where the file does not say."""

    at: datetime
    state: PunchState = PunchState.COUNTED
    kind: PunchKind = PunchKind.SHIFT
    is_inside: bool | None = None


class LeaveUnit(StrEnum):
    """What an amount of leave counts."""

    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class LeaveOfDay:
    """Leave as an attendance sheet notes it on one day; no amount where it says only that there was leave."""

    kind: str
    amount: Decimal | None = None
    unit: LeaveUnit = LeaveUnit.DAYS


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day as the file proves it. `present` and `night_punch` are None where a person must decide.

    `night_punch`: a counted punch in the evening or the night after; raw evidence, no night lodged (M5).
    """

    person: str
    day: date
    present: bool | None
    is_inside: bool | None
    night_punch: bool | None
    punches: tuple[Punch, ...] = ()
    leave: LeaveOfDay | None = None
    flags: frozenset[str] = frozenset()
    is_final: bool = True
    places: tuple[Place, ...] = ()

    def times(self, state: PunchState) -> tuple[datetime, ...]:
        """The times of the punches in this state, in their order."""
        return tuple(punch.at for punch in self.punches if punch.state is state)


@dataclass(frozen=True, slots=True)
class Leave:
    """An approved leave (请假单). Without times of day the last day is included; `amount` as the form states it."""

    person: str
    kind: str
    starts: datetime | date
    ends: datetime | date
    amount: Decimal
    unit: LeaveUnit
    number: str
    is_late: bool  # asked for after it had begun (补录)
    effect: LeaveEffect | None = None  # what it does to the month where its own record says so; else its kind tells


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the file names them: the id as text where it is whole; only where there is none, the name and the unit."""

    id: str
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Somebody of the file whom nobody was found for: never matched by name, kept with their days until a person decides."""

    identity: Identity
    name: str
    reason: str
    rows: int
    suggestions: tuple[str, ...]
    days: tuple[Day, ...]
    leaves: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A line of a roster (花名册); a date as far as it is known (2025-07), `person` where exactly one of the roster fits."""

    name: str
    village: str
    birth: str | None
    phone: str | None
    starts: str | None
    ends: str | None
    is_first_secretary: bool | None
    candidates: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """All that one file gives. With `refusal` the file was not taken at all and nothing else is set but what is told.

    `queue`: a person must decide; `told`: read, ignored or counted once, and said so; `rows` read by sheet.
    """

    file: str
    sha256: str
    layout: FileLayout
    refusal: Finding | None = None
    period: Period | None = None
    days: tuple[Day, ...] = ()
    leaves: tuple[Leave, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    roster: tuple[RosterLine, ...] = ()
    queue: tuple[Finding, ...] = ()
    told: tuple[Finding, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
