"""A table as boxes: what each rule surely and possibly admits in each column, over the values that the column may have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from workflows.dmn.axis import Axis
from workflows.dmn.boxes import Box, meet
from workflows.dmn.cells import Formula, constant, read_cell
from workflows.dmn.hit_policy import same
from workflows.dmn.model import DecisionTable, HitPolicy, InputClause
from workflows.dmn.unit import Unit
from workflows.feel.kinds import FeelType
from workflows.feel.types import ConstrainedType, SimpleType


class Region:
    """The geometry of one table."""

    def __init__(self, unit: Unit, table: DecisionTable, decision: str) -> None:
        self._unit = unit
        self._table = table
        self._decision = decision
        self.types = tuple(self._type(clause) for clause in table.inputs)
        self.allowed = tuple(self._allowed(clause, of) for clause, of in zip(table.inputs, self.types, strict=True))
        self.formulas = tuple(tuple(read_cell(text, unit.entry_names) for text in rule.tests) for rule in table.rules)
        self.axes = tuple(self._axis(column) for column in range(len(table.inputs)))
        self.domain: Box = tuple(
            axis.values_mask if allowed is None else axis.mask(allowed)[0] & axis.values_mask
            for axis, allowed in zip(self.axes, self.allowed, strict=True)
        )
        self._wide: Box = tuple(own | axis.null for own, axis in zip(self.domain, self.axes, strict=True))
        masks = [[axis.mask(each) for axis, each in zip(self.axes, row, strict=True)] for row in self.formulas]
        self.surely: tuple[Box, ...] = tuple(self._clip(one for one, _ in row) for row in masks)
        """What each rule admits whatever its uncertain cells mean."""
        self.possibly: tuple[Box, ...] = tuple(self._clip(one | _doubt(other) for one, other in row) for row in masks)
        """What each rule may admit."""
        self.doubtful = tuple(i for i, row in enumerate(masks) if any(_doubt(unknown) for _, unknown in row))
        """Indexes of rules with a cell that depends on more than constants."""

    def _type(self, clause: InputClause) -> FeelType | None:
        """The type of a column: the declared one, or that of the variable it reads where that one is narrower."""
        declared = self._unit.types.of(clause.type_ref) if clause.type_ref else None
        own = self._unit.model.decisions.get(self._decision)
        for reference in own.inputs if own is not None else ():
            owner = self._unit.model.owner(reference)
            data = owner.inputs.get(reference.id) if owner is self._unit.model and owner is not None else None
            if data is not None and data.name == clause.expression.strip() and data.type_ref:
                found = self._unit.types.of(data.type_ref)
                return found if isinstance(found, ConstrainedType) or declared is None else declared
        return declared

    def _allowed(self, clause: InputClause, of_type: FeelType | None) -> Formula | None:
        if clause.allowed is not None:
            return read_cell(clause.allowed, self._unit.entry_names)
        item = self._unit.model.items.get(of_type.name) if isinstance(of_type, ConstrainedType) else None
        return read_cell(item.allowed, self._unit.entry_names) if item is not None and item.allowed else None

    def _axis(self, column: int) -> Axis:
        allowed = self.allowed[column]
        formulas = [row[column] for row in self.formulas] + ([allowed] if allowed is not None else [])
        return Axis(formulas, self.kind(column))

    def kind(self, column: int) -> str | None:
        """The kind of values of a column where it is declared; times are told apart by their cells only."""
        of_type = self.types[column]
        if isinstance(of_type, ConstrainedType):
            of_type = of_type.base
        if not isinstance(of_type, SimpleType) or of_type.name in ("time", "date and time"):
            return None
        return of_type.name

    def _clip(self, masks: Iterable[int]) -> Box:
        return tuple(mask & wide for mask, wide in zip(masks, self._wide, strict=True))

    def impossible_column(self, index: int) -> int | None:
        """The first column in which a rule admits nothing that the column may have."""
        return next((column for column, mask in enumerate(self.possibly[index]) if not mask), None)

    def shared(self, one: int, other: int) -> Box | None:
        """Where two rules surely hold at once; a cell written alike in both holds in both or in neither."""
        found = []
        for column, (a, b) in enumerate(zip(self.surely[one], self.surely[other], strict=True)):
            texts = self._table.rules[one].tests[column], self._table.rules[other].tests[column]
            is_same = texts[0] == texts[1] and self.impossible_column(one) is None
            found.append(self.possibly[one][column] if is_same else a & b)
        box = tuple(found)
        return box if all(box) and meet(box, box) else None

    def disagree(self, one: int, other: int) -> bool:
        """Whether two rules surely have different outputs; outputs that depend on more than constants are not judged."""
        pairs = zip(self._table.rules[one].outputs, self._table.rules[other].outputs, strict=True)
        for a, b in pairs:
            (first, is_first), (second, is_second) = constant(a or "null"), constant(b or "null")
            if is_first and is_second and not same(first, second):
                return True
        return False

    def decided_before(self, index: int) -> tuple[int, ...]:
        """Indexes of the rules that win over a rule wherever both hold."""
        if self._table.hit_policy is HitPolicy.FIRST:
            return tuple(range(index))
        own = self._ranks[index]
        if own is None:
            return ()
        return tuple(i for i, rank in enumerate(self._ranks) if rank is not None and rank < own)

    @cached_property
    def _ranks(self) -> tuple[tuple[int, ...] | None, ...]:
        """The priority of each rule's outputs, lowest first; None where they are not constants."""
        lists = [constant(f"[{each.allowed}]")[0] if each.allowed else [] for each in self._table.outputs]
        found: list[tuple[int, ...] | None] = []
        for rule in self._table.rules:
            ranks: list[int] = []
            for text, priorities in zip(rule.outputs, lists, strict=True):
                value, is_constant = constant(text or "null")
                if is_constant and isinstance(priorities, list):
                    ranks.append(next((i for i, each in enumerate(priorities) if same(value, each)), len(priorities)))
            found.append(tuple(ranks) if len(ranks) == len(lists) else None)
        return tuple(found)

    def has_whole_numbers(self, box: Box) -> bool:
        """Whether every column of numbers admits a whole one."""
        return all(axis.has_whole_number(mask) for axis, mask in zip(self.axes, box, strict=True))

    def describes(self, box: Box, locale: str) -> str:
        """A box in words: the columns that it narrows, with the values."""
        told = []
        for clause, axis, mask, wide in zip(self._table.inputs, self.axes, box, self._wide, strict=True):
            values = mask & axis.values_mask
            if values != wide & axis.values_mask or not values:
                told.append(f"{clause.label} {axis.shows(mask, locale)}")
        if locale.startswith("zh"):
            return "，".join(told) or "任意值"
        return ", ".join(told) or "any values"


def _doubt(unknown: int) -> int:
    """Not knowing about null alone is no doubt: a comparison with null does not hold."""
    return unknown if unknown.bit_count() > 1 else 0
