"""The form built from a definition: which field each component becomes, what it starts with, what it says in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from tests.clock import at
from webapp.answers.forms import AnswerForm, build_form
from webapp.i18n import init_i18n
from workflows import feel
from workflows.calendar.zone import OFFICE_ZONE
from workflows.procedure import read_files

NOW = at("2026-03-02 09:00")
DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="gatepost" id="d"><bpmn:process id="p" name="p" isExecutable="true">
 <bpmn:laneSet id="l"><bpmn:lane id="general_group" name="g">
  <bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>t</bpmn:flowNodeRef>
  <bpmn:flowNodeRef>z</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
 <bpmn:startEvent id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="t" />
 <bpmn:userTask id="t" name="t"><bpmn:extensionElements><zeebe:formDefinition formId="t" /></bpmn:extensionElements>
  <bpmn:incoming>f</bpmn:incoming><bpmn:outgoing>g</bpmn:outgoing></bpmn:userTask>
 <bpmn:sequenceFlow id="g" sourceRef="t" targetRef="z" />
 <bpmn:endEvent id="z"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent></bpmn:process></bpmn:definitions>"""

Build = Callable[..., AnswerForm]


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    """A request in Chinese."""
    app = Flask("webapp")
    app.secret_key = "for a session that is never sent"
    init_i18n(app)
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        yield


@pytest.fixture
def build() -> Build:
    """Build the form of these components: `build(component, …, variables={…}, sent={…})`."""

    def make(
        *components: dict[str, Any],
        variables: dict[str, Any] | None = None,
        sent: dict[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
        labels: str = "{}",
        locale: str = "zh_CN",
    ) -> AnswerForm:
        schema = {"type": "default", "id": "t", "schemaVersion": 18, "components": list(components)}
        files = {"p.bpmn": DIAGRAM, "forms/t.form": json.dumps(schema).encode(), "labels.en.yaml": labels.encode()}
        procedure = read_files("p", files)
        return build_form(
            procedure.forms["t"],
            variables or {},
            locale,
            procedure=procedure,
            environment=feel.Environment(now=NOW, zone=OFFICE_ZONE),
            initial=initial,
            formdata=MultiDict(sent) if sent is not None else None,
        )

    return make


def test_each_component_becomes_the_field_a_person_expects(build: Build) -> None:
    choices = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]
    form = build(
        {"type": "textfield", "key": "line", "label": "行"},
        {"type": "textarea", "key": "text", "label": "文"},
        {"type": "number", "key": "count", "label": "数", "validate": {"min": 1, "max": 9}, "decimalDigits": 0},
        {"type": "checkbox", "key": "sure", "label": "是"},
        {"type": "radio", "key": "one", "label": "单", "values": choices},
        {"type": "select", "key": "pick", "label": "选", "values": choices},
        {"type": "checklist", "key": "many", "label": "多", "values": choices},
        {"type": "datetime", "subtype": "date", "key": "day", "label": "日"},
        {"type": "datetime", "subtype": "time", "key": "hour", "label": "时"},
        {"type": "datetime", "subtype": "datetime", "key": "moment", "label": "刻"},
    )
    drawn = {key: str(field()) for key, field in form.fields._fields.items()}
    assert 'type="text"' in drawn["line"]
    assert drawn["text"].startswith("<textarea")
    assert 'type="number"' in drawn["count"]
    assert 'min="1"' in drawn["count"]
    assert 'step="1"' in drawn["count"]
    assert 'type="checkbox"' in drawn["sure"]
    assert drawn["one"].count('type="radio"') == 2
    assert drawn["pick"].count("<option") == 3
    assert drawn["many"].count('type="checkbox"') == 2
    assert 'type="date"' in drawn["day"]
    assert 'type="time"' in drawn["hour"]
    assert 'type="datetime-local"' in drawn["moment"]


def test_options_come_from_the_variables(build: Build) -> None:
    pick = {
        "type": "select",
        "key": "who",
        "label": "谁",
        "valuesExpression": "=for p in people return {value: p.id, label: p.name}",
    }
    people = [{"id": "7", "name": "甲"}, {"id": "8", "name": "乙"}]
    form = build(pick, variables={"people": people}, sent={"who": "8"})
    assert form.validate()
    assert form.cleaned == {"who": "8"}
    assert not build(pick, variables={"people": people}, sent={"who": "9"}).validate()


def test_defaults_may_be_written_in_feel(build: Build) -> None:
    form = build(
        {"type": "datetime", "subtype": "date", "key": "day", "label": "日", "defaultValue": "=today()"},
        {"type": "textfield", "key": "place", "label": "地", "defaultValue": "=village"},
        variables={"village": "石坡村"},
    )
    assert form.fields["day"].data == "2026-03-02"
    assert form.fields["place"].data == "石坡村"


def test_what_was_written_before_is_offered_again(build: Build) -> None:
    moment = {"type": "datetime", "subtype": "datetime", "key": "held_at", "label": "时间"}
    form = build(moment, initial={"held_at": "2026-03-01T06:30:00+00:00"})
    assert form.fields["held_at"].data == "2026-03-01T14:30"


def test_a_moment_is_the_offices_own_time(build: Build) -> None:
    moment = {"type": "datetime", "subtype": "datetime", "key": "held_at", "label": "时间"}
    form = build(moment, sent={"held_at": "2026-03-01T14:30"})
    assert form.validate()
    assert form.cleaned["held_at"] == "2026-03-01T14:30:00+08:00"


def test_read_only_fields_show_the_variable_and_send_nothing(build: Build) -> None:
    field = {"type": "textfield", "key": "unit_name", "label": "单位", "readonly": True}
    form = build(field, variables={"unit_name": "教育局"}, sent={"unit_name": "别的单位"})
    assert form.validate()
    assert form.cleaned == {}
    assert build(field, variables={"unit_name": "教育局"}).fields["unit_name"].data == "教育局"


def test_a_read_only_field_hides_by_its_variable_whatever_the_browser_sends(build: Build) -> None:
    hide = {"conditional": {"hide": "=open_recall = null"}}
    field = {"type": "textfield", "key": "open_recall", "label": "未办结", "readonly": True, **hide}
    assert build(field, variables={"open_recall": None}, sent={"open_recall": ""}).hidden_keys() == ["open_recall"]
    assert build(field, variables={"open_recall": "驻召1号"}, sent={"open_recall": ""}).hidden_keys() == []


def test_groups_hold_their_questions(build: Build) -> None:
    inner = {"type": "textfield", "key": "name", "label": "姓名", "validate": {"required": True}}
    form = build({"type": "group", "label": "本人", "components": [inner]}, sent={"name": ""})
    item = form.items()[0]
    assert (item.kind, item.label, item.items[0].definition.key) == ("group", "本人", "name")
    assert not form.validate()
    assert form.fields["name"].errors == ["请填写此项。"]


def test_a_hidden_question_is_neither_asked_nor_kept(build: Build) -> None:
    kind = {
        "type": "radio",
        "key": "kind",
        "label": "类",
        "values": [{"value": "x", "label": "x"}, {"value": "y", "label": "y"}],
    }
    why = {
        "type": "textfield",
        "key": "why",
        "label": "因",
        "validate": {"required": True},
        "conditional": {"hide": '=kind != "y"'},
    }
    form = build(kind, why, sent={"kind": "x", "why": "写了也不算"})
    assert form.hidden_keys() == ["why"]
    assert form.validate()
    assert form.cleaned == {"kind": "x", "why": None}
    assert not build(kind, why, sent={"kind": "y", "why": ""}).validate()


def test_a_rule_over_several_answers_says_what_it_wants(build: Build) -> None:
    rule = {
        "check": "=value > votes_against",
        "check_message": "赞成票 {{value}} 未过反对票 {{votes_against}}。",
        "check_message_en": "{{value}} to {{votes_against}}: not carried.",
    }
    votes = [
        {"type": "number", "key": "votes_for", "label": "赞成", "properties": rule},
        {"type": "number", "key": "votes_against", "label": "反对"},
    ]
    form = build(*votes, sent={"votes_for": "2", "votes_against": "3"})
    assert not form.validate()
    assert form.errors == {"votes_for": ["赞成票 2 未过反对票 3。"]}
    with force_locale("en"):
        english = build(*votes, sent={"votes_for": "2", "votes_against": "3"}, locale="en")
        assert not english.validate()
        assert english.errors == {"votes_for": ["2 to 3: not carried."]}


def test_an_option_is_offered_only_where_the_form_says_so(build: Build) -> None:
    decision = {
        "type": "radio",
        "key": "outcome",
        "label": "决定",
        "values": [{"value": "order", "label": "责令召回"}, {"value": "no_action", "label": "不予处理"}],
        "properties": {"offered": '=if is_at_fault then ["order", "no_action"] else ["no_action"]'},
    }
    at_fault = build(decision, variables={"is_at_fault": True})
    assert [each.value for each in at_fault.outcomes] == ["order", "no_action"]
    without = {"variables": {"is_at_fault": False}}
    assert [each.value for each in build(decision, **without).outcomes] == ["no_action"]
    refused = build(decision, **without, sent={"outcome": "order"})
    assert not refused.validate()
    assert refused.errors == {"outcome": ["请从所列选项中选择。"]}


def test_english_labels_stand_beside_the_form(build: Build) -> None:
    labels = '{"form:t:pick": "Pick", "form:t:pick:option:a": "First", "form:t:pick:description": "One of them"}'
    pick = {
        "type": "radio",
        "key": "pick",
        "label": "选",
        "description": "任选",
        "values": [{"value": "a", "label": "甲"}],
    }
    form = build(pick, labels=labels, locale="en")
    assert form.fields["pick"].label.text == "Pick"
    assert [choice.label.text for choice in form.fields["pick"]] == ["First"]
    assert form.items()[0].help == "One of them"


def test_field_names_that_forms_use_themselves_do_no_harm(build: Build) -> None:
    fields = [{"type": "textfield", "key": key, "label": key} for key in ("data", "errors", "validate", "meta")]
    form = build(*fields, sent={"data": "一", "errors": "二", "validate": "三", "meta": "五"})
    assert form.validate()
    assert form.cleaned == {"data": "一", "errors": "二", "validate": "三", "meta": "五"}
