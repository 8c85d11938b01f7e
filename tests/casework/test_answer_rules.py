"""Rules of fields that are expressions or that form-js names: when required, read-only, within limits, in steps, in which form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.casework.test_answer_rows import cleaned, read, refused
from workflows import feel
from workflows.casework.answers import clean
from workflows.casework.errors import InvalidAnswers

KIND = {"type": "textfield", "key": "kind", "label": "类"}


def ask(kind: str, validate: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A component `x` of this type."""
    return {"type": kind, "key": "x", "label": "问", "validate": validate or {}, **settings}


def test_an_answer_is_required_where_the_expression_says_so() -> None:
    form = read(KIND, ask("textfield", {"required": '=kind = "other"'}))
    assert cleaned(form, {"kind": "work"})["x"] is None
    assert refused(form, {"kind": "other"}) == {"x": "Please fill this in."}


def test_an_answer_is_read_only_where_the_expression_says_so() -> None:
    form = read(KIND, ask("textfield", readonly="=locked"))
    assert cleaned(form, {"x": "新"}, locked=False, x="旧") == {"kind": None, "x": "新"}
    assert cleaned(form, {"x": "新"}, locked=True, x="旧") == {"kind": None}


def test_limits_may_be_expressions_over_variables_and_answers() -> None:
    form = read({**ask("number"), "key": "days"}, ask("number", {"min": "=least", "max": "=days * 2"}))
    assert cleaned(form, {"days": 3, "x": 6}, least=1)["x"] == 6
    assert refused(form, {"days": 3, "x": 7}, least=1) == {"x": "The most allowed is 6."}
    assert refused(form, {"days": 3, "x": 0}, least=1) == {"x": "The least allowed is 1."}
    assert cleaned(form, {"days": 3, "x": 0})["x"] == 0, "null is no limit, as in form-js"
    assert refused(form, {"days": 3, "x": 0}, least="many") == {
        "x": "The limit of this question cannot be worked out; tell the administrator."
    }


def test_limits_that_the_editor_writes_as_text_are_numbers() -> None:
    assert refused(read(ask("number", {"min": "1.5"})), {"x": 1}) == {"x": "The least allowed is 1.5."}


def test_lengths_may_be_expressions() -> None:
    form = read(ask("textfield", {"minLength": "=n", "maxLength": "=n + 1"}))
    assert cleaned(form, {"x": "甲乙"}, n=2)["x"] == "甲乙"
    assert refused(form, {"x": "甲"}, n=2) == {"x": "Write at least 2 characters; there are 1."}
    assert refused(form, {"x": "甲乙丙丁"}, n=2) == {"x": "Write at most 3 characters; there are 4."}


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"\d{3}", "ab123c", True),  # anywhere, as RegExp.test looks
        (r"^\d{3}$", "ab123c", False),
        (r"^\d{3}$", "123", True),
        (r"^\d{3}$", "１２３", False),  # full-width digits are no \d to a browser
        (r"^\w+$", "张三", False),
        (r"^[\u4e00-\u9fff]+$", "张三", True),
    ],
)
def test_a_pattern_means_what_a_browser_means(pattern: str, text: str, fits: bool) -> None:
    form = read(ask("textfield", {"pattern": pattern}))
    if fits:
        assert cleaned(form, {"x": text})["x"] == text
    else:
        assert list(refused(form, {"x": text})) == ["x"]


def test_a_number_comes_in_steps() -> None:
    form = read(ask("number", increment="0.5"))
    assert cleaned(form, {"x": "1.5"})["x"] == 1.5
    assert refused(form, {"x": "1.7"}) == {"x": "Steps of 0.5: write 1.5 or 2."}


def test_a_number_may_be_kept_as_text() -> None:
    assert cleaned(read(ask("number", serializeToString=True)), {"x": "12.50"})["x"] == "12.5"


@pytest.mark.parametrize(
    ("subtype", "wanted", "sent", "kept"),
    [
        ("datetime", None, "2026-03-02T08:00", "2026-03-02T08:00:00+08:00"),
        ("datetime", "utc_offset", "2026-03-02T08:00", "2026-03-02T08:00:00+08:00"),
        ("datetime", "utc_normalized", "2026-03-02T08:00", "2026-03-02T00:00:00Z"),
        ("datetime", "no_timezone", "2026-03-02T00:00+00:00", "2026-03-02T08:00:00"),
        ("time", None, "08:30", "08:30:00"),
        ("time", "no_timezone", "08:30", "08:30:00"),
        ("time", "utc_offset", "08:30", "08:30:00+08:00"),
        ("time", "utc_normalized", "08:30", "00:30:00Z"),
    ],
)
def test_a_moment_is_kept_in_the_form_asked_for(subtype: str, wanted: str | None, sent: str, kept: str) -> None:
    settings = {"timeSerializingFormat": wanted} if wanted else {}
    assert cleaned(read(ask("datetime", subtype=subtype, **settings)), {"x": sent})["x"] == kept


def test_a_day_that_has_passed_on_the_offices_clock_is_refused() -> None:
    form = read(ask("datetime", subtype="date", disallowPassedDates=True))
    late = feel.Environment(now=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))  # 2 March, 01:00 in the office
    assert clean(form, {"x": "2026-03-02"}, {}, late)["x"] == "2026-03-02"
    with pytest.raises(InvalidAnswers) as caught:
        clean(form, {"x": "2026-03-01"}, {}, late)
    assert caught.value.fields == {"x": ("Choose today or a later day.", "请选择今天或以后的日期。")}


@pytest.mark.parametrize("day", ["0001-01-01", "0026-11-28", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_outside_the_years_of_anybody_is_refused_in_words(day: str) -> None:
    """A call at 0001-01-01T00:00 stopped the case: in UTC it lies before the first year that a database can keep."""
    told = {"x": "Give a year from 1900 to 2199."}
    assert refused(read(ask("datetime", subtype="date")), {"x": day}) == told
    assert refused(read(ask("datetime", subtype="datetime")), {"x": f"{day}T00:00"}) == told


def test_a_time_comes_in_steps_of_minutes() -> None:
    form = read(ask("datetime", subtype="time", timeInterval=15))
    assert cleaned(form, {"x": "08:45"})["x"] == "08:45:00"
    assert refused(form, {"x": "08:50"}) == {"x": "Choose a time in steps of 15 minutes."}


def test_a_tag_list_keeps_the_values_chosen() -> None:
    form = read(ask("taglist", values=[{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]))
    assert cleaned(form, {"x": ["b"]})["x"] == ["b"]
    assert list(refused(form, {"x": ["c"]})) == ["x"]


def test_what_is_in_a_hidden_group_is_asked_of_nobody_and_answered_by_nothing() -> None:
    inner = {"type": "group", "id": "inner", "components": [ask("textfield", {"required": True})]}
    form = read(KIND, {"type": "group", "id": "g", "components": [inner], "conditional": {"hide": '=kind = "a"'}})
    assert cleaned(form, {"kind": "a", "x": "旧"}, x="更旧") == {"kind": "a", "x": None}
    assert refused(form, {"kind": "b"}) == {"x": "Please fill this in."}
