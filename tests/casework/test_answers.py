"""What a form lets into a case: types, limits, choices, hidden fields and rules across fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workflows import feel
from workflows.casework.answers import clean
from workflows.casework.errors import InvalidAnswers
from workflows.procedure.form_model import Form, FormField

NOW = feel.Environment(now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


def field(key: str, kind: str = "textfield", **settings: Any) -> FormField:
    return FormField(key=key, type=kind, label=key, **settings)


def cleaned(fields: list[FormField], answers: dict[str, Any], **variables: Any) -> dict[str, Any]:
    return clean(Form("f", "f.form", tuple(fields)), answers, variables, NOW)


def refused(fields: list[FormField], answers: dict[str, Any], **variables: Any) -> dict[str, str]:
    with pytest.raises(InvalidAnswers) as caught:
        cleaned(fields, answers, **variables)
    return {key: sentence for key, (sentence, _) in caught.value.fields.items()}


def test_answers_come_out_typed() -> None:
    fields = [
        field("name"),
        field("count", "number"),
        field("share", "number", decimal_digits=2),
        field("agreed", "checkbox"),
        field("on", "datetime", subtype="date"),
        field("at", "datetime", subtype="datetime"),
        field("kinds", "checklist", options=(("a", "A"), ("b", "B"))),
    ]
    answers = {
        "name": "  王某 ",
        "count": "12",
        "share": "0.25",
        "agreed": "on",
        "on": "2026-03-01",
        "at": "2026-03-01T08:30",
        "kinds": ["b"],
    }
    assert cleaned(fields, answers) == {
        "name": "王某",
        "count": 12,
        "share": 0.25,
        "agreed": True,
        "on": "2026-03-01",
        "at": "2026-03-01T08:30:00+08:00",
        "kinds": ["b"],
    }


def test_an_optional_field_left_empty_is_null_not_what_it_was_before() -> None:
    fields = [field("note"), field("agreed", "checkbox"), field("kinds", "checklist")]
    assert cleaned(fields, {}, note="旧意见", agreed=True) == {"note": None, "agreed": False, "kinds": []}


@pytest.mark.parametrize(
    ("settings", "answer", "sentence"),
    [
        ({"is_required": True}, "   ", "Please fill this in."),
        ({"min_length": 3}, "ab", "Write at least 3 characters; there are 2."),
        ({"max_length": 3}, "abcd", "Write at most 3 characters; there are 4."),
        ({"pattern": r"\d{12}"}, "123", "This does not have the form asked for."),
        ({"kind": "number", "min": 1}, "0", "The least allowed is 1."),
        ({"kind": "number", "max": 5}, "6", "The most allowed is 5."),
        ({"kind": "number", "decimal_digits": 0}, "1.5", "At most 0 decimal places."),
        ({"kind": "number"}, "NaN", "Write a number."),
        ({"kind": "number"}, "1e3000000", "Write a number of at most 15 digits."),
        ({"kind": "number"}, "many", "Write a number."),
        ({"kind": "number"}, True, "Write a number."),
        ({"kind": "checkbox", "is_required": True}, "", "Please fill this in."),
        ({"kind": "radio", "options": (("a", "A"),)}, "b", "Choose one of the options offered."),
        ({"kind": "checklist", "options": (("a", "A"),)}, ["a", "b"], "Choose one of the options offered."),
        ({"kind": "datetime", "subtype": "date"}, "2026-02-30", "Give the date as year-month-day."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(settings: dict[str, Any], answer: Any, sentence: str) -> None:
    assert refused([field("x", **settings)], {"x": answer}) == {"x": sentence}


def test_options_may_come_from_the_variables() -> None:
    choice = field("who", "select", values_expression="= candidates")
    people = [{"value": "p1", "label": "甲"}, {"value": "p2", "label": "乙"}]
    assert cleaned([choice], {"who": "p2"}, candidates=people) == {"who": "p2"}
    assert refused([choice], {"who": "p3"}, candidates=people) == {"who": "Choose one of the options offered."}


def test_a_hidden_field_is_neither_required_nor_kept() -> None:
    fields = [
        field("outcome", "radio", options=(("agree", "同意"), ("reject", "退回"))),
        field("reason", is_required=True, hide_condition='= outcome = "agree"'),
    ]
    assert cleaned(fields, {"outcome": "agree", "reason": "x"}) == {"outcome": "agree", "reason": None}
    assert refused(fields, {"outcome": "reject"}) == {"reason": "Please fill this in."}


def test_a_rule_may_speak_of_several_fields_and_of_today() -> None:
    votes = (("check", "= for_votes + against = present"), ("check_message_en", "The votes do not add up."))
    meeting = (("check", "= date(value) <= today()"), ("check_message", "会议日期不能晚于今天。"))
    fields = [
        field("present", "number"),
        field("for_votes", "number"),
        field("against", "number", properties=votes),
        field("held_on", "datetime", subtype="date", properties=meeting),
    ]
    good = {"present": 9, "for_votes": 7, "against": 2, "held_on": "2026-03-02"}
    assert cleaned(fields, good)["against"] == 2
    assert refused(fields, {**good, "against": 3}) == {"against": "The votes do not add up."}
    assert refused(fields, {**good, "held_on": "2026-03-03"}) == {"held_on": "This answer does not meet its rule."}


def test_a_read_only_field_cannot_be_answered() -> None:
    assert cleaned([field("due", is_read_only=True)], {"due": "2099-01-01"}, due="2026-03-09") == {}


def test_a_pattern_that_explodes_is_cut_off() -> None:
    assert refused([field("x", pattern="(a+)+b")], {"x": "a" * 400}) == {"x": "This does not have the form asked for."}


def test_characters_that_no_keyboard_types_are_refused() -> None:
    # PostgreSQL cannot hold a NUL in a text: the operation that keeps it would fail and stop the case.
    for text in ("签\x00收", "签\x1b[2J收", "签\ud800收"):
        assert list(refused([field("it")], {"it": text})) == ["it"]
    assert cleaned([field("it", "textarea")], {"it": "一\n\t二"}) == {"it": "一\n\t二"}


def test_what_nobody_sees_is_no_part_of_an_answer() -> None:
    fields = [field("name", is_required=True, min_length=2), field("note", is_required=True, min_length=1)]
    assert cleaned(fields, {"name": "\u202e明小陈\u202c", "note": "第一\u200b行\n\ufeff第二行"}) == {
        "name": "明小陈",
        "note": "第一行\n第二行",
    }
    assert refused(fields, {"name": "\u200b" * 20, "note": "\u3164\u2800"}) == dict.fromkeys(
        ("name", "note"), "Please fill this in."
    )
    assert "at least 2" in refused(fields, {"name": "王\u2066\u2069", "note": "x"})["name"]
    assert refused([field("long")], {"long": "长" * 20_001})["long"] == (
        "Write at most 20000 characters; there are 20001."
    )


def test_a_hidden_question_takes_no_answer_from_an_earlier_round() -> None:
    fields = [
        field("outcome", "radio", options=(("agree", "同意"), ("reject", "不同意"))),
        field("reason", "textarea", is_required=True, hide_condition='= outcome = "agree"'),
        field("codes", "checklist", options=(("a", "A"),), hide_condition='= outcome = "agree"'),
    ]
    assert cleaned(fields, {"outcome": "agree"}, reason="他人上一轮的理由", codes=["a"]) == {
        "outcome": "agree",
        "reason": None,
        "codes": [],
    }


def test_a_condition_sees_a_ticked_box_however_it_was_sent_and_never_the_last_round() -> None:
    fields = [field("appealed", "checkbox"), field("text", is_required=True, hide_condition="= appealed != true")]
    assert refused(fields, {"appealed": "on"}) == {"text": "Please fill this in."}
    assert cleaned(fields, {}, appealed=True) == {"appealed": False, "text": None}
