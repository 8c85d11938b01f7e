"""Members who are heard late (M9): whoever is on leave has until their return and some days, and is settled after the others."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TypedDict

from workflows.assessment.bottom import bottom_of
from workflows.assessment.facts import LEAVE_BEGINS_BEFORE
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.operations.publishing import results_of
from workflows.assessment.operations.scored_before import rows_of_sheet
from workflows.assessment.words import Heard
from workflows.calendar.load import calendar_for
from workflows.calendar.working_days import add_working_days
from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.leave_records import leave_of_persons
from workflows.casework.notice_files import send_notice
from workflows.casework.notices import Recipients
from workflows.casework.operations import OperationCall, operation
from workflows.casework.row_asks import come_due
from workflows.casework.row_said import said_of
from workflows.casework.words import AskState
from workflows.people.words import LeaveEffect
from workflows.sentence import Sentence
from workflows.store import update_row

CONFIRM_SETTING = "assessment.confirm_days"
ONE_DAY = timedelta(days=1)
RESULTS = "results"


@dataclass(frozen=True, slots=True)
class LateGiven:
    """Which month of which county, and who is told of those that lie at the bottom."""

    month: date
    unit: str
    tell: Recipients


class SettledLast(TypedDict):
    """Who was settled late and lies at the bottom of the month."""

    names: str


class HeardLate(TypedDict):
    """How many members were settled after the others."""

    heard_late: int


def answers_until(call: OperationCall, members: Sequence[MemberMonth]) -> dict[uuid.UUID, str]:
    """By person, until when somebody who is on leave today may answer: the end of the last working day of those that everybody has,
    counted from their return. Official trips are no leave in this sense."""
    today, calendar = local_date(call.work.now), calendar_for(call.work)
    days = int(call.setting(CONFIRM_SETTING))
    found: dict[uuid.UUID, str] = {}
    for some in in_pieces([member.person_id for member in members]):
        for taken in leave_of_persons(call.work, some, today - LEAVE_BEGINS_BEFORE, today):
            if taken.effect is LeaveEffect.PRESENT or taken.returned_on is not None or taken.until < today:
                continue
            last = add_working_days(calendar, taken.ends + ONE_DAY, days)
            found[taken.person_id] = datetime.combine(last + ONE_DAY, time(), OFFICE_ZONE).isoformat()
    # A row that is open already keeps its time: whoever was heard is not asked once more because a leave has ended since.
    for row in rows_of_sheet(call, RESULTS):
        if row.person_id is None:
            continue
        found.pop(row.person_id, None)
        if row.given.get("asked_until"):
            found[row.person_id] = row.given["asked_until"]
    return found


@operation(
    "assessment.hear_late",
    Sentence(
        "Settle whoever answered after the county had reported, or has said nothing by their own time; the county is told of those "
        "who lie at the bottom.",
        "县级上报后才答复或者到本人期限未答复的队员，登记其意见；列末位的告知县驻村办。",
    ),
    settings=("assessment.bottom_share",),
    notices={"settled_last": SettledLast},
)
def hear_late(call: OperationCall, given: LateGiven) -> HeardLate:
    """Operation `assessment.hear_late`. A published row stays but for this word; whoever appealed is settled by their appeal."""
    come_due(call.work, call.case)
    said = said_of(call.work, call.case.id)
    rows = {row.person_id: row for row in rows_of_sheet(call, RESULTS)}
    results = results_of(call.work, given.month)
    settled: list[uuid.UUID] = []
    for member, result in results:
        row = rows.get(member.person_id)
        if member.case_id != call.case.id or result.heard is not Heard.ASKED or row is None or row.id not in said:
            continue
        state = said[row.id].state
        if state is AskState.OPEN or row.answers.get("reply") == "appeal":
            continue
        heard = {AskState.SILENT: Heard.SILENT, AskState.WITHDRAWN: Heard.NOT_ASKED}.get(state, Heard.CONFIRMED)
        update_row(call.work, result, heard=heard, is_provisional=False)
        settled.append(result.id)
    share = Fraction(str(call.setting("assessment.bottom_share")))
    lasts = {each.id for each in bottom_of([result for _, result in results], share)}
    names = [member.person.name for member, result in results if result.id in lasts and result.id in settled]
    if names:
        send_notice(call, "settled_last", {"names": "、".join(names)}, to=given.tell)
    return {"heard_late": len(settled)}
