"""bpmn-js itself opens every shipped diagram and saves it unchanged, so that a designer's first edit changes what was edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
EDITOR = ROOT / "node_modules" / "bpmn-js" / "dist" / "bpmn-modeler.production.min.js"
DIAGRAMS = sorted(ROOT.glob("bpmn/**/*.bpmn"))
OPEN_AND_SAVE = """async (xml) => {
  const modeler = new BpmnJS({ container: '#canvas' });
  const { warnings } = await modeler.importXML(xml);
  const saved = await modeler.saveXML({ format: true });
  modeler.destroy();
  return { warnings: warnings.map((each) => each.message), xml: saved.xml };
}"""


@pytest.mark.browser
def test_bpmn_js_opens_every_diagram_and_saves_the_same_bytes(chrome: Browser) -> None:
    if not EDITOR.is_file():
        pytest.skip("no bpmn-js: run make install, which needs npm packages")
    assert len(DIAGRAMS) >= 2
    page = chrome.new_page()
    try:
        page.set_content('<div id="canvas" style="width: 1200px; height: 800px"></div>')
        page.add_script_tag(path=EDITOR)
        for file in DIAGRAMS:
            source = file.read_text(encoding="utf-8")
            found: dict[str, Any] = page.evaluate(OPEN_AND_SAVE, source)
            assert found["warnings"] == [], file.name
            assert found["xml"] == source, f"{file.name}: open it in bpmn-js and save it"
    finally:
        page.close()
