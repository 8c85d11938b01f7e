"""What the clock does by itself: reminders on days 3, 5 and 6, 催办 at the end of day 7, 督办 a day later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, TypedDict

from workflows.calendar.day_ends import due_text
from workflows.casework.notices import notify
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.casework.words import NoticeKind
from workflows.documents import issue
from workflows.people.words import PostKey
from workflows.recall.operations.order import addressee
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.queries import recall_of_case
from workflows.sentence import Sentence


def _left(delta: timedelta) -> tuple[str, str]:
    hours = max(0, int(delta.total_seconds() // 3600))
    days, hours = divmod(hours, 24)
    return f"{days} 天 {hours} 小时", f"{days} d {hours} h"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Which post of the unit is reminded, of which order and its due time."""

    to: Annotated[str, Source.HEADER, Names.POST]
    replacement_due_at: datetime
    order_number: str
    unit_code: str


@operation(
    "recall.remind",
    Sentence(
        "Remind the post of the unit in header `to` how much time is left for the replacement.",
        "提醒表头 `to` 指定的单位岗位另行选派剩余时间。",
    ),
)
def remind(call: OperationCall, given: Reminder) -> None:
    """Remind the post in header `to` of the unit how much time is left; the unit cannot mute it."""
    due_at = given.replacement_due_at
    if call.work.now >= due_at:
        # A slot reopened by a no-show arms all timers anew; a reminder of time that is gone says nothing.
        return
    left, left_en = _left(due_at - call.work.now)
    number = given.order_number
    notify(
        call.work,
        call.case,
        to=f"{given.to}@{given.unit_code}",
        kind=NoticeKind.REMINDER,
        text=f"{number}：另行选派将于 {due_text(due_at)} 届满，还剩 {left}。",
        text_en=f"{number}: the replacement is due at {due_text(due_at)}; {left_en} left.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """Whose replacement is late, and since when."""

    people: list[RecalledPerson]
    unit_name: str
    unit_code: str
    order_number: str
    replacement_due_at: datetime


class LateLetter(TypedDict):
    """The fields of a letter about a late replacement."""

    unit: str
    order: str
    due: datetime


def _letter(call: OperationCall, given: Lateness, letter: str) -> str:
    recall = recall_of_case(call.work, call.case.id)
    fields: LateLetter = {
        "unit": given.unit_name,
        "order": given.order_number,
        "due": given.replacement_due_at,
    }
    return issue(call, letter, fields, to=addressee(call, recall, given.people)).number


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLateness(Lateness):
    """And whether it was marked so before."""

    is_overdue: bool | None = None


class Urged(TypedDict, total=False):
    """That the replacement is overdue."""

    is_overdue: bool


@operation(
    "recall.urge",
    Sentence(
        "Mark the replacement overdue and urge the unit and the general group, once.",
        "标记改派超期，向派出单位和综合组发出催办，只发一次。",
    ),
    letters={"urge": LateLetter},
)
def urge(call: OperationCall, given: FirstLateness) -> Urged:
    """Mark the replacement overdue and send 催办 to the unit's contact and secretary and to the general group, once."""
    if given.is_overdue is True:
        return {}
    number = _letter(call, given, "urge")
    due, unit = due_text(given.replacement_due_at), given.unit_code
    for to in (f"unit_hr@{unit}", f"unit_secretary@{unit}", "general_group"):
        notify(
            call.work,
            call.case,
            to=to,
            kind=NoticeKind.OVERDUE,
            text=f"{given.unit_name}另行选派已超期（{due} 届满），催办通知 {number} 已发出。",
            text_en=f"The replacement by {given.unit_name} is overdue since {due}; reminder {number} was sent.",
        )
    return {"is_overdue": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingLateness(Lateness):
    """And whether it is under supervised handling already."""

    is_supervised: bool | None = None


class Supervised(TypedDict, total=False):
    """That the replacement is under supervised handling."""

    is_supervised: bool


@operation(
    "recall.supervise",
    Sentence(
        "Put the overdue replacement under supervised handling, once; tell the director.",
        "对超期改派实行督办并报告主任，只办一次。",
    ),
    letters={"supervision": LateLetter},
)
def supervise(call: OperationCall, given: LastingLateness) -> Supervised:
    """Put the replacement under supervised handling (督办) by the unit's party secretary, once; tell the director."""
    if given.is_supervised is True:
        return {}
    number = _letter(call, given, "supervision")
    for to in (f"{PostKey.UNIT_SECRETARY}@{given.unit_code}", PostKey.DIRECTOR):
        notify(
            call.work,
            call.case,
            to=to,
            kind=NoticeKind.SUPERVISION,
            text=f"{given.unit_name}另行选派经催办仍未完成，督办单 {number} 已发出。",
            text_en=f"The replacement by {given.unit_name} is still open; supervised handling {number} began.",
        )
    return {"is_supervised": True}
