"""Sentences of the checks: a procedure that reads well but cannot be carried out as drawn."""

from __future__ import annotations

from typing import Final

CHECK_SENTENCES: Final[dict[str, tuple[str, str]]] = {}
