"""Rows of a case file made by hand, and what opens them: two procedures, somebody with one post, tasks, decisions, lines."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.casework.world import FORMS, REVIEW, form
from workflows.casework.grants import Grants
from workflows.casework.models import Decision, Ground, Task
from workflows.people import Actor, Holding, Person, Unit
from workflows.procedure import Procedure, read_files
from workflows.proof.models import HistoryEntry

ME, OTHER, UNIT, ELSEWHERE = (uuid.uuid4() for _ in range(4))
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLOSED = {"visible_to": "city_director"}
INNER = [
    {"type": "textfield", "key": "who", "label": "姓名"},
    {"type": "textfield", "key": "health", "label": "健康"},
]


def _procedures() -> dict[str, Procedure]:
    """The review with a closed field, a list and a seal; and a procedure that it calls, whose ids all begin with x_."""
    sealed = REVIEW.replace(
        b'<zeebe:property name="separate_from" value="check_b" />',
        b'<zeebe:property name="sealed_until" value="join" />',
    )
    asked = form(
        "check_a",
        {"type": "textfield", "key": "remark", "label": "意见"},
        {"type": "textfield", "key": "closed", "label": "内部", "properties": CLOSED},
        {"type": "dynamiclist", "path": "people", "label": "人员", "components": INNER},
    )
    chosen = form(
        "check_b",
        {
            "type": "select",
            "key": "choice",
            "label": "关于 {{topic}}",
            "valuesExpression": "=for one in staff return one",
        },
        {"type": "textfield", "key": "mark_b", "label": "分数"},
        {"type": "checklist", "key": "ticks", "label": "勾选", "values": [{"value": "a", "label": "a"}]},
    )
    begin = form(
        "begin",
        {"type": "textfield", "key": "subject", "label": "对象"},
        {"type": "textfield", "key": "source", "label": "来源", "properties": CLOSED},
    )
    files = {
        f"forms/{name}.form": data
        for name, data in {**FORMS, "check_a": asked, "check_b": chosen, "begin": begin}.items()
    }
    labels = b"form:check_b:mark_b: Marks about {{translated}}\n"
    review = read_files("review", {"review.bpmn": sealed, "labels.en.yaml": labels, **files})
    text = REVIEW.decode().replace('id="review"', 'id="called"')
    for name in (
        "begin",
        "prepare",
        "work",
        "inside",
        "again",
        "fork",
        "check_a",
        "check_b",
        "join",
        "agreed",
        "supplement",
    ):
        text = text.replace(f'"{name}"', f'"x_{name}"').replace(f">{name}<", f">x_{name}<")
    for name in ("through", "reminder", "remind", "reminded"):  # both have an end called finish
        text = text.replace(f'"{name}"', f'"x_{name}"')
    plain = {
        f"forms/x_{name}.form": data.replace(name.encode(), f"x_{name}".encode(), 1) for name, data in FORMS.items()
    }
    return {
        "review": _with_closed_row_field(review),
        "called": read_files("called", {"called.bpmn": text.encode(), **plain}),
    }


def _with_closed_row_field(review: Procedure) -> Procedure:
    """A closed question in the rows of a list: the reader refuses it in new files, and disclosure closes it all the same."""
    asked = review.forms["check_a"]
    closed = tuple(CLOSED.items())
    fields = tuple(
        replace(item, fields=(item.fields[0], replace(item.fields[1], properties=closed)))
        if item.key == "people"
        else item
        for item in asked.fields
    )
    return replace(review, forms={**review.forms, "check_a": replace(asked, fields=fields)})


PROCEDURES = _procedures()


def actor(post: str = "general_group", *, is_office: bool = True) -> Actor:
    """Somebody who holds one post in the unit."""
    holding = Holding(post, post, post, UNIT, "CITY", "市", "City", "/CITY/", is_office=is_office)
    return Actor(uuid.uuid4(), ME, "文静", (holding,), frozenset({ME}), date(2026, 3, 2))


def grants(*reads: str, grounds: tuple[Ground, ...] = (), post: str = "general_group", **given: Any) -> Grants:
    """What opens the case to somebody."""
    return Grants(
        actor=actor(post),
        grounds=frozenset(ground.value for ground in grounds),
        reads=frozenset(reads),
        procedures=PROCEDURES,
        **given,
    )


def task(element: str = "check_a", process: str = "review", **values: Any) -> Task:
    """An open task of the general group of a unit, held by somebody."""
    given = {
        "name": "审核",
        "name_en": "Review",
        "created_at": AT,
        "post_key": "general_group",
        "unit_id": UNIT,
        "item": "",
        **values,
    }
    unit = Unit(id=UNIT, code="CITY", name="市办", name_en="City office")
    holder = Person(id=OTHER, name="鲍杰")
    return Task(id=uuid.uuid4(), process_id=process, element_id=element, unit=unit, assignee=holder, **given)


def decision(
    element: str,
    process: str = "review",
    *,
    by: uuid.UUID = OTHER,
    item: str = "",
    called: Mapping[str, Any] | None = None,
    **answers: Any,
) -> Decision:
    """A decision of record with its task; of the start where the element has no task."""
    done = None if element == "begin" else Task(id=uuid.uuid4(), process_id=process, element_id=element, item=item)
    return Decision(
        task=done,
        task_id=done.id if done is not None else None,
        element_id=element,
        form_id=element,
        person_id=by,
        post_key="general_group",
        unit_id=UNIT,
        signature="综合组 鲍杰",
        signature_en="General group 鲍杰",
        decided_at=AT,
        outcome="agree",
        answers=answers,
        labels=dict(called or {}),
    )


def entry(number: int, kind: str, element: str = "", *, by: uuid.UUID | None = OTHER, **data: Any) -> HistoryEntry:
    """A line of the history."""
    return HistoryEntry(
        id=number,
        sequence=number,
        kind=kind,
        element_id=element,
        actor_id=by,
        signature="综合组 鲍杰",
        happened_at=AT + timedelta(minutes=number),
        data=json.dumps(data),
    )
