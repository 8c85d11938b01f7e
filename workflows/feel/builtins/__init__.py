"""The built-in functions of the language (DMN 1.4 and 1.5, 10.3.4) and of Camunda's dialect, by name."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel.builtins import (
    camunda,
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
    "camunda",
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
