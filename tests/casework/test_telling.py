"""Whom a step tells: posts and persons that the diagram names, by the operation's name of today and by that of before."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock
from workflows.casework.errors import IncidentRaised
from workflows.casework.inputs_of_before import with_inputs_of_before
from workflows.casework.models import Notice
from workflows.casework.operations import operation_named, registered_operations
from workflows.casework.timers import fire_due
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.feel import STANDARD

TO = b"= &quot;unit_hr@&quot; + unit"


def remind(world: World, clock: MovingClock, diagram: bytes, files: dict[str, bytes] | None = None) -> uuid.UUID:
    """Publish the review, start a case as its unit's clerk and let the reminder fall due."""
    publish_review(world.store, review_files(**(files or {"review.bpmn": diagram})))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    clock.forward(days=6)
    with transaction(world.store) as work:
        fire_due(work, case.id)
    return case.id


def told(world: World, case_id: uuid.UUID) -> set[tuple[str | None, str | None, str | None]]:
    """Post, unit and user to whom notices of the case went."""
    users = {person: username for username, person in world.persons.items()}
    with world.store.read() as work:
        rows = work.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.kind == "notice"))
        return {(row.post_key, row.unit.code if row.unit else None, users.get(row.person_id)) for row in rows}


@pytest.mark.parametrize("name", ["case.notify", "casework.notify"])
def test_a_list_names_posts_and_persons_each_told_once(world: World, clock: MovingClock, name: str) -> None:
    to = b"= [starter().group, &quot;unit_hr@&quot; + unit, starter().person, &quot;general_group&quot;]"
    case_id = remind(world, clock, REVIEW.replace(TO, to).replace(b"case.notify", name.encode()))
    assert told(world, case_id) == {
        ("unit_hr", "BUREAU", None),
        (None, None, "hu"),
        ("general_group", None, None),
    }


NOTICE = """kind: overdue
to: [unit_hr]
text: {zh: "{{subject}}请于{{official date(due_at)}}前办结。", en: "{{subject}} is due."}
"""


def test_a_notice_of_the_folder_is_sent_over_what_the_task_sees(world: World, clock: MovingClock) -> None:
    header = b'<zeebe:taskHeaders><zeebe:header key="notice" value="hurry" /></zeebe:taskHeaders>'
    to = b"= [&quot;unit_hr@&quot; + unit, starter().person]"
    diagram = REVIEW.replace(TO, to).replace(b'type="case.notify" />', b'type="case.notify" />' + header)
    files = {"review.bpmn": diagram, "notices/hurry.yaml": f"to_persons: true\n{NOTICE}".encode()}
    case_id = remind(world, clock, diagram, files)
    with world.store.read() as work:
        rows = work.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.kind == "overdue")).all()
        assert {(row.post_key, row.person_id) for row in rows} == {("unit_hr", None), (None, world.persons["hu"])}
        assert {(row.text, row.text_en) for row in rows} == {("1号请于2026年3月9日前办结。", "1号 is due.")}


def test_a_notice_goes_to_no_person_where_its_file_does_not_say_so(world: World, clock: MovingClock) -> None:
    header = b'<zeebe:taskHeaders><zeebe:header key="notice" value="hurry" /></zeebe:taskHeaders>'
    diagram = REVIEW.replace(TO, b"= [starter().person]").replace(b'notify" />', b'notify" />' + header)
    with pytest.raises(IncidentRaised, match="goes to posts alone"):
        remind(world, clock, diagram, {"review.bpmn": diagram, "notices/hurry.yaml": NOTICE.encode()})


def test_one_text_names_several(world: World, clock: MovingClock) -> None:
    case_id = remind(world, clock, REVIEW.replace(TO, b"= &quot;unit_hr@&quot; + unit + &quot;, general_group&quot;"))
    assert told(world, case_id) == {("unit_hr", "BUREAU", None), ("general_group", None, None)}


@pytest.mark.parametrize(
    "to", [b"= []", b"= [&quot;general_group&quot;, &quot; &quot;]", b"= &quot;person:nobody&quot;"]
)
def test_nobody_to_tell_stops_the_case_and_tells_nobody(world: World, clock: MovingClock, to: bytes) -> None:
    with pytest.raises(IncidentRaised) as raised:
        remind(world, clock, REVIEW.replace(TO, to))
    assert raised.value.element_id == "remind"
    with world.store.read() as work:
        assert work.session.scalars(select(Notice).where(Notice.kind == "notice")).all() == []


def test_a_version_of_before_tells_whom_its_operation_told_then() -> None:
    def given(operation: str, **written: object) -> object:
        return with_inputs_of_before(operation, {"unit_code": "BUREAU", **written}, STANDARD).get("tell")

    assert given("recall.urge") == ["unit_hr@BUREAU", "unit_secretary@BUREAU", "general_group"]
    assert given("recall.supervise") == ["unit_secretary@BUREAU", "city_director"]
    assert given("selection.record_review") == ["unit_hr@BUREAU"]
    assert (
        given("selection.drop_candidate")
        == given("selection.reopen_slot")
        == ["unit_hr@BUREAU", "unit_secretary@BUREAU"]
    )
    assert given("recall.urge", tell=["general_group"]) == ["general_group"]
    assert given("recall.urge", tell=None) is None
    assert given("recall.remind") is None
    said = dict.fromkeys(("files", "projects", "households", "promises"), "yes")
    remarks = {f"{key}_remark": None for key in said}
    found = with_inputs_of_before(
        "selection.record_handover", {**said, **remarks, "funds": "no", "funds_remark": "差三百"}, STANDARD
    )
    money = {"item": "funds", "name": "钱款物资", "is_money": True, "is_handed": False, "remark": "差三百"}
    assert found["handed_items"][0] == money
    assert [each["is_handed"] for each in found["handed_items"]] == [False, True, True, True, True]


def test_a_name_of_before_is_none_that_files_may_write() -> None:
    assert operation_named("casework.notify") is operation_named("case.notify")
    assert "casework.notify" not in registered_operations()
