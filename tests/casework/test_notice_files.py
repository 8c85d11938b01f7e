"""Notices that are files of a procedure: filled over what a step gives, sent to whom their file allows, those of before kept."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, publish_review, review_files
from tests.shipped import with_called
from workflows.casework.errors import InvalidRequest, WrongValue
from workflows.casework.models import Case
from workflows.casework.notice_files import (
    deliver_to_person,
    notice_of,
    notices_of_before,
    render_notice,
    send_notice,
)
from workflows.casework.operations import OperationCall
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.procedure.model import Element, ElementType

SHIPPED = Path(__file__).parents[2] / "bpmn"
LATE = """\
kind: overdue
to: [unit_hr, general_group]
to_persons: true
text:
  zh: "{{who}}应于{{due text(due)}}前返岗，已逾期{{days}}天（{{day}}核，{{is_told}}，{{places}}）。"
  en: "{{who}} was due {{due}}, {{days}} d late (seen {{day}}, {{is_told}}, {{places}})."
"""
POSTS_ALONE = "kind: reminder\nto: [unit_hr]\ntext: {zh: 请办理。, en: Please act.}\n"
FIELDS: dict[str, Any] = {
    "who": "陈小明",
    "due": datetime(2026, 3, 9, 16, tzinfo=UTC),
    "days": 2,
    "day": date(2026, 3, 11),
    "is_told": True,
    "places": ["一村", "二村"],
}
TOLD = "陈小明应于2026-03-09 24:00前返岗，已逾期2天（2026年3月11日核，是，一村、二村）。"
TOLD_EN = "陈小明 was due 2026-03-09 24:00, 2 d late (seen 2026-03-11, yes, 一村, 二村)."


@pytest.fixture
def call(world: World) -> Iterator[OperationCall]:
    """A step of a case whose procedure holds two notices; its operation declares `late` with its fields."""
    files = {"notices/late.yaml": LATE.encode(), "notices/act.yaml": POSTS_ALONE.encode()}
    publish_review(world.store, {**review_files(), **files})
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "某事", "unit": "BUREAU"}).id
    with world.store.write() as work:
        step = Element("step", ElementType.SERVICE_TASK, operation="test.late")
        case = work.session.get_one(Case, case_id)
        notices = {"late": frozenset(FIELDS)}
        yield OperationCall(work, case, step, "review", uuid.uuid4(), None, notices=notices)


def test_a_notice_goes_to_its_posts_with_every_value_in_its_place(call: OperationCall) -> None:
    sent = send_notice(call, "late", FIELDS, to=["unit_hr@BUREAU", "general_group"])
    call.work.session.flush()
    assert [(each.post_key, each.unit.code if each.unit else None) for each in sent] == [
        ("unit_hr", "BUREAU"),
        ("general_group", None),
    ]
    for each in sent:
        assert (each.kind, each.text, each.text_en, each.process_id) == ("overdue", TOLD, TOLD_EN, "review")
        assert each.case_id == call.case.id


def test_a_notice_goes_to_no_post_that_its_file_does_not_name(call: OperationCall) -> None:
    with pytest.raises(InvalidRequest, match="does not go to the post supervisor"):
        send_notice(call, "late", FIELDS, to=["supervisor"])


def test_a_notice_goes_to_people_by_name_where_its_file_says_so(call: OperationCall, world: World) -> None:
    notice = deliver_to_person(call, render_notice(call, "late", FIELDS), world.persons["hu"])
    assert (notice.person_id, notice.post_key, notice.text) == (world.persons["hu"], None, TOLD)
    with pytest.raises(InvalidRequest, match="to_persons: true"):
        deliver_to_person(call, render_notice(call, "act", {}), world.persons["hu"])


@pytest.mark.parametrize("value", [None, {"a": 1}])
def test_a_place_without_a_value_that_can_be_written_stops_the_step(call: OperationCall, value: object) -> None:
    with pytest.raises(WrongValue, match="The notice late was not sent") as refused:
        render_notice(call, "late", {**FIELDS, "who": value})
    assert refused.value.element_id == "step"


def test_fields_that_the_operation_does_not_declare_are_a_mistake_of_the_program(call: OperationCall) -> None:
    with pytest.raises(ValueError, match="declares other fields of the notice late: who"):
        send_notice(call, "late", {name: value for name, value in FIELDS.items() if name != "who"}, to=["unit_hr"])
    with pytest.raises(ValueError, match="does not declare the notice act"):
        send_notice(call, "act", {}, to=["unit_hr"])


def test_a_version_without_notices_goes_on_sending_those_of_before(call: OperationCall) -> None:
    assert notice_of(call.work, call.case, "review", "urged") is notices_of_before()["urged"]
    with pytest.raises(KeyError):
        notice_of(call.work, call.case, "review", "nothing")


# The sentences of the program as they were before notices were files.
BEFORE: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "time_left",
        {"order": "驻召〔2026〕1号", "due": datetime(2026, 3, 9, 16, tzinfo=UTC), "days_left": 3, "hours_left": 20},
        "驻召〔2026〕1号：另行选派将于 2026-03-09 24:00 届满，还剩 3 天 20 小时。",
        "驻召〔2026〕1号: the replacement is due at 2026-03-09 24:00; 3 d 20 h left.",
    ),
    (
        "urged",
        {"unit": "市水务局", "due": datetime(2026, 3, 9, 16, tzinfo=UTC), "number": "驻催〔2026〕1号"},
        "市水务局另行选派已超期（2026-03-09 24:00 届满），催办通知 驻催〔2026〕1号 已发出。",
        "The replacement by 市水务局 is overdue since 2026-03-09 24:00; reminder 驻催〔2026〕1号 was sent.",
    ),
    (
        "supervised",
        {"unit": "市水务局", "due": datetime(2026, 3, 9, 16, tzinfo=UTC), "number": "驻督〔2026〕1号"},
        "市水务局另行选派经催办仍未完成，督办单 驻督〔2026〕1号 已发出。",
        "The replacement by 市水务局 is still open; supervised handling 驻督〔2026〕1号 began.",
    ),
    ("nominate_again", {"reason": None}, "请重新推荐人选。", "Please nominate somebody after all."),
    (
        "nominate_again",
        {"reason": "尚有人选。"},
        "请重新推荐人选。理由：尚有人选。",
        "Please nominate somebody after all. Reason: 尚有人选。",
    ),
    (
        "papers_returned",
        {"name": "陈小明", "reason": "缺体检表。"},
        "陈小明的材料退回补充。理由：缺体检表。",
        "The papers of 陈小明 come back to be completed. Reason: 缺体检表。",
    ),
    (
        "candidate_dropped",
        {"name": "陈小明", "has_withdrawn": True, "reserve": "李四", "reason": None},
        "陈小明已退出，由后备人选李四递补。",
        "陈小明 has withdrawn. The reserve, 李四, steps in.",
    ),
    (
        "candidate_dropped",
        {"name": "陈小明", "has_withdrawn": False, "reserve": None, "reason": "年龄不符。"},
        "陈小明未获通过，请另行推荐人选。理由：年龄不符。",
        "陈小明 was not accepted. Please propose somebody else. Reason: 年龄不符。",
    ),
]


def test_the_notices_of_before_say_what_the_program_said(call: OperationCall) -> None:
    assert {name for name, *_ in BEFORE} == set(notices_of_before())
    for name, fields, zh, en in BEFORE:
        said = render_notice(call, name, fields).said
        assert (said.zh, said.en) == (zh, en)


def test_the_shipped_procedures_hold_every_notice_of_before() -> None:
    shipped = {name: of for procedure in with_called("recall") for name, of in procedure.notices.items()}
    for name, notice in notices_of_before().items():
        if name != "supervised":  # sent by a procedure of its own since, of a letter that asks for an answer
            assert shipped[name].names_read() == notice.names_read()


def test_no_english_text_writes_a_day_as_chinese_papers_do() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*/labels.en.yaml"))}
    texts |= {
        path: yaml.safe_load(path.read_text(encoding="utf-8"))["text"]["en"]
        for path in SHIPPED.glob("*/notices/*.yaml")
    }
    assert len(texts) > 60
    assert [path.name for path, text in texts.items() if re.search(r"official (date|time)\(", text)] == []
