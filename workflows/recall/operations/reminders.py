"""What the clock does by itself: reminders on days 3, 5 and 6, 催办 at the end of day 7, 督办 a day later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from workflows.casework.notice_files import send_notice
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import issue
from workflows.people.words import PostKey
from workflows.recall.operations.order import addressee
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.queries import recall_of_case
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Reminder:
    """Which post of the unit is reminded, of which order and its due time."""

    to: Annotated[str, Source.HEADER, Names.POST]
    replacement_due_at: datetime
    order_number: str
    unit_code: str


class TimeLeft(TypedDict):
    """The fields of a reminder."""

    order: str
    due: datetime
    days_left: int
    hours_left: int


@operation(
    "recall.remind",
    Sentence(
        "Remind the post of the unit in header `to` how much time is left for the replacement.",
        "提醒表头 `to` 指定的单位岗位另行选派剩余时间。",
    ),
    notices={"time_left": TimeLeft},
)
def remind(call: OperationCall, given: Reminder) -> None:
    """Remind the post in header `to` of the unit how much time is left; the unit cannot mute it."""
    due_at = given.replacement_due_at
    if call.work.now >= due_at:
        # A slot reopened by a no-show arms all timers anew; a reminder of time that is gone says nothing.
        return
    days, hours = divmod(int((due_at - call.work.now).total_seconds() // 3600), 24)
    fields: TimeLeft = {"order": given.order_number, "due": due_at, "days_left": days, "hours_left": hours}
    send_notice(call, "time_left", fields, to=[f"{given.to}@{given.unit_code}"])


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


class LateNotice(TypedDict):
    """The fields of a notice that such a letter was sent."""

    unit: str
    due: datetime
    number: str


def _letter(call: OperationCall, given: Lateness, letter: str) -> str:
    recall = recall_of_case(call.work, call.case.id)
    fields: LateLetter = {
        "unit": given.unit_name,
        "order": given.order_number,
        "due": given.replacement_due_at,
    }
    return issue(call, letter, fields, to=addressee(call, recall, given.people)).number


def _noticed(given: Lateness, number: str) -> LateNotice:
    return {"unit": given.unit_name, "due": given.replacement_due_at, "number": number}


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
    notices={"urged": LateNotice},
)
def urge(call: OperationCall, given: FirstLateness) -> Urged:
    """Mark the replacement overdue and send 催办 to the unit's contact and secretary and to the general group, once."""
    if given.is_overdue is True:
        return {}
    fields = _noticed(given, _letter(call, given, "urge"))
    unit = given.unit_code
    send_notice(call, "urged", fields, to=[f"unit_hr@{unit}", f"unit_secretary@{unit}", "general_group"])
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
    notices={"supervised": LateNotice},
)
def supervise(call: OperationCall, given: LastingLateness) -> Supervised:
    """Put the replacement under supervised handling (督办) by the unit's party secretary, once; tell the director."""
    if given.is_supervised is True:
        return {}
    fields = _noticed(given, _letter(call, given, "supervision"))
    send_notice(call, "supervised", fields, to=[f"{PostKey.UNIT_SECRETARY}@{given.unit_code}", PostKey.DIRECTOR])
    return {"is_supervised": True}
