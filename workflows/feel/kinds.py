"""What types, functions and comparisons are to one another, so that each can be read without the others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Protocol


class Meter(Protocol):
    """What pays for the elements of large values that are compared."""

    def charge(self, steps: int) -> None:
        """Count so many steps; raises FeelLimitError beyond the bound."""


class FeelType(ABC):
    """A type; `str()` writes it as the language does."""

    @abstractmethod
    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        """Whether a value that is not null belongs to the type; `meter` pays for the elements that are looked at."""

    @abstractmethod
    def conforms_to(self, other: FeelType) -> bool:
        """Whether every value of this type belongs to `other` (DMN 1.4, 10.3.2.9.2)."""


class Callee:
    """A value that can be called from an expression; what it offers is in functions.py."""

    __slots__ = ()
