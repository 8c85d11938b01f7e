"""The built-in functions of the language (DMN 1.4 and 1.5, 10.3.4), by name."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel.builtins import (
    contexts,
    conversion,
    intervals,
    lists,
    numeric,
    ordering,
    statistics,
    temporal,
    text,
)
from workflows.feel.builtins.define import REGISTRY, Builtin

__all__ = [
    "BUILTINS",
    "contexts",
    "conversion",
    "intervals",
    "lists",
    "numeric",
    "ordering",
    "statistics",
    "temporal",
    "text",
]

BUILTINS: Mapping[str, Builtin] = REGISTRY
