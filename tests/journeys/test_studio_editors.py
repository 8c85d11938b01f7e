"""The editors of tables and forms: what they open they save unchanged, an edit changes its lines, the check is told at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.casework.world import World
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.studio.beginnings import files_of_template
from workflows.studio.drafts import begin, draft_of, files_of
from workflows.studio.folder import look_at, neighbours
from workflows.studio.trials import keep, world_digest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
# Those that the check refuses stay texts.
FORMS = sorted(
    path for path in (*ROOT.glob("bpmn/**/*.form"), *ROOT.glob("tests/**/*.form")) if "broken" not in path.parts
)
TABLE = "limits.dmn"
# Its rules exclude one another; as a table of which only one rule may hold, an edit can make two of them overlap.
GRADE = (ROOT / "bpmn/assessment_county/monthly_grade.dmn").read_bytes().replace(b' hitPolicy="FIRST"', b"")
OPEN_AND_SAVE = """async (texts) => {
  const { openForm } = await import("/static/build/form_editor.js");
  const kept = [];
  for (const text of texts) {
    const place = document.createElement("div");
    document.body.append(place);
    const editor = await openForm(null, place, text, () => {});
    kept.push(await editor.text());
    place.remove();
  }
  return kept;
}"""
# Texts of the palette and the panel that hold no Chinese: neither names of ours nor codes.
UNSAID = """() => [...document.querySelectorAll(
    `.fjs-palette-field, .fjs-palette-group-title, .bio-properties-panel-group-header-title, .bio-properties-panel-label,
    .bio-properties-panel-description`)]
  .map((each) => each.textContent.trim()).filter((text) => /[A-Za-z]{2}/.test(text) && !/[\\u4e00-\\u9fff]/.test(text))"""
# Each edit of a form by the data alone: [before, after] of the editor, and what the text becomes.
EDITED = """async ([text, edits]) => {
  const { keptText } = await import("/static/build/form_editor.js");
  const act = {
    label: (form) => { form.components[0].label = "另一个"; },
    gone: (form) => { form.components.splice(0, 1); },
    added: (form) => { form.components.push({ type: "textfield", key: "extra", id: "extra", label: "补充" }); },
    moved: (form) => { form.components.reverse(); },
  };
  return edits.map((edit) => {
    const before = JSON.parse(text);
    before.invented = "by the editor";
    const after = JSON.parse(JSON.stringify(before));
    act[edit](after);
    delete after.versionTag;
    return keptText(text, before, after);
  });
}"""


@pytest.fixture
def world(server: Server) -> World:
    """The office with its designers."""
    return add_designers(build_office(server.store))


def begun(server: Server, world: World) -> UUID:
    """A draft of a template with a decision table beside it."""
    files = {**files_of_template("approval", "car_loan", "公车借用"), TABLE: GRADE}
    with server.store.write() as work:
        return begin(work, world.actor("wenr"), "car_loan", files).id


def files(server: Server, draft_id: UUID) -> Mapping[str, bytes]:
    """The files of the draft as they are kept."""
    with server.store.read() as work:
        return files_of(draft_of(work, draft_id))


def tried(server: Server, draft_id: UUID, *rules: str) -> None:
    """Keep that a scenario passed on the files as they are, and which rules it hit."""
    with server.store.write() as work:
        folder = look_at(work, "car_loan", files_of(draft_of(work, draft_id)))
        outcome = {
            "file": "scenarios/refused.yaml",
            "is_passed": True,
            "milliseconds": 5,
            "result": {"rules": rules},
            "walk": [],
        }
        keep(work, draft_id, world_digest(folder, neighbours(work)), outcome)


def changed(old: bytes, new: bytes) -> list[str]:
    """The lines that differ, the old ones and the new ones."""
    lines = difflib.unified_diff(old.decode().splitlines(), new.decode().splitlines(), n=0, lineterm="")
    return [line[:1] + line[1:].strip() for line in lines if line[:1] in "+-"][2:]


def test_every_form_is_saved_as_it_was_opened_and_edits_change_only_their_lines(
    page: Page, server: Server, world: World
) -> None:
    sign_in(page, world.users["wenr"])
    texts = [path.read_text(encoding="utf-8") for path in FORMS]
    assert len(texts) > 80
    assert page.evaluate(OPEN_AND_SAVE, texts) == texts
    text = (ROOT / "bpmn/templates/approval/forms/approve.form").read_text(encoding="utf-8")
    found: list[str] = page.evaluate(EDITED, [text, ["label", "gone", "added", "moved"]])
    label, gone, added, moved = (changed(text.encode(), each.encode()) for each in found)
    assert label == ['-"label": "办理结果",', '+"label": "另一个",']
    assert all(line.startswith("-") for line in gone)
    assert [line for line in added if line.startswith("-")] in ([], ["-}"])
    assert '+"label": "补充"' in added
    assert sorted(line[1:] for line in moved if line[0] == "-") == sorted(line[1:] for line in moved if line[0] == "+")


def test_a_form_is_edited_beside_its_preview(page: Page, server: Server, world: World) -> None:
    draft_id = begun(server, world)
    before = files(server, draft_id)
    sign_in(page, world.users["wenr"])
    page.goto(f"/studio/drafts/{draft_id}/file?name=forms/supplement.form")
    page.wait_for_selector(".studio-editor[data-is-open]")
    assert not violations(page)
    page.locator(".fjs-form-field").first.click()
    # Palette and panel speak the page's language; what they still say in English has no word yet.
    page.wait_for_selector(".bio-properties-panel-group-header-title >> text=校验")
    unsaid = page.evaluate(UNSAID)
    assert not unsaid, unsaid
    page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header').click()
    page.locator("#bio-properties-panel-label").fill("补充材料说明")
    page.wait_for_selector("#drawn >> text=补充材料说明")
    page.get_by_role("button", name="English").last.click()
    page.wait_for_selector('#drawn [lang="en"] >> text=Further explanation')
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector(".notice-success")
    after = files(server, draft_id)
    assert {name for name in after if after[name] != before[name]} == {"forms/supplement.form"}
    lines = changed(before["forms/supplement.form"], after["forms/supplement.form"])
    assert [line[:8] for line in lines] == ['-"label"', '+"label"']


def test_a_cell_is_edited_and_the_overlap_is_told_before_it_is_saved(page: Page, server: Server, world: World) -> None:
    draft_id = begun(server, world)
    before = files(server, draft_id)
    tried(server, draft_id, "monthly_grade#1", "monthly_grade#3")
    sign_in(page, world.users["wenr"])
    page.goto(f"/studio/drafts/{draft_id}/file?name={TABLE}")
    page.wait_for_selector(".studio-editor[data-is-open]")
    assert not violations(page)
    # Where scenarios have been is said of the rules, in words and in the table.
    untried = page.locator(".rules-hit .is-soon").first.inner_text()
    assert "未被任何场景命中的规则：2、4" in untried
    said = page.locator("td.rule-index").evaluate_all(
        "all => all.map(each => getComputedStyle(each, '::after').content)"
    )
    assert said[:4] == ['"✓"', '"！"', '"✓"', '"！"']
    cell = page.locator(".input-cell", has_text=">= 60").first
    cell.click()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    problem = page.locator(f'#found li[data-file="{TABLE}"]').first
    problem.wait_for()
    assert files(server, draft_id) == before
    assert "尚未在此文本上测试场景" in page.locator(".rules-hit").inner_text()
    rule = page.locator(f'td[data-row-id="{problem.get_attribute("data-element")}"]').first
    marked = rule.evaluate("(each) => getComputedStyle(each).backgroundColor")
    assert marked != page.locator("td[data-row-id]").first.evaluate("(each) => getComputedStyle(each).backgroundColor")
    problem.locator("a").first.click()
    page.wait_for_selector(f'td.selected[data-row-id="{problem.get_attribute("data-element")}"]')
    values: dict[str, Any] = {"attendance_cap": "fair", "has_zero_discipline_item": "false", "indicator_points": "40"}
    for name, value in {**values, "discipline_points": "26", "bonus_points": "0", "deduction_points": "0"}.items():
        page.locator(f'input[name="try:{name}"]').fill(value)
    page.get_by_role("button", name="试算").click()
    page.wait_for_selector("#tried .is-hit")
    assert page.locator("#tried .is-hit th").first.inner_text().startswith("4")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector(".notice-success")
    after = files(server, draft_id)
    assert changed(before[TABLE], after[TABLE]) == ["-<text>&gt;= 60</text>", "+<text>&gt;= 6</text>"]
