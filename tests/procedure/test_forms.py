"""What the form reader accepts and refuses by name, form by form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.procedure.diagrams import between, extended, sample
from tests.procedure.parts import POSTS
from workflows.procedure import ProcedureError, check
from workflows.procedure.model import Severity

USER_TASK = between(extended("userTask", '<zeebe:formDefinition formId="f" />'))


def found(*components: dict[str, Any], **settings: Any) -> list[str]:
    """The English sentences of errors about the form of these components."""
    form = json.dumps({"id": "f", "components": list(components), **settings}).encode()
    try:
        procedure = sample(USER_TASK, **{"forms/f.form": form})
    except ProcedureError as refused:
        problems = refused.problems
    else:
        problems = check(procedure, posts=POSTS, operations=(), called={})
    return [p.message_en for p in problems if p.severity is Severity.ERROR and p.file == "forms/f.form"]


def text(key: str, **settings: Any) -> dict[str, Any]:
    """A text field."""
    return {"type": "textfield", "key": key, "label": key, **settings}


def rows(*components: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """The dynamic list `items`."""
    return {"type": "dynamiclist", "path": "items", "label": "问题", "components": list(components), **settings}


def test_a_dynamic_list_as_the_editor_writes_it_is_accepted() -> None:
    drawn = {"id": "x", "showOutline": True, "isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1}
    assert found(rows(text("ground"), **drawn), text("ground")) == []


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        (rows(), "asks nothing; put at least one question into it"),
        (rows({"type": "text", "text": "x"}), "asks nothing"),
        (rows(text("a"), isRepeating=False), "isRepeating of the form field items must be true."),
        (rows(text("a"), nonCollapsedItems=3), "does not read nonCollapsedItems of the form field items"),
        (rows(text("a"), disableCollapse=False), "disableCollapse of the form field items must be true."),
        (rows(text("a"), defaultRepetitions=-1), "defaultRepetitions of the form field items must be a whole number"),
        (rows(text("a"), path="a b"), "has no usable key (a b)"),
        (rows(text("a"), path="a.b"), "has no usable key (a.b)"),
        (rows(text("a"), text("a")), "The key a is used by two fields"),
        (rows(rows(text("a"))), "stands inside the dynamic list items"),
        (rows(text("outcome")), "a task has one outcome"),
        (rows(text("a", properties={"locate": "latitude"})), "The property locate of a has no effect inside"),
        (rows(text("a", properties={"visible_to": "member"})), "The property visible_to of a has no effect inside"),
        (rows(text("a"), properties={"min_rows": "many"}), "properties.min_rows of the form field items must be"),
        (rows(text("a"), properties={"max_rows": "201"}), "must be a whole number from 0 to 200"),
        (rows(text("a"), properties={"min_rows": "3", "max_rows": "2"}), "but must have 3 to 2"),
        (rows(text("a"), defaultRepetitions=5, properties={"max_rows": "2"}), "begins with 5 rows"),
        (rows(text("a", readonly=True)), "a is read-only in the dynamic list items"),
        (rows(text("a"), text("b", conditional={"hide": '=a = "x"'})), "write this.a for the answer in the same row"),
    ],
)
def test_a_dynamic_list_that_could_not_be_answered_is_refused(component: dict[str, Any], sentence: str) -> None:
    assert any(sentence in each for each in found(component)), found(component)


def test_rows_that_nobody_adds_may_show_what_the_variable_holds() -> None:
    assert found(rows(text("a", readonly=True), text("b"), allowAddRemove=False)) == []


def test_a_name_around_the_list_may_be_meant_in_a_row() -> None:
    assert found(text("a"), rows(text("a"), text("b", conditional={"hide": '=a = "x"'}))) == []
