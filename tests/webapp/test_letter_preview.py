"""Whoever is asked to confirm sees the very letter that goes out, and nothing has happened until they do."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.test_letters_of_a_diagram import DIAGRAM, FILES, LETTER
from tests.casework.world import World, form
from tests.procedure.diagrams import line
from tests.webapp.browser import Browser
from workflows.casework.catalogue import publish
from workflows.casework.models import Incident, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.documents.models import Document, DocumentSeries
from workflows.procedure import read_files

BrowserOf = Callable[[str], Browser]
DECIDE = (
    '<bpmn:userTask id="decide" name="审批"><bpmn:extensionElements><zeebe:formDefinition formId="decide" />'
    "</bpmn:extensionElements></bpmn:userTask>"
)
OUTCOME: dict[str, object] = {
    "type": "radio",
    "key": "outcome",
    "label": "结论",
    "values": [{"value": "grant", "label": "批准"}],
    "properties": {"confirm": "grant", "confirm_message": "批准后立即发文。"},
}
BUTTON: dict[str, object] = {
    "type": "button",
    "label": "批准",
    "action": "submit",
    "properties": {"confirm": "submit", "confirm_message": "批准后立即发文。"},
}
REASON: dict[str, object] = {"type": "textfield", "key": "why", "label": "理由"}


def files(pressed: dict[str, object] = OUTCOME, **letters: str) -> dict[str, bytes]:
    """The leave request of the other tests, decided by a person before the letter goes out."""
    body = DIAGRAM.replace('<bpmn:serviceTask id="grant"', DECIDE + '<bpmn:serviceTask id="grant"')
    body = body.replace(
        line("start", "grant", "sign", "served", "end"), line("start", "decide", "grant", "sign", "served", "end")
    )
    body = body.replace(
        "<bpmn:flowNodeRef>start<", "<bpmn:flowNodeRef>decide</bpmn:flowNodeRef><bpmn:flowNodeRef>start<"
    )
    assert body.count("decide") == 7
    texts = {f"letters/{name}.yaml": text.encode() for name, text in letters.items()}
    return {**FILES, "leave.bpmn": body.encode(), "forms/decide.form": form("decide", REASON, pressed), **texts}


def task_of(world: World, given: dict[str, bytes]) -> uuid.UUID:
    """The decision of a case that was just begun."""
    with transaction(world.store) as work:
        publish(work, read_files("leave", given))
    with transaction(world.store) as work:
        answers = {"who": "陈小明", "unit_name": "BUREAU单位", "why": "因病。", "days": 3}
        start_case(work, "leave", actor=world.actor("wen"), answers=answers)
    with world.store.read() as work:
        return work.session.scalars(select(Task.id).where(Task.element_id == "decide")).one()


def written(world: World) -> tuple[list[str], list[int], int]:
    """The numbers of all letters, the counts of all series, and how many incidents there are."""
    with world.store.read() as work:
        numbers = work.session.scalars(select(Document.number)).all()
        counts = work.session.scalars(select(DocumentSeries.last)).all()
        return list(numbers), list(counts), len(work.session.scalars(select(Incident.id)).all())


@pytest.mark.parametrize("pressed", [OUTCOME, BUTTON], ids=["outcome", "button"])
def test_the_letter_stands_in_the_question_and_goes_out_once_it_is_answered(
    browser_of: BrowserOf, world: World, pressed: dict[str, object]
) -> None:
    task_id = task_of(world, files(pressed))
    browser = browser_of("bao")
    browser.get(f"/tasks/{task_id}")
    page = browser.press("批准", why="家中有事。")
    assert "批准后立即发文。" in page.words
    (letter,) = page.all("//article[contains(@class, 'letter')]")
    shown = letter.xpath(".//div[@class='letter-text']")[0].text
    assert shown == "BUREAU单位：\n\n同意你单位陈小明请假3天。家中有事。\n\n市委驻村办\n2026年3月2日"
    assert "驻假〔2026〕　号" in page.text
    assert written(world) == ([], [], 0)
    browser.press("批准")
    assert written(world) == (["驻假〔2026〕1号"], [1], 0)
    with world.store.read() as work:
        document = work.session.scalars(select(Document)).one()
        assert document.text == f"请假批准通知\n驻假〔2026〕1号\n\n{shown}"


def test_what_would_fail_is_no_incident_until_it_is_meant(browser_of: BrowserOf, world: World) -> None:
    task_id = task_of(world, files(leave_granted=LETTER.replace("{{why}}", "{{nothing}}")))
    browser = browser_of("bao")
    browser.get(f"/tasks/{task_id}")
    page = browser.press("批准")
    assert "批准后立即发文。" in page.words
    assert page.all("//article") == []
    assert written(world) == ([], [], 0)
    browser.press("批准", 500)
    assert written(world)[2] == 1


def test_going_back_leaves_everything_as_it_was(browser_of: BrowserOf, world: World) -> None:
    task_id = task_of(world, files())
    browser = browser_of("bao")
    browser.get(f"/tasks/{task_id}")
    browser.press("批准", why="家中有事。")
    assert browser.press("返回修改").value("why") == "家中有事。"
    assert written(world) == ([], [], 0)
