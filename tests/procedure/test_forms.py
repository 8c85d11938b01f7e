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
        problems = check(procedure, posts=POSTS, operations={}, called={})
    return [p.sentence.en for p in problems if p.severity is Severity.ERROR and p.file == "forms/f.form"]


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
        (rows({"type": "filepicker", "key": "proof"}), "asks for files (proof); ask for them outside the list"),
        (
            text("a", properties={"lookup": "people.stafff"}),
            "must be one of recall.postings, people.staff, people.units, people.villages, selection.candidates, "
            "selection.nominees. Did you mean people.staff?",
        ),
        (rows(text("a", properties={"lookup": "people"})), "The property lookup of the form field items.a is people;"),
        (text("a", properties={"locate": "lattitude"}), "Did you mean latitude?"),
        (text("a", properties={"locate": "latitude"}), "only one of latitude and longitude"),
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


CHOICES = {"values": [{"value": "a", "label": "甲"}]}


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        ({"type": "filepicker", "key": "x", "readonly": True}, "does not read readonly of the form field x"),
        ({"type": "filepicker", "key": "x", "accept": ".pdf,.exe"}, "accept of the form field x"),
        ({"type": "filepicker", "key": "x", "multiple": "yes"}, "multiple of the form field x"),
        ({"type": "iframe", "url": "https://e"}, "does not show form fields of the type iframe"),
        ({"type": "image", "source": "https://e"}, "does not show form fields of the type image"),
        ({"type": "documentPreview"}, "does not show form fields of the type documentPreview"),
        (text("back"), "The page sends something of its own under the name back"),
        (text("confirmed"), "The page sends something of its own under the name confirmed"),
        (text("x", searchable=True), "does not read searchable of the form field x"),
        ({"type": "select", "key": "x", **CHOICES, "searchable": True}, "does not read searchable"),
        (text("x", validate={"min": 1}), "does not read validate.min of the form field x"),
        (
            text("x", validate={"validationType": "email"}),
            "validate.validationType of the form field x must be custom.",
        ),
        (text("x", conditional={"show": "=true"}), "does not read conditional.show"),
        (text("x", layout={"height": 3}), "does not read layout.height"),
        (text("x", layout={"columns": 17}), "layout.columns of the form field x must be 1 to 16."),
        (text("x", appearance={"color": "red"}), "does not read appearance.color"),
        (text("x", properties={"confirm": "a"}), "confirm"),
        (text("x", readonly="yes"), "readonly of the form field x must be true, false or an expression"),
        (text("x", validate={"required": "yes"}), "required of the form field x must be true, false or an expression"),
        (text("x", validate={"pattern": "("}), "validate.pattern of the form field x must be a regular expression"),
        (text("x", validate={"pattern": r"(?P<n>a)\Z"}), "a regular expression that browsers know"),
        (
            {"type": "number", "key": "x", "validate": {"min": "many"}},
            "validate.min of the form field x must be a number",
        ),
        ({"type": "number", "key": "x", "increment": 0}, "increment of the form field x must be a number above 0."),
        ({"type": "datetime", "key": "x", "use24h": False}, "use24h of the form field x must be true."),
        ({"type": "datetime", "key": "x", "timeInterval": 7}, "timeInterval of the form field x must be minutes that"),
        ({"type": "datetime", "key": "x", "timeSerializingFormat": "x"}, "must be one of utc_offset, utc_normalized"),
        ({"type": "group", "path": "a", "components": []}, "does not read path"),
        ({"type": "group", "verticalAlignment": "end"}, "does not read verticalAlignment"),
        ({"type": "button", "label": "重置", "action": "reset"}, "action of the form field button_1 must be submit."),
        ({"type": "table", "columns": [{"key": "a"}]}, "dataSource of the form field table_1 must be an expression"),
        ({"type": "table", "dataSource": "=a"}, "columns of the form field table_1 must be a list of columns."),
        ({"type": "table", "dataSource": "a", "columns": [{"key": "a"}]}, "The rows of table_1"),
        (text("x", validate={"required": "=1 +"}), "What makes x required"),
        (text("x", readonly="=1 +"), "What makes x read-only"),
        ({"type": "number", "key": "x", "validate": {"max": "=1 +"}}, "The most of x"),
        (text("x", defaultValue="=1 +"), "The default of x"),
        (text("x", label="{{1 +}}"), "The text of x"),
        (text("x", description="{{#if a}}b{{/if}}"), "The text of x holds {{#if a}}; only plain {{expressions}}"),
        (text("x", properties={"check": "=true", "check_message": "{{1 +}}"}), "The text of x"),
        (
            text("x", properties={"check": "=true", "check_message": "{{#if a}}b{{/if}}"}),
            "The text of x holds {{#if a}}",
        ),
        ({"type": "radio", "key": "x", "values": [{"value": "a", "label": "{{b}}"}]}, "An option of x holds {{…}}"),
        ({"type": "radio", "key": "x", "values": [{"value": "a", "icon": "b"}]}, "does not read values.icon"),
        ({"type": "text", "text": "![](https://e/a.png)"}, "holds ![…](…), which a form does not show"),
        ({"type": "text", "text": "a <b>c</b>"}, "holds <b>, which a form does not show"),
        ({"type": "html", "content": "<img src=x>"}, "holds <img>, which a form does not show"),
        ({"type": "html", "content": "<p><iframe></iframe></p>"}, "holds <iframe>"),
        ({"type": "html", "content": "<p style='x'>a</p>"}, "holds <p style>"),
        ({"type": "html", "content": "<a href='javascript:x()'>a</a>"}, "holds javascript:"),
    ],
)
def test_what_a_form_would_not_carry_out_is_refused_by_name(component: dict[str, Any], sentence: str) -> None:
    said = found(component, text("other"))
    assert any(sentence in each for each in said), said


def test_what_a_form_shows_is_accepted() -> None:
    words = "**甲** [乙](https://example.org) {{other}}"
    table = "<table><thead><tr><th scope='col'>{{a}}</th></tr></thead></table>"
    assert (
        found(
            text("other", layout={"row": "r", "columns": None}, appearance={"prefixAdorner": "约"}),
            {"type": "text", "text": words},
            {"type": "html", "content": f"<p>一<br>二 <a href='mailto:a@b'>信</a></p>{table}"},
            {"type": "taglist", "key": "tags", "label": "标签", **CHOICES},
            {"type": "spacer", "height": 30},
            {"type": "button", "label": "登记", "action": "submit"},
        )
        == []
    )


def test_a_form_of_another_type_is_refused() -> None:
    assert found(text("x"), type="default") == []
    assert found(text("x"), type="wizard") == ["type of the form field f must be default."]
    assert found(text("x"), script="x") == ["Gatepost does not read script of the form field f; remove it."]
