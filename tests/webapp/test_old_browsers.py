"""Chromium 88: what the built pages use that it does not have is listed here with why that does no harm, or it is an error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.test_source import ROOT

LOOKING = Path(__file__).parent / "old_browsers.mjs"
BUILD = ROOT / "webapp" / "static" / "build"
DATA = ROOT / "node_modules" / "@mdn" / "browser-compat-data"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js: make install brings it"),
    pytest.mark.skipif(not DATA.is_dir(), reason="no npm packages: run make install"),
    pytest.mark.skipif(not (BUILD / "manifest.json").is_file(), reason="no assets: run make install"),
]

# What is newer, and what becomes of it in a browser that does not know it.
ACCEPTED = {
    "property": {
        "outline": "older ones draw it with square corners",
        "color-adjust": "its prefixed name stands beside it",
        "print-color-adjust": "its prefixed name stands beside it",
        "mask-image": "its prefixed name stands beside it",
        "mask-size": "its prefixed name stands beside it",
        "mask-position": "its prefixed name stands beside it",
        "scrollbar-width": "a scroll bar is seen",
        "field-sizing": "the field keeps its least height and scrolls",
        "container-type": "the settings of a form's field keep their width",
        "accent-color": "a bar of progress keeps the browser's own colour",
    },
    "attribute": {
        "<input capture>": "browsers on phones have long known it; where it is not known a file is chosen",
    },
    "selector": {
        ":file-selector-button": "the rule stands a second time with its prefixed name",
        ":has": "two rules of their own that only set a margin",
        ":details-content": "a rule of its own; scripts/tabs.js opens the sections for paper",
    },
    "value": {
        "color-adjust: exact": "as the property",
        "print-color-adjust: exact": "as the property",
        "scrollbar-width: none": "as the property",
        "field-sizing: content": "as the property",
        "container-type: size": "as the property",
        "overflow: clip": "what is too long is seen in full",
        "vertical-align: center": "no browser knows it; the form editor writes it",
    },
    "at-rule": {
        "@container": "as the property container-type",
    },
    "function": {
        "rect()": "of the old property clip, which every browser knows",
        "color-mix()": "colours of tools for editing a diagram, which no page offers",
        "alpha()": "of a filter that only very old browsers knew",
    },
    "script": {
        "moveBefore()": "htmx asks first whether there is one",
        "startViewTransition()": "htmx asks first whether there is one",
        "hasOwn()": "scripts/missing.js brings it",
        "structuredClone()": "scripts/missing.js brings it",
        "union()": "scripts/missing.js brings it",
        "difference()": "scripts/missing.js brings it",
        "intersection()": "scripts/missing.js brings it",
        "at()": "scripts/missing.js brings it",
        "toSorted()": "scripts/missing.js brings it",
        "EditContext()": "CodeMirror asks first whether there is one, and on Android only",
        "getComposedRanges()": "CodeMirror asks first whether there is one",
        **dict.fromkeys(
            ("addElement()", "build()", "destroy()", "getSize()", "hide()", "move()", "resizable()", "resize()"),
            "a function of bpmn-js itself that has the name of a newer one",
        ),
        **dict.fromkeys(
            (
                *("annotation()", "side()", "run()", "scan()", "dispatch()", "draw()", "updateSelection()", "range()"),
                *("updateCharacterBounds()", "getTextFormats()", "updateSelectionBounds()", "updateText()", "yield()"),
                *(
                    "scrollMargin()",
                    "local()",
                    "configure()",
                    "phrase()",
                    "format()",
                    "token()",
                    "getName()",
                    "use()",
                    "space()",
                ),
            ),
            "a function of CodeMirror, dmn-js or form-js itself that has the name of a newer one, or of what EditContext gives",
        ),
    },
}


def newer_than(version: int, folder: Path, *templates: Path) -> dict[str, dict[str, list[str]]]:
    """What the built files and templates use that this version of Chromium does not have: kind, name, files."""
    command = ["node", str(LOOKING), str(version), str(folder), *map(str, templates)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found


def test_the_pages_use_nothing_that_chromium_88_needs_and_lacks() -> None:
    readme, builder = (ROOT / "README.md").read_text("utf-8"), (ROOT / "webapp/assets/build.mjs").read_text("utf-8")
    named = re.search(r"Chromium (\d+) and newer", readme)
    assert named
    assert f'"chrome{named.group(1)}"' in builder
    found = newer_than(int(named.group(1)), BUILD, *sorted((ROOT / "webapp").rglob("*.html")))
    unknown = {(kind, name): files for kind, names in found.items() for name, files in names.items()}
    accepted = {(kind, name) for kind, names in ACCEPTED.items() for name in names}
    assert {key: files for key, files in unknown.items() if key not in accepted} == {}
    assert accepted - unknown.keys() == set(), "accepted, and used no more"


def test_what_is_newer_is_found(tmp_path: Path) -> None:
    style = ".a:has(b) { text-wrap: balance; } @container (width > 1px) { .b { height: 50dvh; color: oklch(0 0 0); } }"
    (tmp_path / "a.css").write_text(style)
    (tmp_path / "a.js").write_text("const a = [1].findLast(Boolean); structuredClone(a); a.toSorted();")
    (tmp_path / "a.html").write_text("<search><div inert popover>x</div></search>")
    found = newer_than(88, tmp_path, tmp_path / "a.html")
    assert {kind: sorted(names) for kind, names in found.items()} == {
        "at-rule": ["@container"],
        "attribute": ["<div inert>", "<div popover>"],
        "element": ["<search>"],
        "function": ["oklch()"],
        "property": ["text-wrap"],
        "script": ["findLast()", "structuredClone()", "toSorted()"],
        "selector": [":has"],
        "unit": ["dvh"],
        "value": ["text-wrap: balance"],
    }
