"""What the rows of a file say before it is decided: facts by person and day, gathered from every sheet, with their places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from workflows.attendance.cells import as_name
from workflows.attendance.header import Header
from workflows.attendance.results import (
    FileLayout,
    Finding,
    Identity,
    Leave,
    LeaveOfDay,
    Period,
    Place,
    Punch,
    RosterLine,
)
from workflows.attendance.roster import Roster
from workflows.attendance.sentences import sentence
from workflows.attendance.settings import AttendanceSettings
from workflows.attendance.words import Mark
from workflows.files.bounds import Refused
from workflows.files.cells import ReadId, as_id, as_text
from workflows.files.sheet import Cell, Remark, Row


class SheetKind(IntEnum):
    """Which kind of sheet says it; of two that differ on a punch's validity, the smaller one decides."""

    RECORDS = 1  # 原始记录, 打卡详情, neutral lines: one row a punch
    DAILY = 2  # 每日统计, 概况统计: one row a day
    TIMES = 3  # 打卡时间: one cell a day
    MONTH = 4  # 月度汇总: words only


@dataclass(frozen=True, slots=True)
class Fact:
    """What one row or cell says of one person's day.

    `is_shift_known`: the sheet says more than times, so that a day without a punch is a day that was asked about.
    `may_be_next_day`: its only punch is so early that it may belong to the night after.
    """

    source: SheetKind
    place: Place
    punches: tuple[Punch, ...] = ()
    marks: frozenset[Mark] = frozenset()
    leave: LeaveOfDay | None = None
    flags: frozenset[str] = frozenset()
    may_be_next_day: bool = False


@dataclass(slots=True)
class Seen:
    """How often and where first somebody of the file was met, and where first under each name."""

    name: str
    read_id: ReadId
    place: Place
    rows: int = 0
    names: dict[str, Place] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    is_outside_group: bool = True


class Gathering:
    """Everything that the sheets of one file say, in the order in which it was read."""

    def __init__(self, roster: Roster, settings: AttendanceSettings) -> None:
        self.roster = roster
        self.settings = settings
        self.layout = FileLayout.UNKNOWN
        self.period: Period | None = None
        self.facts: dict[tuple[Identity, date], list[Fact]] = {}
        self.people: dict[Identity, Seen] = {}
        self._written: dict[tuple[str, tuple[Cell, ...]], tuple[Identity, Seen]] = {}
        self.leaves: list[tuple[Identity, Leave]] = []
        self.lines: list[RosterLine] = []
        self.queue: list[Finding] = []
        self.told: list[Finding] = []
        self.rows: Counter[str] = Counter()
        self.devices: dict[tuple[date, str], dict[Identity, Place]] = {}
        self.personal: list[tuple[Identity, Finding]] = []

    def person(self, row: Row, place: Place, header: Header) -> Identity:
        """Who a row is about: by its id as text; without a usable one by name and unit, and then as nobody known yet."""
        cells = (header.id, header.name, header.column("部门"), header.column("考勤组"))
        written = tuple(header.cell(row, index) for index in cells)
        known = self._written.get((place.sheet, written))
        if known is None:
            known = self._written[place.sheet, written] = self._see(written, place)
        known[1].rows += 1
        return known[0]

    def _see(self, written: tuple[Cell, ...], place: Place) -> tuple[Identity, Seen]:
        """Who the cells of id, name, unit and group name, read once for all rows that say the same."""
        read, name = as_id(written[0]), as_name(written[1])
        unit, group = as_text(written[2]), as_text(written[3])
        identity = Identity(read.text) if read.text and not read.is_lost else Identity(read.text, name, unit)
        seen = self.people.setdefault(identity, Seen(name, read, place))
        if name:
            seen.names.setdefault(name, place)
            seen.name = seen.name or name
        seen.sheets.add(place.sheet)
        seen.is_outside_group &= group == "未加入考勤组"
        return identity, seen

    def add(self, identity: Identity, day: date, fact: Fact) -> None:
        """Keep a fact of a day of the file's period; one of another day goes before a person and is not counted."""
        if self.period is not None and not self.period.covers(day):
            self.ask("outside_period", fact.place, value=day.isoformat(), identity=identity, day=day)
            return
        self.facts.setdefault((identity, day), []).append(fact)

    def ask(
        self,
        code: str,
        place: Place,
        *,
        value: str = "",
        identity: Identity | None = None,
        day: date | None = None,
        **values: object,
    ) -> None:
        """Put a finding before a person."""
        found = Finding(code, sentence(code, value=value, day=day or "", **values), place, value, None, day)
        if identity is None:
            self.queue.append(found)
        else:
            # Whose it is stands only when people were matched.
            self.personal.append((identity, found))

    def tell(self, code: str, place: Place, *, value: str = "", **values: object) -> None:
        """Say what was ignored, counted once or is worth knowing."""
        self.told.append(Finding(code, sentence(code, value=value, **values), place, value))

    def tell_remark(self, remark: Remark, sheet: str = "") -> None:
        """Pass on what the reader of a file had to tell of a sheet, or of the file."""
        values = {"sheet": sheet, **remark.values}
        place = Place(str(values["sheet"]), remark.row, remark.column)
        self.told.append(Finding(remark.code, sentence(remark.code, **values), place))

    def cover(self, period: Period | None, sheet: str) -> None:
        """Take a sheet's period as the file's. Raises Refused where there is none, it is too long, or another sheet's differs."""
        if period is None:
            raise Refused("no_period", sheet=sheet)
        if (period.last - period.first).days >= self.settings.longest_period_days:
            raise Refused(
                "period_too_long", first=period.first, last=period.last, limit=self.settings.longest_period_days
            )
        if self.period is not None and (self.period.first, self.period.last) != (period.first, period.last):
            raise Refused(
                "periods_differ", first=self.period.first, last=self.period.last, sheet=sheet, other=period.first
            )
        if self.period is None or period.made is not None:
            self.period = period
