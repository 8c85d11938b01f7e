"""What the clock does by itself: reminders on days 3, 5 and 6, 催办 at the end of day 7, 督办 a day later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from workflows.calendar.day_ends import due_text
from workflows.casework.notices import notify
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.recall.operations.order import addressee
from workflows.recall.queries import recall_of_case


def _due_at(call: OperationCall) -> datetime:
    return datetime.fromisoformat(str(call.variables["replacement_due_at"]))


def _left(delta: timedelta) -> tuple[str, str]:
    hours = max(0, int(delta.total_seconds() // 3600))
    days, hours = divmod(hours, 24)
    return f"{days} 天 {hours} 小时", f"{days} d {hours} h"


@operation("recall.remind")
def remind(call: OperationCall) -> None:
    """Remind the post in header `to` of the unit how much time is left; the unit cannot mute it."""
    due_at = _due_at(call)
    if call.work.now >= due_at:
        # A slot reopened by a no-show arms all timers anew; a reminder of time that is gone says nothing.
        return
    left, left_en = _left(due_at - call.work.now)
    number, unit = call.variables["order_number"], call.variables["unit_code"]
    notify(
        call.work,
        call.case,
        to=f"{call.headers['to']}@{unit}",
        kind="reminder",
        text=f"{number}：另行选派将于 {due_text(due_at)} 届满，还剩 {left}。",
        text_en=f"{number}: the replacement is due at {due_text(due_at)}; {left_en} left.",
    )


def _letter(call: OperationCall, kind: str) -> str:
    recall = recall_of_case(call.work, call.case.id)
    fields = {
        "unit": call.variables["unit_name"],
        "order": call.variables["order_number"],
        "due": due_text(_due_at(call)),
    }
    return issue(call.work, call.case, kind, fields, to=addressee(call, recall)).number


@operation("recall.urge")
def urge(call: OperationCall) -> Mapping[str, Any]:
    """Mark the replacement overdue and send 催办 to the unit's contact and secretary and to the general group, once."""
    if call.variables.get("is_overdue") is True:
        return {}
    number = _letter(call, "urge")
    due, unit = due_text(_due_at(call)), call.variables["unit_code"]
    for to in (f"unit_hr@{unit}", f"unit_secretary@{unit}", "general_group"):
        notify(
            call.work,
            call.case,
            to=to,
            kind="overdue",
            text=f"{call.variables['unit_name']}另行选派已超期（{due} 届满），催办通知 {number} 已发出。",
            text_en=f"The replacement by {call.variables['unit_name']} is overdue since {due}; reminder {number} was sent.",
        )
    return {"is_overdue": True}


@operation("recall.supervise")
def supervise(call: OperationCall) -> Mapping[str, Any]:
    """Put the replacement under supervised handling (督办) by the unit's party secretary, once; tell the director."""
    if call.variables.get("is_supervised") is True:
        return {}
    number = _letter(call, "supervision")
    for to in (f"unit_secretary@{call.variables['unit_code']}", "city_director"):
        notify(
            call.work,
            call.case,
            to=to,
            kind="supervision",
            text=f"{call.variables['unit_name']}另行选派经催办仍未完成，督办单 {number} 已发出。",
            text_en=f"The replacement by {call.variables['unit_name']} is still open; supervised handling {number} began.",
        )
    return {"is_supervised": True}
