"""One type carries a sentence in two languages, and it alone picks the language of its reader."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
TYPE = ROOT / "workflows" / "sentence.py"
# The columns of an incident, one for each language.
COLUMNS = {
    "workflows/casework/models/case.py",
    "workflows/casework/incidents.py",
    "workflows/casework/incident_values.py",
}


def test_no_other_class_chooses_between_two_languages() -> None:
    found = []
    for path in (*ROOT.glob("workflows/**/*.py"), *ROOT.glob("webapp/**/*.py")):
        name = str(path.relative_to(ROOT))
        if path == TYPE or "migrations" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in ("in_language", "message"):
                found.append(f"{name}:{node.lineno} {node.name}")
            named = getattr(node, "attr", None) or getattr(node, "arg", None) or getattr(node, "id", None)
            if named in ("message_en", "message_zh") and name not in COLUMNS:
                found.append(f"{name}:{node.lineno} {named}")
    assert not found, "carry a Sentence instead: " + ", ".join(found)
