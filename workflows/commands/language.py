"""In which of the two languages a command answers: the one asked for, else that of the terminal."""

from __future__ import annotations

import os


def language_of(asked: str | None) -> str:
    """`en` or `zh`: what `--language` says; without it LC_ALL or LANG decides."""
    return asked or ("zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en")
