"""One evaluation while it goes on: its variables, its budget and the diagnoses it notes."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from typing import Any, Protocol

from workflows.feel.errors import Diagnosis, FeelLimitError, position
from workflows.feel.foreign import adopt
from workflows.feel.limits import Limits

Locals = tuple[Mapping[str, Any], "Locals | None"]
"""Variables bound inside an expression: the innermost ones and those around them."""

_CHECK_EVERY = 2_000


class Surroundings(Protocol):
    """What an evaluation asks of its environment, which is in environment.py."""

    @property
    def functions(self) -> Mapping[str, Any]:
        """Functions beside the built-in ones."""

    @property
    def types(self) -> Mapping[str, Any]:
        """Named types."""

    @property
    def limits(self) -> Limits:
        """The bounds."""

    def current(self) -> datetime.datetime:
        """What now() answers."""


class Evaluation:
    """The state that the compiled parts of an expression share; `values` are the variables of the outermost scope."""

    __slots__ = (
        "calls",
        "deadline",
        "diagnoses",
        "environment",
        "limits",
        "locals",
        "next_check",
        "source",
        "steps",
        "values",
    )

    def __init__(
        self,
        values: Mapping[str, Any],
        environment: Surroundings,
        source: str,
        diagnoses: list[Diagnosis] | None = None,
    ) -> None:
        self.values = values
        self.environment = environment
        self.limits = environment.limits
        self.source = source
        self.diagnoses = diagnoses
        self.locals: Locals | None = None
        self.steps = 0
        self.calls = 0
        self.next_check = 0
        self.deadline = 0.0

    def note(self, code: str, offset: int, **params: Any) -> None:
        """Keep a diagnosis for a null; without a collector this costs nothing."""
        if self.diagnoses is not None and len(self.diagnoses) < 100:
            line, column = position(self.source, offset) if offset >= 0 else (0, 0)
            self.diagnoses.append(Diagnosis(code, line, column, params))

    def charge(self, steps: int) -> None:
        """Count work that grows with data; raises FeelLimitError beyond the steps or the time of the limits."""
        self.steps += steps
        if self.steps < self.next_check:
            return
        if self.steps > self.limits.steps:
            raise FeelLimitError("limit.steps", source=self.source, limit=self.limits.steps)
        # Processor time of this thread: what other work of the machine takes is not held against the expression.
        now = time.thread_time()
        if not self.deadline:
            self.deadline = now + self.limits.seconds
        elif now > self.deadline:
            raise FeelLimitError("limit.time", source=self.source, limit=self.limits.seconds)
        self.next_check = min(self.steps + _CHECK_EVERY, self.limits.steps)

    def check_list(self, length: int) -> None:
        """Pay for a list of so many elements; raises FeelLimitError where it would be longer than lists may be."""
        if length > self.limits.elements:
            raise FeelLimitError("limit.list", source=self.source, limit=self.limits.elements)
        self.charge(length)

    def hand_out(self, value: Any) -> Any:
        """Return the result of an evaluation, refused where it would be too large once it is written out.

        Lists that hold one list many times take little room until something copies or prints them.
        """
        value = adopt(value)
        if not isinstance(value, (list, Mapping)):
            return value
        parts, open_values = 0, [value]
        while open_values:
            holder = open_values.pop()
            elements = holder if isinstance(holder, list) else holder.values()
            parts += len(elements)
            if parts > self.limits.parts:
                raise FeelLimitError("limit.parts", source=self.source, limit=self.limits.parts)
            open_values.extend(each for each in elements if isinstance(each, (list, dict)))
        return value

    def check_text(self, length: int) -> None:
        """Pay for a text of so many characters; raises FeelLimitError where it would be longer than texts may be."""
        if length > self.limits.characters:
            raise FeelLimitError("limit.text", source=self.source, limit=self.limits.characters)
        self.charge(length // 64)
