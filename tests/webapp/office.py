"""The review procedure of casework's test office with forms as a designer would write them: buttons, help, conditions, choices."""

from __future__ import annotations

from pathlib import Path

from tests.built_once import built_once
from tests.casework.world import World, build_world, form, publish_review, review_files, text
from workflows.store import Store

LABELS = Path(__file__).parent / "review.labels.en.yaml"

CHECK_A = form(
    "check_a",
    {
        "type": "radio",
        "key": "outcome",
        "label": "结论",
        "values": [{"value": "agree", "label": "同意并送审"}, {"value": "return", "label": "退回补充"}],
        "validate": {"required": True},
        "properties": {"confirm": "return", "confirm_message": "将退回派出单位，时限不停。"},
    },
    {"type": "number", "key": "mark_a", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
    {
        "type": "textarea",
        "key": "remark_a",
        "label": "意见",
        "description": "写明依据",
        "validate": {"minLength": 5, "maxLength": 200},
    },
    {
        "type": "textfield",
        "key": "reason_a",
        "label": "退回理由",
        "conditional": {"hide": '= outcome != "return"'},
        "validate": {"required": True},
    },
    {"type": "datetime", "subtype": "date", "key": "seen_on", "label": "核查日期"},
    {"type": "checkbox", "key": "heard", "label": "已听取本人陈述"},
    {
        "type": "checklist",
        "key": "grounds",
        "label": "依据条款",
        "values": [{"value": "G1", "label": "在岗不足"}, {"value": "G2", "label": "作风问题"}],
    },
    {"type": "textfield", "key": "source", "label": "线索来源", "properties": {"visible_to": "city_director"}},
)
BEGIN = form("begin", text("subject"), text("unit"), {"type": "text", "text": "**登记**后即启动审核。"})


@built_once
def build_office(store: Store, **changed: bytes) -> World:
    """The office, with the review procedure published; `changed` files take the place of its own."""
    built = build_world(store)
    files = {"forms/check_a.form": CHECK_A, "forms/begin.form": BEGIN, "labels.en.yaml": LABELS.read_bytes(), **changed}
    publish_review(store, review_files(**files))
    return built
