"""What the panel beside a diagram offers: every property that acts can be said there, without a text."""

from __future__ import annotations

import re

from workflows.procedure.vocabulary import LATER_PROPERTIES, PROPERTIES
from workflows.settings import ROOT

SCRIPTS = ROOT / "webapp" / "assets" / "scripts"


def test_every_property_that_acts_stands_in_the_panel_in_words() -> None:
    panel = (SCRIPTS / "modeler_panel.js").read_text(encoding="utf-8")
    words = (SCRIPTS / "modeler_words.js").read_text(encoding="utf-8")
    offered = re.findall(r'^  \["(\w+)", .*\{ property: "(\w+)" \}(?:, "(\w+)")?\],$', panel, re.MULTILINE)
    later = {name for _, name in LATER_PROPERTIES}
    acting = {name for names in PROPERTIES.values() for name in names} - later
    assert {name for _, name, _ in offered} == acting
    for key, _, group in offered:
        assert re.search(rf'^  {key}: \[\["[^"]', words, re.MULTILINE), f"no words for {key}"
        assert not group or re.search(rf'^  {group}: \["', words, re.MULTILINE), f"no words for {group}"
