"""What every function value of the language offers, whoever wrote it; the built-in ones are in builtins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.feel.evaluation import Evaluation
from workflows.feel.kinds import Callee, FeelType


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; `type` None accepts anything, `is_optional` may be left out, `is_nullable` takes null."""

    name: str
    type: FeelType | None = None
    is_optional: bool = False
    is_nullable: bool = True


class Function(Callee, ABC):
    """A value that can be called from an expression."""

    __slots__ = ("name", "parameters", "result")

    name: str
    parameters: tuple[Parameter, ...]
    result: FeelType | None

    @abstractmethod
    def invoke(self, run: Evaluation, arguments: Sequence[Any], offset: int = -1) -> Any:
        """Call with arguments by position; gives null and notes a diagnosis where they do not fit."""

    @abstractmethod
    def invoke_named(self, run: Evaluation, arguments: Mapping[str, Any], offset: int = -1) -> Any:
        """Call with arguments by parameter name; gives null and notes a diagnosis where they do not fit."""
