"""A procedure of one's own with a letter and no program: issued, read by whom it names, signed for, masked for everybody else."""

from __future__ import annotations

import io
import uuid
from datetime import date

import docx
import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, form, text
from tests.procedure.diagrams import HEAD, line
from workflows.casework.catalogue import publish
from workflows.casework.errors import IncidentRaised, NotFound
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.documents.models import Document
from workflows.documents.queries import file_of_letter, visible_document
from workflows.documents.words import FileKind
from workflows.people import Person, PostHolding, Unit, User
from workflows.procedure import read_files
from workflows.settings import letter_template

LETTER = """\
title: {zh: 请假批准通知, en: Leave granted}
series: 驻假
issuer: 市委驻村办
to: [unit_hr]
receipt: true
recipient: "{{unit_name}}"
paragraphs:
  - 同意你单位{{who}}请假{{days}}天。{{why}}
masks: {people: "=[who]", units: "=unit_name"}
masked:
  - 同意{{who}}请假{{days}}天。
"""
PROPERTIES = (
    '<zeebe:properties><zeebe:property name="readers" value="general_group" />'
    '<zeebe:property name="owner" value="general_group" /></zeebe:properties>'
)


def operation(element: str, name: str, **headers: str) -> str:
    """A service task."""
    written = "".join(f'<zeebe:header key="{key}" value="{value}" />' for key, value in headers.items())
    return (
        f'<bpmn:serviceTask id="{element}" name="{element}"><bpmn:extensionElements><zeebe:taskDefinition type="{name}" />'
        f"<zeebe:taskHeaders>{written}</zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>"
    )


DIAGRAM = (
    HEAD
    + '<bpmn:process id="leave" name="请假" isExecutable="true">'
    + f"<bpmn:extensionElements>{PROPERTIES}</bpmn:extensionElements>"
    + '<bpmn:laneSet id="lanes"><bpmn:lane id="general_group"><bpmn:flowNodeRef>start</bpmn:flowNodeRef></bpmn:lane>'
    + '<bpmn:lane id="hr"><bpmn:extensionElements><zeebe:properties><zeebe:property name="post" value="unit_hr" />'
    + '<zeebe:property name="unit" value="BUREAU" /></zeebe:properties></bpmn:extensionElements>'
    + "<bpmn:flowNodeRef>sign</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    + '<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="asked" /></bpmn:extensionElements>'
    + "</bpmn:startEvent>"
    + operation("grant", "letter.issue", letter="leave_granted", to_unit="BUREAU")
    + '<bpmn:userTask id="sign" name="签收"><bpmn:extensionElements><zeebe:formDefinition formId="sign" />'
    + '<zeebe:properties><zeebe:property name="shows" value="letter:leave_granted" /></zeebe:properties>'
    + "</bpmn:extensionElements></bpmn:userTask>"
    + operation("served", "letter.serve", letter="leave_granted")
    + '<bpmn:endEvent id="end" />'
    + line("start", "grant", "sign", "served", "end")
    + "</bpmn:process></bpmn:definitions>"
)
FILES = {
    "leave.bpmn": DIAGRAM.encode(),
    "forms/asked.form": form("asked", text("who"), text("unit_name"), text("why"), {"type": "number", "key": "days"}),
    "forms/sign.form": form("sign", {"type": "checkbox", "key": "is_received", "label": "已收到"}),
    "letters/leave_granted.yaml": LETTER.encode(),
}
ANSWERS = {"who": "陈小明", "unit_name": "BUREAU单位", "why": "因病。", "days": 3}


@pytest.fixture
def document_id(world: World) -> uuid.UUID:
    """The letter of a case that was just begun."""
    begin(world, FILES)
    with world.store.read() as work:
        return work.session.scalars(select(Document.id)).one()


def begin(world: World, files: dict[str, bytes]) -> None:
    """Publish the procedure and start a case."""
    with transaction(world.store) as work:
        publish(work, read_files("leave", files))
    with transaction(world.store) as work:
        start_case(work, "leave", actor=world.actor("wen"), answers=ANSWERS)


def colleague(world: World) -> None:
    """Somebody of the bureau in another post, under the user name `col`."""
    with world.store.write() as work:
        unit = work.session.scalars(select(Unit).where(Unit.code == "BUREAU")).one()
        person = Person(name="同事", unit_id=unit.id)
        work.session.add(person)
        work.session.flush()
        user = User(username="col", person_id=person.id)
        holding = PostHolding(person_id=person.id, post_key="county_office", unit_id=unit.id, from_on=date(2018, 1, 1))
        work.session.add_all([user, holding])
        work.session.flush()
        world.users["col"], world.persons["col"] = user.id, person.id


def read_by(world: World, username: str, document_id: uuid.UUID) -> str | None:
    """What somebody reads of the letter, None where they do not learn of it."""
    with world.store.read() as work:
        try:
            return visible_document(work, document_id, world.actor(username)).text(is_masked=False)
        except NotFound:
            return None


def docx_read_by(world: World, username: str, document_id: uuid.UUID) -> str:
    """The text of the DOCX that somebody may save, asked for in full."""
    with world.store.read() as work:
        opened = visible_document(work, document_id, world.actor(username))
        data = file_of_letter(opened, FileKind.DOCX, is_masked=False, template=letter_template())
    return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)


def test_a_letter_of_a_diagram_goes_from_issue_to_service_with_the_right_readers(
    world: World, document_id: uuid.UUID
) -> None:
    colleague(world)
    full = (
        "请假批准通知\n驻假〔2026〕1号\n\nBUREAU单位：\n\n同意你单位陈小明请假3天。因病。\n\n市委驻村办\n2026年3月2日"
    )
    outside = "请假批准通知\n驻假〔2026〕1号\n\n某单位：\n\n同意陈某请假3天。\n\n市委驻村办\n2026年3月2日"
    with world.store.read() as work:
        document = work.session.get_one(Document, document_id)
        assert (document.kind, document.process_id, document.fields) == ("leave_granted", "leave", ANSWERS)
        assert (document.has_receipt, document.served_at) == (True, None)
    assert read_by(world, "wen", document_id) == full, "readers of the process"
    assert read_by(world, "hu", document_id) == full, "the doer of the receipt reads what they sign for"
    assert read_by(world, "col", document_id) is None, "until then nobody else of the unit reads it"
    assert read_by(world, "he", document_id) is None
    with transaction(world.store) as work:
        task_id = work.session.scalars(select(Task.id).where(Task.element_id == "sign")).one()
        complete(work, task_id, world.actor("hu"), {"is_received": True})
    with world.store.read() as work:
        document = work.session.get_one(Document, document_id)
        assert (document.served_at, document.service_mode, document.received_by) == (work.now, "read", "胡人事")
    assert read_by(world, "hu", document_id) == full, "the post that it names"
    assert read_by(world, "col", document_id) == outside, "the unit it went to knows of it"
    saved, masked = docx_read_by(world, "hu", document_id), docx_read_by(world, "col", document_id)
    assert "同意你单位陈小明请假3天。因病。" in saved
    assert "同意陈某请假3天。" in masked
    assert [word for word in ("陈小明", "因病", "BUREAU") if word in masked] == []
    assert read_by(world, "he", document_id) is None


def test_a_letter_without_a_receipt_is_served_by_being_sent(world: World) -> None:
    begin(world, {**FILES, "letters/leave_granted.yaml": LETTER.replace("receipt: true\n", "").encode()})
    with world.store.read() as work:
        document_id = work.session.scalars(select(Document.id)).one()
    assert "因病" in (read_by(world, "hu", document_id) or "")


def test_a_paper_of_the_office_goes_to_nobody(world: World) -> None:
    paper = LETTER.replace("receipt: true\n", "").replace("to: [unit_hr]\n", "")
    begin(world, {**FILES, "letters/leave_granted.yaml": paper.encode()})
    with world.store.read() as work:
        document = work.session.scalars(select(Document)).one()
        assert (document.sent_at, document.receivers, document.told) == (None, [], [])
    assert read_by(world, "wen", document.id) is not None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('value="BUREAU" /></zeebe:taskHeaders>', 'value="NOWHERE" /></zeebe:taskHeaders>', "没有单位 NOWHERE"),
        ('<zeebe:header key="to_unit" value="BUREAU" />', "", "须送单位岗位"),
    ],
)
def test_a_letter_to_nobody_stops_the_start_and_no_number_is_lost(world: World, old: str, new: str, said: str) -> None:
    assert old in DIAGRAM
    with pytest.raises((IncidentRaised, Exception)) as refused:
        begin(world, {**FILES, "leave.bpmn": DIAGRAM.replace(old, new).encode()})
    assert said in str(getattr(refused.value, "sentence", refused.value))
    with world.store.read() as work:
        assert work.session.scalars(select(Document)).all() == []
