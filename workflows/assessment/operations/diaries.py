"""Diaries in a county's month (M6): whose are looked at, opened as rows for the townships."""

from __future__ import annotations

import uuid
from fractions import Fraction
from typing import TypedDict

from workflows.assessment.diary_checks import (
    DIARIES,
    FINDINGS,
    DiaryColumns,
    Sampling,
    checks_of,
    rows_of_diaries,
    sample_of,
)
from workflows.assessment.opening import members_of
from workflows.assessment.operations.opening import CountyGiven, month_name
from workflows.assessment.operations.settling import Township, leaders_of, named, places_of
from workflows.assessment.rules import as_read
from workflows.assessment.words import DiaryFinding
from workflows.casework.notice_files import send_notice
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.casework.sheet_operations import RowGiven, open_rows
from workflows.sentence import Sentence

WEEKLY, DRAWN, LIKE = "diary.weekly_least", "diary.sample_share", "diary.like_share"


class DiariesSampled(TypedDict):
    """The townships with diaries to look at, and how many these are."""

    diary_townships: list[Township]
    diaries_sampled: int


@operation(
    "assessment.sample_diaries",
    Sentence(
        "Open a row for each member of the county whose diary is looked at: too few entries, one like another, or drawn by lot.",
        "为本县应当抽查日记的队员打开日记抽查表的各行：篇数不足、与其他日记雷同，或者随机抽取。",
    ),
    settings=(WEEKLY, DRAWN, LIKE),
)
def sample_diaries(call: OperationCall, given: CountyGiven) -> DiariesSampled:
    """Operation `assessment.sample_diaries`. Each row names the team leader, never about their own diary, who is asked first."""
    members = members_of(call.work, call.case)
    drawn, like = (Fraction(str(call.setting(key))) for key in (DRAWN, LIKE))
    by = Sampling(int(call.setting(WEEKLY)), drawn, like)
    places, leaders = places_of(call), leaders_of(members)
    rows: list[RowGiven] = []
    used: dict[str, str] = {}
    for each in rows_of_diaries(call.work, members, given.month, by):
        member = each.member
        last = as_read(member.segments)[-1]
        place = places[last.village]
        used[place.town_code] = place.town
        people: set[uuid.UUID] = leaders.get(last.team_id, set()) - {member.person_id}
        columns: DiaryColumns = {
            "village": place.village,
            "entries": len({entry.day for entry in each.entries}),
            "wanted": each.wanted,
            "late": sum(entry.is_late for entry in each.entries),
            "likeness": each.likest.percent if each.likest is not None else 0,
            "like": each.like,
            "chosen": each.chosen,
            "sample": sample_of(each.entries),
            "month": given.month.isoformat(),
            "leader": named(people),
        }
        row: RowGiven = {
            "key": member.person_id.hex,
            "name": member.person.name,
            "group": place.town_code,
            "person": member.person_id,
            "columns": columns,
        }
        rows.append(row)
    open_rows(call, DIARIES, rows)
    return {
        "diary_townships": [{"code": code, "name": used[code]} for code in sorted(used)],
        "diaries_sampled": len(rows),
    }


class DiaryFound(TypedDict):
    """What was found of a member's diary, and why."""

    month: str
    finding: str
    finding_en: str
    ground: str


class DiariesTold(TypedDict):
    """How many members were told that their diary was found wanting."""

    diaries_told: int


@operation(
    "assessment.tell_diaries",
    Sentence(
        "Tell each member whose diary the townships found too thin or copied, with the reason.",
        "将日记被认定为单薄或者雷同的结论和理由逐人告知本人。",
    ),
    notices={"diary_found": DiaryFound},
)
def tell_diaries(call: OperationCall, given: CountyGiven) -> DiariesTold:
    """Operation `assessment.tell_diaries`."""
    members = {member.id: member for member in members_of(call.work, call.case)}
    wanting = [check for check in checks_of(call.work, call.case.id).values() if check.finding is not DiaryFinding.OK]
    for check in wanting:
        found = FINDINGS[check.finding]
        fields: DiaryFound = {
            "month": month_name(given.month),
            "finding": found.zh,
            "finding_en": found.en,
            "ground": check.ground,
        }
        send_notice(call, "diary_found", fields, to=f"{PERSON}{members[check.member_month_id].person_id}")
    return {"diaries_told": len(wanting)}
