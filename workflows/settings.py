"""Settings from the environment; secrets come from nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The database: DATABASE_URL, or an SQLite file under var/ beside the code."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return url
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'gatepost.sqlite'}"


def procedures_folder() -> Path:
    """The designers' room: one folder per procedure. GATEPOST_PROCEDURES names another."""
    return Path(os.environ.get("GATEPOST_PROCEDURES", ROOT / "bpmn"))
