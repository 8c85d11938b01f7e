"""A case page in a browser that lacks what Chromium 88 lacks, without the diagram's script, and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.casework.world import REVIEW
from tests.journeys.conftest import ASSETS, Server
from tests.journeys.people import sign_in
from tests.webapp.office import build_office
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case

pytestmark = pytest.mark.browser

# Takes away what came after Chromium 88, as far as a script can.
OLDER = """
for (const name of ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "with"]) {
  for (const kind of [Array, String, Uint8Array]) delete kind.prototype[name];
}
delete Object.hasOwn; delete Object.groupBy; delete globalThis.structuredClone; delete crypto.randomUUID;
delete Document.prototype.startViewTransition; delete Element.prototype.moveBefore; delete Element.prototype.checkVisibility;
delete AbortSignal.timeout; delete AbortSignal.any; delete globalThis.navigation; delete globalThis.Iterator;
"""
# The office's review has no layout; two shapes are enough to draw.
LAYOUT = b"""<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="drawing"><bpmndi:BPMNPlane id="plane" bpmnElement="review">
  <bpmndi:BPMNShape id="begin_shape" bpmnElement="begin"><dc:Bounds x="100" y="100" width="36" height="36" /></bpmndi:BPMNShape>
  <bpmndi:BPMNShape id="prepare_shape" bpmnElement="prepare"><dc:Bounds x="200" y="80" width="100" height="80" /></bpmndi:BPMNShape>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""
OPEN = """[...document.querySelectorAll(".file-section")].map((section) => section.open)"""
SECTIONS = """[...document.querySelectorAll(".file-section")].map((section) =>
  [section.id, section.open && section.querySelector(".file-body").getClientRects().length > 0])"""


def test_an_old_browser_shows_the_case_prints_it_whole_and_falls_back_to_the_list(
    context: BrowserContext, page: Page, server: Server
) -> None:
    drawn = REVIEW.replace(b"</bpmn:definitions>", LAYOUT)
    assert drawn != REVIEW
    world = build_office(server.store, **{"review.bpmn": drawn})
    with transaction(server.store) as work:
        answers = {"subject": "1号", "unit": "BUREAU"}
        case_id = start_case(work, "review", actor=world.actor("hu"), answers=answers).id
    context.add_init_script(OLDER)
    sign_in(page, world.users["wen"])
    page.goto(f"/cases/{case_id}")
    assert page.evaluate("typeof [].at + typeof Object.groupBy + typeof structuredClone") == "undefined" * 3
    page.get_by_role("tab", name="流程图").click()
    page.locator(".diagram[data-is-shown] svg .djs-element").first.wait_for()
    page.get_by_role("tab", name="概要").click()
    assert [is_shown for _, is_shown in page.evaluate(SECTIONS)].count(True) == 1

    # Printed, every section is open and there; on the screen afterwards only the open tab is.
    page.evaluate("addEventListener('beforeprint', () => { window.onPaper = " + OPEN + "; })")
    assert page.pdf().startswith(b"%PDF")
    assert page.evaluate("window.onPaper") == [True] * 5
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = dict(page.evaluate(SECTIONS))
    assert set(printed) == {f"file-{name}" for name in ("summary", "record", "decisions", "documents", "diagram")}
    assert all(printed.values()), printed
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert [is_shown for _, is_shown in page.evaluate(SECTIONS)].count(True) == 1

    # Where the diagram's script does not come, its list stands there and no empty box.
    viewer = re.search(r'import\("\./(chunk-\w+\.js)"\)', (ASSETS.parent / "app.js").read_text(encoding="utf-8"))
    assert viewer
    page.route(f"**/build/{viewer.group(1)}", lambda route: route.abort())
    page.goto(f"/cases/{case_id}")
    page.get_by_role("tab", name="流程图").click()
    page.locator(".diagram").first.wait_for(state="hidden")
    assert page.get_by_role("cell", name="审核甲").first.is_visible()
