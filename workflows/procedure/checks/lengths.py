"""Texts that a case's rows hold: a longer one would fail when the case reaches it, so it is refused before."""

from __future__ import annotations

from workflows.procedure.checks.context import Checking
from workflows.procedure.model import MAX_EVENT_NAME, EventType

MAX_PROCESS_ID = 80
MAX_NAME = 200
MAX_OUTCOME = 60
MAX_POST = 60


def check_lengths(checking: Checking) -> None:
    """Ids, names, event names, posts and outcomes fit the rows of casework."""
    procedure = checking.procedure
    _check(checking, procedure.process_id, MAX_PROCESS_ID, None, "the process id", "流程标识")
    _check(checking, procedure.name, MAX_NAME, None, "the name of the process", "流程名称")
    for lane in procedure.lanes:
        _check(checking, lane.post, MAX_POST, lane.id, "the post of the lane", "泳道的岗位")
    for element in procedure.elements.values():
        _check(checking, element.name, MAX_NAME, element.id, "the name", "名称")
        english = procedure.label(f"element:{element.id}", "", "en")
        _check(checking, english, MAX_NAME, element.id, "the English name", "英文名称")
        _check(
            checking, element.property("deadline_name") or "", MAX_POST, element.id, "deadline_name", "deadline_name"
        )
        event = element.event
        if event is not None and event.name and event.type is not EventType.NONE and not event.name.startswith("="):
            _check(checking, event.name, MAX_EVENT_NAME, element.id, "the name of the event", "事件名称")
    for form in procedure.forms.values():
        for field in form.inputs:
            for value, _ in field.options if field.key == "outcome" else ():
                if len(value) > MAX_OUTCOME:
                    values = {"what": "the outcome", "what_zh": "结论", "length": len(value), "limit": MAX_OUTCOME}
                    checking.in_file("text_too_long", form.file, form.id, values=values)


def _check(checking: Checking, text: str, limit: int, at: str | None, what: str, what_zh: str) -> None:
    if len(text) > limit:
        element = checking.procedure.elements.get(at) if at is not None else None
        checking.error("text_too_long", element or at, what=what, what_zh=what_zh, length=len(text), limit=limit)
