"""What the clock does by itself: reminders on days 3, 5 and 6, 催办 at the end of day 7, 督办 a day later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from workflows.casework.notice_files import send_notice
from workflows.casework.notices import Recipients
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import issue
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
    """Whose replacement is late, since when, and who is told of it."""

    tell: Recipients
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
        "Mark the replacement overdue, issue the reminder 催办 and tell those in `tell`, once.",
        "标记改派超期，发出催办通知并告知 `tell` 所列岗位，只发一次。",
    ),
    letters={"urge": LateLetter},
    notices={"urged": LateNotice},
)
def urge(call: OperationCall, given: FirstLateness) -> Urged:
    """Mark the replacement overdue, issue 催办 and tell those whom the diagram names, once."""
    if given.is_overdue is True:
        return {}
    fields = _noticed(given, _letter(call, given, "urge"))
    send_notice(call, "urged", fields, to=given.tell)
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
        "Put the overdue replacement under supervised handling and tell those in `tell`, once.",
        "对超期改派实行督办并告知 `tell` 所列岗位，只办一次。",
    ),
    letters={"supervision": LateLetter},
    notices={"supervised": LateNotice},
)
def supervise(call: OperationCall, given: LastingLateness) -> Supervised:
    """Put the replacement under supervised handling (督办), once; tell those whom the diagram names."""
    if given.is_supervised is True:
        return {}
    fields = _noticed(given, _letter(call, given, "supervision"))
    send_notice(call, "supervised", fields, to=given.tell)
    return {"is_supervised": True}
