"""What is offered as a start by hand: only starts meant for people, and the others are refused with a sentence, never a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casework.world import World
from tests.procedure.diagrams import diagram, line
from tests.webapp.browser import Browser
from workflows.casework.catalogue import publish
from workflows.casework.errors import NotAllowed
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files

REPORT = '<bpmn:intermediateThrowEvent id="work"><bpmn:messageEventDefinition messageRef="told" /></bpmn:intermediateThrowEvent>'
WORK = '<bpmn:manualTask id="work" name="办理" />'
STARTS = {
    "by_hand": ('<bpmn:startEvent id="start" />', WORK),
    "by_message": (
        '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="asked" /></bpmn:startEvent>',
        WORK,
    ),
    "by_signal": (
        '<bpmn:startEvent id="start"><bpmn:signalEventDefinition signalRef="rain" /></bpmn:startEvent>',
        WORK,
    ),
    "by_clock": (
        '<bpmn:startEvent id="start"><bpmn:timerEventDefinition><bpmn:timeDate>2099-01-01T08:00:00</bpmn:timeDate>'
        "</bpmn:timerEventDefinition></bpmn:startEvent>",
        WORK,
    ),
    "as_piece": ('<bpmn:startEvent id="start" />', WORK),
    "calling": (
        '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="asked" /></bpmn:startEvent>',
        '<bpmn:callActivity id="work"><bpmn:extensionElements><zeebe:calledElement processId="as_piece" />'
        "</bpmn:extensionElements></bpmn:callActivity>",
    ),
    "as_part": ('<bpmn:startEvent id="start" />', REPORT),
}
MESSAGES = (
    '<bpmn:message id="asked" name="asked" /><bpmn:signal id="rain" name="rain" /><bpmn:message id="told" name="told">'
    '<bpmn:extensionElements><zeebe:subscription correlationKey="=round_key" /></bpmn:extensionElements></bpmn:message>'
)


@pytest.fixture
def starts(world: World) -> World:
    """Procedures whose start events all lie in the lane of the general group."""
    with world.store.write() as work:
        for process_id, (start, step) in STARTS.items():
            body = start + step + '<bpmn:endEvent id="end" />' + line("start", "work", "end")
            text = diagram(body, after=MESSAGES, process=process_id).replace(b"member", b"general_group")
            publish(work, read_files(process_id, {f"{process_id}.bpmn": text}))
    return world


def test_only_a_start_meant_for_people_is_offered(browser_of: Callable[[str], Browser], starts: World) -> None:
    browser = browser_of("wen")
    assert browser.get("/cases/new").path == "/cases/new/by_hand", "the only one that is offered opens at once"
    token = browser.token()
    for process_id in set(STARTS) - {"by_hand"}:
        refused = browser.get(f"/cases/new/{process_id}", 404)
        assert "没有您的岗位可以发起的这一流程" in refused.words
        assert browser.post(f"/cases/new/{process_id}", {"csrf_token": token}, 404).status == 404
        if process_id == "as_piece":
            continue  # its caller starts it, and so do scenarios that play it alone
        with pytest.raises(NotAllowed, match="Nobody starts this procedure by hand"), transaction(starts.store) as work:
            start_case(work, process_id, actor=starts.actor("wen"), answers={})
