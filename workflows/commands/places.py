"""Where a problem of a procedure folder is, as editors and terminals take it."""

from __future__ import annotations

from pathlib import Path

from workflows.procedure.model import Problem


def place_of(folder: Path, found: Problem) -> str:
    """`path:line element` of a problem; the line and the element where they are known. `folder` may be a lone diagram."""
    base = folder.parent if folder.is_file() else folder
    line = f":{found.line}" if found.line else ""
    inside = found.file if found.file != folder.name or folder.is_file() else ""
    element = f" {found.element}" if found.element else ""
    return f"{base / inside if inside else base}{line}{element}"
