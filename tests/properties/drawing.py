"""A random model, the pieces it is drawn from, and the chances it is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.engine.models import (
    scope,
)
from workflows.procedure.model import Element, Procedure, Scope

Meaning = Callable[[Mapping[str, Any]], Any]


@dataclass(repr=False)
class Model:
    """A procedure, those it calls, what its texts mean, and the variables its gateways read."""

    procedure: Procedure
    called: tuple[Procedure, ...]
    meanings: dict[str, Meaning]
    choices: dict[str, int]  # variable -> number of ways; 2 for booleans
    flags: frozenset[str]
    loops: frozenset[str]

    def __repr__(self) -> str:
        return "\n".join(_lines(each.process, each.process_id) for each in (self.procedure, *self.called))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


def _lines(drawn: Scope, name: str) -> str:
    """A scope in a few lines, for reading a failing model."""
    lines = [f"{name}: " + "; ".join(f"{f.source}>{f.target}{f.condition or ''}" for f in drawn.flows.values())]
    for each in drawn.elements.values():
        if each.event is not None:
            timing = each.event.timer or each.event.name or each.event.type
            lines.append(f"  {each.id}: {timing} on {each.attached_to} interrupting={each.is_interrupting}")
        if each.multi_instance is not None:
            lines.append(f"  {each.id}: {each.multi_instance}")
        if each.body is not None:
            lines.append(_lines(each.body, f"  {each.id} in {name}"))
    return "\n".join(lines)


@dataclass
class Pieces:
    """Elements and flows of a scope while it is being drawn."""

    parts: list[Element] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    conditions: dict[str, str] = field(default_factory=dict)

    def join(self, *names: str) -> None:
        self.paths.append(" ".join(names))

    def scope(self, scope_id: str) -> Scope:
        return scope(scope_id, *self.parts, paths=";".join(self.paths), conditions=self.conditions)


Ends = tuple[str, str]


class Drawer:
    """Draws numbers, names and meanings; `draw` is hypothesis's, so that a failing model is shrunk."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.budget = self.number(4, 16)
        self.count = 0
        self.around_loops = 0
        # Several tokens may come here at once. An inclusive join then merges what belongs to different rounds, as it must, and a
        # parallel join around it would wait for ever: such models are unsound.
        self.is_doubled = False
        self.forks = 0  # parallel splits around the place being drawn: there each block must pass on exactly one token
        self.beside = 0  # branches beside the place being drawn that share its process's variables
        self.called: list[Procedure] = []
        self.meanings: dict[str, Meaning] = {}
        self.choices: dict[str, int] = {}
        self.flags: set[str] = set()
        self.loops: set[str] = set()

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def chance(self, one_in: int) -> bool:
        return self.number(1, one_in) == one_in

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def means(self, text: str, meaning: Meaning) -> str:
        self.meanings[text] = meaning
        return text

    def flag(self, name: str) -> str:
        self.choices[name] = 2
        self.flags.add(name)
        return self.means(f"= {name}", lambda v: v[name])

    def plus_one(self, name: str) -> str:
        return self.means(f"= {name} + 1", lambda v: v[name] + 1 if isinstance(v.get(name), int) else None)

    def value_of(self, name: str) -> str:
        return self.means(f"= {name}", lambda v: v.get(name))

    def outputs(self, host: str, source: str) -> dict[str, str]:
        """Output mappings: none, a chain over names of the host's own, or one that hides the name that it reads."""
        first = (f"a_{host}", source, None)[self.number(0, 2)]
        return {} if first is None else {first: self.plus_one(source), f"b_{host}": self.value_of(first)}
