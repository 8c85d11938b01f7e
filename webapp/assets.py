"""Addresses of built scripts and styles, with the digest of their content so that browsers may keep them for ever."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import url_for

BUILD = Path(__file__).parent / "static" / "build"


@lru_cache(maxsize=4)
def _digests(changed_at: float) -> dict[str, str]:
    found: dict[str, str] = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    return found


def asset(name: str) -> str:
    """The address of a built asset. Without a build the plain address is given: pages work without style and script."""
    manifest = BUILD / "manifest.json"
    if not manifest.is_file():
        return url_for("static", filename=f"build/{name}")
    return url_for("static", filename=f"build/{name}", v=_digests(manifest.stat().st_mtime).get(name))
