"""dmn-js itself opens every decision file of the procedures, shows every view of it, and saves it unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.dmn.decisions import FILES, ROOT

EDITOR = ROOT.parent / "node_modules" / "dmn-js" / "dist" / "dmn-modeler.production.min.js"
OPEN_AND_SAVE = """async (xml) => {
  const modeler = new DmnJS({ container: '#canvas' });
  const { warnings } = await modeler.importXML(xml);
  const first = modeler.getActiveView();
  const shown = [[first.type, first.element.id, 0]];
  for (const view of modeler.getViews().filter((each) => each !== first)) {
    const opened = await modeler.open(view);
    shown.push([view.type, view.element.id, (opened.warnings || []).length]);
  }
  const saved = await modeler.saveXML({ format: true });
  modeler.destroy();
  return { warnings: warnings.map((each) => each.message), shown, xml: saved.xml };
}"""


@pytest.mark.browser
def test_dmn_js_opens_every_view_and_saves_the_same_bytes(chrome: Browser) -> None:
    if not EDITOR.is_file():
        pytest.skip("no dmn-js: run make install, which needs npm packages")
    page = chrome.new_page()
    try:
        page.set_content('<div id="canvas" style="width: 1200px; height: 800px"></div>')
        page.add_script_tag(path=EDITOR)
        for decision, folder in FILES.items():
            source = Path(ROOT / folder / f"{decision}.dmn").read_text()
            found: dict[str, Any] = page.evaluate(OPEN_AND_SAVE, source)
            assert found["warnings"] == [], decision
            assert found["xml"] == source, decision
            assert ["drd", f"definitions_{decision}", 0] in found["shown"]
            assert any(element == decision for _, element, _ in found["shown"])
            assert all(warnings == 0 for _, _, warnings in found["shown"])
    finally:
        page.close()
