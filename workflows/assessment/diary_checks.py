"""Diaries looked at in a county's month (M6): who is looked at and why, the township's sheet, and what it found."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, NotRequired, TypedDict

from sqlalchemy import select

from workflows.assessment.check_models import DiaryCheck
from workflows.assessment.diary_seen import published
from workflows.assessment.lists import days_said
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.rules import as_read, days_of, last_of
from workflows.assessment.words import DiaryFinding
from workflows.attendance.diary_models import DiaryDay, DiaryEntry
from workflows.attendance.likeness import Likest, likest
from workflows.casework.errors import InvalidAnswers
from workflows.casework.reasons import proper_reason
from workflows.casework.sheets import RowCall, sheet
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows, new_id, update_row

DIARIES = "assessment.diaries"
WEEK = 7
_SHOWN, _LENGTH = 3, 120  # entries that a row shows, and characters of each; the diary itself holds them whole
FINDINGS = {
    DiaryFinding.OK: Sentence("in order", "正常"),
    DiaryFinding.THIN: Sentence("too thin", "单薄"),
    DiaryFinding.COPIED: Sentence("copied", "雷同"),
}


class DiaryColumns(TypedDict):
    """What a row shows: how many entries there are and should be, what they are likest to, and some of them, masked."""

    village: Annotated[str, Sentence("Village", "所驻村")]
    entries: Annotated[int, Sentence("Entries", "篇数")]
    wanted: Annotated[int, Sentence("Asked for", "应有篇数")]
    late: Annotated[int, Sentence("Written late", "补记篇数")]
    likeness: Annotated[int, Sentence("Likeness in percent", "相似度（%）")]
    like: Annotated[str, Sentence("Likest", "最相似")]
    chosen: Annotated[str, Sentence("Why it is looked at", "抽查原因")]
    sample: Annotated[str, Sentence("Some entries", "日记摘录")]
    month: Annotated[str, Sentence("Month", "月份")]
    leader: NotRequired[Annotated[str | None, Sentence("Team leader who is asked", "答复的队长")]]


class DiaryAnswers(TypedDict):
    """What is found, why, and of which days entries were copied."""

    outcome: DiaryFinding
    ground: NotRequired[str]
    copied_days: NotRequired[str]


@sheet(
    DIARIES,
    Sentence(
        "Diaries of members that are looked at: in order, too thin or copied; entries that were copied prove nothing.",
        "抽查的队员日记，逐人认定：正常、单薄或者雷同；雷同的日记不作为当天在村的来源。",
    ),
)
def check_diary(call: RowCall, columns: DiaryColumns, answers: DiaryAnswers) -> None:
    """Write what was found of a member's diary. Raises InvalidRequest for a finding without a reason, InvalidAnswers for days that
    cannot be read, or where nothing is said of which entries were copied."""
    finding = DiaryFinding(answers["outcome"])
    ground = "" if finding is DiaryFinding.OK else proper_reason(answers.get("ground", ""))
    copied: list[str] = []
    if finding is DiaryFinding.COPIED:
        days = days_said(answers.get("copied_days", ""), date.fromisoformat(columns["month"]))
        if not days:
            raise InvalidAnswers(
                {"copied_days": Sentence("Name the days, such as 3、5-7.", "请填写雷同日记的日期，如“3、5-7”。")}
            )
        copied = [day.isoformat() for day in sorted(days)]
    member = call.work.session.scalars(
        select(MemberMonth).where(MemberMonth.case_id == call.case.id, MemberMonth.person_id == call.row.person_id)
    ).one()
    said = {
        "finding": finding,
        "entries": columns["entries"],
        "wanted": columns["wanted"],
        "likeness": columns["likeness"],
        "copied_days": copied,
        "checked_by_id": call.actor.person_id,
        "checked_at": call.work.now,
        "ground": ground,
    }
    old = call.work.session.scalar(select(DiaryCheck).where(DiaryCheck.member_month_id == member.id))
    if old is None:
        insert_rows(
            call.work, DiaryCheck(id=new_id(), case_id=call.case.id, member_month_id=member.id, **said), is_kept=False
        )
    else:
        update_row(call.work, old, **said)


@dataclass(frozen=True, slots=True)
class Sampling:
    """By which numbers diaries are looked at: entries asked for a week, share of members drawn, share of a text that is like."""

    weekly: int
    drawn: Fraction
    like: Fraction


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """One member whose diary is looked at."""

    member: MemberMonth
    entries: Sequence[DiaryEntry]
    wanted: int
    likest: Likest[uuid.UUID] | None
    like: str
    chosen: str


def rows_of_diaries(work: UnitOfWork, members: Sequence[MemberMonth], month: date, by: Sampling) -> Iterator[DiaryRow]:
    """The graded members whose diary is looked at: fewer entries than asked for, an entry too like another, or drawn by lot.

    The lot is drawn by the id of the member's month, so that nobody knows it before and everybody can draw it again.
    """
    graded = [member for member in members if member.is_graded]
    written = entries_of(work, [member.person_id for member in graded], month)
    texts = {entry.id: entry.text for entries in written.values() for entry in entries}
    found = likest(texts)
    by_id = {entry.id: entry for entries in written.values() for entry in entries}
    for member in graded:
        posted = set(days_of(as_read(member.segments)))
        entries = [entry for entry in written.get(member.person_id, ()) if entry.day in posted]
        wanted = member.posted_days * by.weekly // WEEK
        like = max(
            (found[entry.id] for entry in entries if entry.id in found), key=lambda each: each.percent, default=None
        )
        reasons = []
        if len({entry.day for entry in entries}) < wanted:
            reasons.append("篇数不足")
        if like is not None and like.percent >= 100 * by.like:
            reasons.append("与其他日记雷同")
        if entries and _lot(member.id) < by.drawn:
            reasons.append("随机抽取")
        if reasons:
            yield DiaryRow(member, entries, wanted, like, _of_whom(by_id, like, member), "、".join(reasons))


def _lot(member_month_id: uuid.UUID) -> Fraction:
    """A number from 0 to below 1 that belongs to this member's month."""
    return Fraction(int.from_bytes(hashlib.sha256(member_month_id.bytes).digest()[:4]), 2**32)


def _of_whom(by_id: Mapping[uuid.UUID, DiaryEntry], like: Likest[uuid.UUID] | None, member: MemberMonth) -> str:
    if like is None:
        return ""
    entry = by_id[like.key]
    whose = "本人" if entry.person_id == member.person_id else entry.person.name
    return f"{whose}{entry.day.month}月{entry.day.day}日"


def sample_of(entries: Sequence[DiaryEntry]) -> str:
    """Some entries of a month as the sheet shows them, spread over it: households masked, each cut with a mark where it is long."""
    step = max(1, len(entries) // _SHOWN)
    shown = []
    for entry in entries[::step][:_SHOWN]:
        text = published(f"{entry.place}：{entry.text}", entry.households)
        late = "（补记）" if entry.is_late else ""
        shown.append(f"{entry.day.day}日{late} {text if len(text) <= _LENGTH else text[: _LENGTH - 1] + '…'}")
    return "\n".join(shown)


def entries_of(work: UnitOfWork, persons: Sequence[uuid.UUID], month: date) -> dict[uuid.UUID, list[DiaryEntry]]:
    """By person, the entries of a month that speak for them, by day; one statement for so many people at once."""
    found: dict[uuid.UUID, list[DiaryEntry]] = {}
    for some in in_pieces(persons):
        statement = (
            select(DiaryDay.person_id, DiaryEntry)
            .join(DiaryEntry, DiaryEntry.id == DiaryDay.entry_id)
            .where(DiaryDay.person_id.in_(some), DiaryDay.day.between(month, last_of(month)))
            .order_by(DiaryDay.day, DiaryEntry.id)
        )
        for person_id, entry in work.session.execute(statement):
            found.setdefault(person_id, []).append(entry)
    return found


def copied_days(work: UnitOfWork, case_id: uuid.UUID) -> dict[uuid.UUID, frozenset[date]]:
    """By member, the days whose entries were found copied in a county's month: these prove nothing."""
    statement = select(MemberMonth.person_id, DiaryCheck.copied_days).join(DiaryCheck.member_month)
    rows = work.session.execute(statement.where(DiaryCheck.case_id == case_id))
    return {person_id: frozenset(map(date.fromisoformat, days)) for person_id, days in rows if days}


def checks_of(work: UnitOfWork, case_id: uuid.UUID) -> dict[uuid.UUID, DiaryCheck]:
    """By member's month, what was found of diaries in a county's month."""
    rows = work.session.scalars(select(DiaryCheck).where(DiaryCheck.case_id == case_id))
    return {row.member_month_id: row for row in rows}


def said_of_diary(check: DiaryCheck) -> str:
    """What was found of a diary, as a scorer reads it."""
    copied = f"，雷同{len(check.copied_days)}天" if check.copied_days else ""
    return f"日记{check.entries}篇（应有{check.wanted}篇），抽查认定{FINDINGS[check.finding].zh}{copied}"
