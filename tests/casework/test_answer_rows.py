"""Dynamic lists: what enters the case row by row, what is refused and where, what a row's expressions see."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from workflows import feel
from workflows.casework.answer_labels import called, labels_of, stands
from workflows.casework.answers import clean
from workflows.casework.errors import InvalidAnswers
from workflows.procedure.findings import Findings
from workflows.procedure.form_model import Form
from workflows.procedure.forms import read_form

NOW = feel.Environment(now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
GROUND = {"type": "textfield", "key": "ground", "label": "事由", "validate": {"required": True, "maxLength": 10}}
COUNT = {"type": "number", "key": "count", "label": "次数"}
SURE = {"type": "checkbox", "key": "sure", "label": "属实"}


def listed(*components: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """A dynamic list `items` of these questions."""
    return {"type": "dynamiclist", "path": "items", "label": "问题", "components": list(components), **settings}


def read(*components: dict[str, Any]) -> Form:
    """The form of these components, read as from a file."""
    findings = Findings("t.form")
    form = read_form(json.dumps({"id": "t", "components": list(components)}).encode(), "t", findings)
    assert findings.problems == []
    assert form is not None
    return form


def cleaned(form: Form, answers: dict[str, Any], **variables: Any) -> dict[str, Any]:
    return clean(form, answers, variables, NOW)


def refused(form: Form, answers: dict[str, Any], **variables: Any) -> dict[str, str]:
    with pytest.raises(InvalidAnswers) as caught:
        cleaned(form, answers, **variables)
    return {key: sentence for key, (sentence, _) in caught.value.fields.items()}


def test_rows_come_out_typed_each_by_its_own_fields() -> None:
    form = read(listed(GROUND, COUNT, SURE))
    rows = [{"ground": " 脱岗 ", "count": "2", "sure": "on"}, {"ground": "酒驾", "count": ""}]
    assert cleaned(form, {"items": rows}) == {
        "items": [{"ground": "脱岗", "count": 2, "sure": True}, {"ground": "酒驾", "count": None, "sure": False}]
    }


def test_what_is_wrong_in_a_row_is_told_at_that_row() -> None:
    form = read(listed(GROUND, COUNT))
    rows = [{"ground": "脱岗"}, {"count": "x"}, {"ground": "一二三四五六七八九十一", "hint": "?"}]
    assert refused(form, {"items": rows}) == {
        "items[2].ground": "Please fill this in.",
        "items[2].count": "Write a number.",
        "items[3].ground": "Write at most 10 characters; there are 11.",
        "items[3].hint": "This form has no field hint.",
    }


def test_a_row_left_empty_is_not_counted_and_keeps_the_numbers_of_the_others() -> None:
    form = read(listed(GROUND, {**COUNT, "properties": {"check": "=value < 5", "check_message_en": "Less."}}))
    assert cleaned(form, {"items": [{}, {"ground": "脱岗"}, {"ground": " "}]}) == {
        "items": [{"ground": "脱岗", "count": None}]
    }
    assert refused(form, {"items": [{}, {"ground": "脱岗", "count": 7}]}) == {"items[2].count": "Less."}


def test_no_rows_are_an_empty_list_never_the_rows_of_before() -> None:
    form = read(listed(GROUND))
    assert cleaned(form, {}, items=[{"ground": "旧"}]) == {"items": []}


def test_a_list_has_a_least_and_a_most_number_of_rows() -> None:
    form = read(listed(GROUND, properties={"min_rows": "1", "max_rows": "2"}))
    row = {"ground": "脱岗"}
    assert refused(form, {"items": [{}]}) == {"items": "Fill in at least 1; there are 0."}
    assert refused(form, {"items": [row, row, row]}) == {"items": "At most 2; there are 3."}
    assert len(cleaned(form, {"items": [row, row]})["items"]) == 2


@pytest.mark.parametrize("wrong", ["x", 3, [1], {"ground": "a"}, [{}] * 201])
def test_what_is_no_list_of_rows_is_refused(wrong: Any) -> None:
    assert list(refused(read(listed(GROUND)), {"items": wrong})) == ["items"]


def test_a_condition_in_a_row_sees_that_row_and_the_form_around_it() -> None:
    why = {"type": "textfield", "key": "why", "label": "因", "validate": {"required": True}}
    form = read(
        {"type": "textfield", "key": "kind", "label": "类"},
        listed(GROUND, {**why, "conditional": {"hide": '=this.ground != "其他" or kind = "short" or i[1] > 2'}}),
    )
    rows = [{"ground": "脱岗"}, {"ground": "其他", "why": "村民反映"}, {"ground": "其他", "why": "不问"}]
    assert cleaned(form, {"kind": "long", "items": rows})["items"] == [
        {"ground": "脱岗", "why": None},
        {"ground": "其他", "why": "村民反映"},
        {"ground": "其他", "why": None},
    ]
    assert refused(form, {"kind": "long", "items": [{"ground": "其他"}]}) == {"items[1].why": "Please fill this in."}
    assert cleaned(form, {"kind": "short", "items": [{"ground": "其他", "why": "x"}]})["items"][0]["why"] is None


def test_a_variable_called_like_the_row_does_not_hide_it() -> None:
    note = {"type": "textfield", "key": "note", "label": "注", "conditional": {"hide": '=_this_.ground = "甲"'}}
    form = read(listed(GROUND, note))
    rows = [{"ground": "甲", "note": "x"}, {"ground": "乙", "note": "y"}]
    assert [row["note"] for row in cleaned(form, {"items": rows}, this={"ground": "甲"})["items"]] == [None, "y"]


def test_the_choices_of_a_row_come_from_the_row() -> None:
    who = {"type": "select", "key": "who", "label": "谁", "valuesExpression": "=people[unit = this.ground].name"}
    form = read(listed(GROUND, who))
    people = [{"unit": "甲", "name": "张"}, {"unit": "乙", "name": "李"}]
    assert cleaned(form, {"items": [{"ground": "乙", "who": "李"}]}, people=people)["items"][0]["who"] == "李"
    assert list(refused(form, {"items": [{"ground": "甲", "who": "李"}]}, people=people)) == ["items[1].who"]


def test_what_was_chosen_is_kept_with_what_it_was_called_and_nothing_else() -> None:
    names = "for one in people return {value: one.id, label: one.name, label_en: one.en}"
    who = {"type": "select", "key": "who", "label": "谁", "valuesExpression": f"={names}"}
    several = {"type": "checklist", "key": "several", "label": "哪些", "valuesExpression": f"={names}"}
    plain = {"type": "select", "key": "plain", "label": "何", "valuesExpression": "=people.id"}
    written = {"type": "radio", "key": "written", "label": "是否", "values": [{"value": "a", "label": "甲"}]}
    own = {**who, "valuesExpression": '=[{value: "1", label: this.ground}]'}
    form = read(who, several, plain, written, listed(GROUND, own))
    people = [{"id": "1", "name": "张", "en": "Zhang"}, {"id": "2", "name": "李"}, {"id": "3", "name": "王"}]
    rows = [{"ground": "脱岗", "who": "1"}, {"ground": "酒驾"}]
    sent = {"who": "1", "several": ["3", "2"], "plain": "2", "written": "a", "items": rows}
    kept = labels_of(form.inputs, cleaned(form, sent, people=people), {"people": people}, NOW)
    assert kept == {
        "who": {"1": {"label": "张", "label_en": "Zhang"}},
        "several": {"2": {"label": "李"}, "3": {"label": "王"}},
        "items": [{"who": {"1": {"label": "脱岗"}}}, {}],
    }
    assert (called(kept["who"], "zh_CN"), called(kept["who"], "en")) == ({"1": "张"}, {"1": "Zhang"})
    assert called(kept["several"], "en") == {"2": "李", "3": "王"}
    assert labels_of(form.inputs, cleaned(form, {}, people=people), {"people": people}, NOW) == {}
    assert stands({"who": {}, "plain": {}}, {"several": {}}, {"who": None, "several": []}) == {
        "plain": {},
        "several": {},
    }


def test_a_hidden_list_holds_nothing() -> None:
    form = read(listed(GROUND, conditional={"hide": "=true"}, properties={"min_rows": "1"}))
    assert cleaned(form, {"items": [{"ground": "x"}]}) == {"items": []}


def test_a_rule_over_the_whole_list() -> None:
    rule = {"check": "=sum(value.count) = 10", "check_message_en": "The shares make ten."}
    form = read(listed(GROUND, COUNT, properties=rule))
    rows = [{"ground": "甲", "count": 4}, {"ground": "乙", "count": 6}]
    assert cleaned(form, {"items": rows})["items"][1]["count"] == 6
    assert refused(form, {"items": rows[:1]}) == {"items": "The shares make ten."}


def test_fixed_rows_are_those_of_the_variable_and_keep_what_is_only_shown() -> None:
    shown = {"type": "textfield", "key": "ground", "label": "事由", "readonly": True}
    finding = {"type": "radio", "key": "finding", "label": "结论", "values": [{"value": "yes"}, {"value": "no"}]}
    form = read(listed(shown, {**finding, "validate": {"required": True}}, allowAddRemove=False))
    known = [{"ground": "脱岗", "secret": "x"}, {"ground": "酒驾"}]
    answers = {"items": [{"finding": "yes", "ground": "改写"}, {"finding": "no"}]}
    assert cleaned(form, answers, items=known) == {
        "items": [{"ground": "脱岗", "finding": "yes"}, {"ground": "酒驾", "finding": "no"}]
    }
    assert refused(form, {}, items=known) == {
        "items[1].finding": "Please fill this in.",
        "items[2].finding": "Please fill this in.",
    }
    assert refused(form, {"items": [{"finding": "yes"}]}, items=known) == {
        "items": "This list has 2 rows; 1 were sent. Open the page again."
    }
