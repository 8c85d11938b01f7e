"""The plan of a year as somebody types it or keeps it in a table: one line a day or a span of days; every wrong cell is named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workflows.calendar.plans import PlanDay, PlanDayKind, YearPlan, lacking_by_law
from workflows.files.cells import as_date, as_text, normal
from workflows.files.sheet import Cell
from workflows.sentence import Sentence

MAX_LINES: Final = 400
NAME_LIMIT: Final = 80
HEADS: Final = (("date", "日期"), ("kind", "类型"), ("name", "名称"), ("name_en", "英文名称"))
_KINDS: Final = {
    PlanDayKind.HOLIDAY: (("holiday", "放假"), ("day off", "节假日", "休")),
    PlanDayKind.MAKE_UP_WORKDAY: (
        ("make-up workday", "调休上班"),
        ("make_up_workday", "workday", "上班", "调休", "班"),
    ),
}
_KIND_OF: Final = {normal(word): kind for kind, (own, others) in _KINDS.items() for word in (*own, *others)}
_SPAN: Final = re.compile(r"\s*(?:~|～|至|到|—|–|\.\.)\s*")

Line = tuple[int, Sequence[Cell]]
"""The number of a line as its program shows it, and its cells."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: in which line and column, both counted from 1; without them with the plan as a whole."""

    sentence: Sentence
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text or a table gives: the plan, or what is wrong with it; never both."""

    plan: YearPlan | None
    wrong: tuple[Wrong, ...] = ()


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a typed text; its columns stand between commas or tabs, Chinese commas too."""
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.replace("，", ",").replace("\t", ",")
        yield number, next(csv.reader(io.StringIO(plain)), [])


def spans_of(plan: YearPlan) -> list[tuple[PlanDay, date]]:
    """The days of a plan, those of the same name that follow one another as one: its first day, and the date of its last."""
    spans: list[tuple[PlanDay, date]] = []
    for day in plan.days:
        if spans:
            first, last = spans[-1]
            same = (first.kind, first.name, first.name_en) == (day.kind, day.name, day.name_en)
            if same and day.date == last + timedelta(days=1):
                spans[-1] = (first, day.date)
                continue
        spans.append((day, day.date))
    return spans


def text_of(plan: YearPlan) -> str:
    """The plan as it may be typed again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for first, last in spans_of(plan):
        span = first.date.isoformat() if last == first.date else f"{first.date}~{last}"
        writer.writerow([span, _KINDS[first.kind][0][1], first.name, *([first.name_en] if first.name_en else [])])
    return out.getvalue()


def read_plan(year: int, lines: Iterable[Line]) -> Reading:
    """The plan that lines give for a year. Columns by their heads where the first line has them, else date, kind, name, name_en."""
    days: dict[date, PlanDay] = {}
    wrong: list[Wrong] = []
    columns: tuple[int | None, ...] = (0, 1, 2, 3)
    is_first = True
    for count, (number, cells) in enumerate(lines):
        if count > MAX_LINES:
            wrong.append(_wrong(number, None, f"more than {MAX_LINES} lines", f"超过 {MAX_LINES} 行"))
            break
        if not any(as_text(cell) for cell in cells):
            continue
        heads = _heads(cells) if is_first else None
        is_first = False
        if heads is not None:
            lacking = [names for names, place in zip(HEADS[:3], heads[:3], strict=True) if place is None]
            if lacking:
                zh, en = "、".join(each[1] for each in lacking), ", ".join(each[0] for each in lacking)
                return Reading(None, (_wrong(number, None, f"the column {en} is missing", f"缺少列：{zh}"),))
            columns = heads
            continue
        for found in _days(year, number, cells, columns):
            if isinstance(found, Wrong):
                wrong.append(found)
            elif found.date in days:
                place = (columns[0] or 0) + 1
                wrong.append(_wrong(number, place, f"{found.date} is there twice", f"{found.date} 重复"))
            else:
                days[found.date] = found
    if wrong:
        return Reading(None, tuple(wrong))
    plan = YearPlan.of(year, days.values())
    as_a_whole = tuple(wrong_as_a_whole(plan))
    return Reading(None if as_a_whole else plan, as_a_whole)


def wrong_as_a_whole(plan: YearPlan) -> Iterator[Wrong]:
    """What is wrong with a plan whose every line can be read: a list that forgets National Day is not the whole year."""
    if not plan.days:
        yield Wrong(
            Sentence(
                "There is no day in it: list the days off and the make-up workdays.",
                "没有任何日期，请列出放假日和调休上班日。",
            )
        )
        return
    for day in lacking_by_law(plan):
        yield Wrong(
            Sentence(
                f"{day.date} ({day.name_en}) is a day off by law and missing: list the whole year.",
                f"缺少法定节假日 {day.date}（{day.name}），请列出全年安排。",
            )
        )


def _heads(cells: Sequence[Cell]) -> tuple[int | None, ...] | None:
    """Which column holds what, where the line is one of heads; None for a line of a day."""
    words = [_word(cell) for cell in cells]
    found = tuple(next((at for at, word in enumerate(words) if word in names), None) for names in HEADS)
    return found if any(place is not None for place in found) else None


def _days(year: int, number: int, cells: Sequence[Cell], columns: tuple[int | None, ...]) -> Iterator[PlanDay | Wrong]:
    def at(which: int) -> tuple[Cell, int]:
        place = columns[which]
        return ("" if place is None or place >= len(cells) else cells[place]), (place or 0) + 1

    (when, when_at), (kind_cell, kind_at), (name_cell, name_at), (english, english_at) = (at(each) for each in range(4))
    span, kind, name, name_en = (
        _span(when),
        _KIND_OF.get(_word(kind_cell)),
        as_text(name_cell),
        as_text(english),
    )
    if span is None:
        yield _wrong(
            number,
            when_at,
            "write a date that there is, such as 2027-02-05, or 2027-02-05~2027-02-11",
            "应为存在的日期，如 2027-02-05，或 2027-02-05~2027-02-11",
        )
    elif span[0].year != year or span[1].year != year:
        yield _wrong(number, when_at, f"the date lies outside {year}", f"日期不在 {year} 年内")
    elif span[1] < span[0]:
        yield _wrong(number, when_at, "the span ends before it begins", "起止日期颠倒")
    if kind is None:
        yield _wrong(number, kind_at, "write “holiday” or “make-up workday”", "应为“放假”或“调休上班”")
    if not 0 < len(name) <= NAME_LIMIT:
        yield _wrong(
            number,
            name_at,
            f"give a name of at most {NAME_LIMIT} characters",
            f"应填写名称，不超过 {NAME_LIMIT} 个字符",
        )
    if len(name_en) > NAME_LIMIT:
        yield _wrong(
            number, english_at, f"give a name of at most {NAME_LIMIT} characters", f"不得超过 {NAME_LIMIT} 个字符"
        )
    if span is None or kind is None or span[0].year != year or span[1].year != year or not name:
        return
    for offset in range((span[1] - span[0]).days + 1):
        day = span[0] + timedelta(days=offset)
        if kind is PlanDayKind.MAKE_UP_WORKDAY and day.weekday() < 5:
            yield _wrong(
                number, when_at, f"{day} is a weekday and worked anyhow", f"{day} 本来就是工作日，不是调休上班"
            )
        else:
            yield PlanDay(day, kind, name, name_en)


def _span(cell: Cell) -> tuple[date, date] | None:
    """The first and the last day of a cell; None where it holds no dates, or a weekday that is another day's."""
    parts = _SPAN.split(cell.strip(), maxsplit=1) if isinstance(cell, str) else [cell]
    ends = [as_date(part) for part in parts]
    first, last = ends[0], ends[-1]
    if first is None or last is None or first.is_weekday_wrong or last.is_weekday_wrong:
        return None
    return first.day, last.day


def _wrong(line: int, column: int | None, en: str, zh: str) -> Wrong:
    return Wrong(Sentence(en[:1].upper() + en[1:] + ".", zh + "。"), line, column)


def _word(cell: Cell) -> str:
    return normal(as_text(cell)).casefold()
