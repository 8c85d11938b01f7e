"""What the scenarios of a procedure have been through: elements, flows, and the rules of its decision tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from workflows.casework.cases import Progress
from workflows.casework.models import Task, TaskStatus
from workflows.dmn import read_model
from workflows.dmn.model import DecisionTable, Model
from workflows.dmn.walk import parts
from workflows.procedure.model import Procedure
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Covered:
    """All parts of one kind of a procedure, in their order, and those that no scenario came through."""

    names: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many were come through."""
        return len(self.names) - len(self.missing)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was come through of one procedure. A rule is named by its decision and its number: `recall_grounds#3`."""

    elements: Covered
    flows: Covered
    rules: Covered

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that no scenario came through."""
        return (*self.elements.missing, *self.flows.missing, *self.rules.missing)


def coverage_of(procedure: Procedure, reached: Iterable[Progress], rules_hit: Iterable[str]) -> Coverage:
    """The coverage of a procedure by what single cases came through."""
    done: set[str] = set()
    taken: set[str] = set()
    for progress in reached:
        done |= progress.done | progress.active
        taken |= progress.flows
    scopes = [procedure.process, *(e.body for e in procedure.elements.values() if e.body is not None)]
    flows = [flow for scope in scopes for flow in scope.flows]
    return Coverage(
        _covered(procedure.elements, done), _covered(flows, taken), _covered(rules_of(procedure), set(rules_hit))
    )


def open_elements(work: UnitOfWork, cases: Select[uuid.UUID]) -> frozenset[str]:
    """The elements of the tasks that are open in these cases."""
    is_open = (Task.case_id.in_(cases), Task.status == TaskStatus.OPEN)
    return frozenset(work.session.scalars(select(Task.element_id).where(*is_open)))


def _covered(names: Iterable[str], reached: set[str]) -> Covered:
    known = tuple(names)
    return Covered(known, tuple(name for name in known if name not in reached))


def rules_of(procedure: Procedure) -> tuple[str, ...]:
    """The rules of every decision table of a procedure, in their order."""
    files = {name: data for name, data in procedure.files.items() if name.endswith(".dmn")}
    found: list[str] = []
    for name, data in sorted(files.items()):
        model = read_model(data, name, imports={other: files[other] for other in files if other != name})
        found.extend(_rules(model))
    return tuple(dict.fromkeys(found))


def _rules(model: Model) -> Iterator[str]:
    for decision in model.decisions.values():
        for table in parts(decision.logic):
            if isinstance(table, DecisionTable):
                yield from (rule_name(decision.id, rule.number) for rule in table.rules)


def rule_name(decision: str, number: int) -> str:
    """What the rule of this number of a decision is called in a coverage."""
    return f"{decision}#{number}"


def rules_hit(explanation: Mapping[str, Any]) -> Iterator[str]:
    """The rules that hit in an explained decision and in those that it required."""
    for table in (explanation, *explanation.get("tables", ())):
        hit = (rule["number"] for rule in table.get("rules", ()) if rule["hit"])
        yield from (rule_name(explanation["decision"], number) for number in hit)
    for required in explanation.get("required", ()):
        yield from rules_hit(required)
