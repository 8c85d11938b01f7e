"""What a decision model is once it has been read: requirements, boxed expressions and tables, as written; no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.dmn.errors import DmnProblem


class HitPolicy(StrEnum):
    """The hit policies of DMN 8.2.10; values are the words of the XML form."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    """The aggregators of the collect policy."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with the type it is declared to have."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A boxed expression; `type_ref` None means that any value is fine."""

    id: str | None = None
    line: int = 0
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralExpression(Expression):
    """A FEEL text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry:
    """One entry of a boxed context; the entry without a variable is its result."""

    variable: Variable | None
    expression: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Expression):
    """A boxed context; later entries see earlier ones."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExpression(Expression):
    """A boxed list."""

    items: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Expression):
    """A boxed relation: a list of contexts with the same entries."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A parameter of an invocation and what is passed for it."""

    parameter: Variable
    expression: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Expression):
    """A call of a function by parameter names."""

    function: Expression | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Expression):
    """A function; `kind` other than FEEL (Java, PMML) is refused."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Expression):
    """A boxed if, then, else."""

    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Expression):
    """A boxed filter of a collection by a condition on each item."""

    collection: Expression | None
    match: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Expression):
    """A boxed iterator; `kind` is for, some or every."""

    kind: str
    variable: str
    collection: Expression | None
    body: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A condition column: what is tested, and the values it may have. Its description is its label in English."""

    id: str | None
    label: str
    expression: str
    label_en: str = ""
    type_ref: str | None = None
    allowed: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A conclusion column. The order of `allowed` is the priority of its values; its description its English label."""

    id: str | None
    name: str | None
    label: str
    label_en: str = ""
    type_ref: str | None = None
    allowed: str | None = None
    default: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of a table; `number` counts from 1. An annotation that starts with `=` is FEEL."""

    id: str | None
    number: int
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotation: str = ""
    annotation_en: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Expression):
    """A decision table as written."""

    hit_policy: HitPolicy
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: another type narrowed, a structure of components, a function, or a list of one of these."""

    name: str
    type_ref: str | None = None
    components: tuple[ItemDefinition, ...] = ()
    allowed: str | None = None
    constraint: str | None = None
    is_collection: bool = False
    parameters: tuple[Variable, ...] | None = None
    result_type: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an element of this model (`namespace` None) or of an imported one."""

    id: str
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class InputData:
    """A value given from outside. Its description is its label in English."""

    id: str
    name: str
    label: str
    type_ref: str | None = None
    line: int = 0
    label_en: str = ""
    variable: str | None = None  # the name that its `variable` element has


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with what it requires."""

    id: str
    name: str
    label: str
    type_ref: str | None
    logic: Expression | None
    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    documentation: str = ""
    line: int = 0
    variable: str | None = None  # the name that its `variable` element has


@dataclass(frozen=True, slots=True)
class BusinessKnowledgeModel:
    """A function that decisions share."""

    id: str
    name: str
    type_ref: str | None
    logic: FunctionDefinition | None
    knowledge: tuple[Reference, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class DecisionService:
    """A part of the model that can be called as a function of its input data and input decisions, in that order."""

    id: str
    name: str
    type_ref: str | None
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """An imported model under its name, which is empty where its elements stand beside the importing model's own."""

    name: str
    model: Model


@dataclass(frozen=True, eq=False)
class Model:
    """A decision model.

    `notes` are findings of reading that do not keep the rest of the model from being used, such as a Java function.
    `memo` is where the evaluator keeps what it compiled from the model, for as long as the model lives.
    """

    file: str
    namespace: str
    name: str
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, BusinessKnowledgeModel]
    services: Mapping[str, DecisionService]
    items: Mapping[str, ItemDefinition]
    imports: tuple[Import, ...] = ()
    notes: tuple[DmnProblem, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, repr=False)

    def import_of(self, reference: Reference) -> Import | None:
        """The import that a reference points into; None for this model itself, and where no import has its namespace."""
        if reference.namespace is None or reference.namespace == self.namespace:
            return None
        return next((each for each in self.imports if each.model.namespace == reference.namespace), None)

    def owner(self, reference: Reference) -> Model | None:
        """The model that a reference points into; None where no import has its namespace."""
        if reference.namespace is None or reference.namespace == self.namespace:
            return self
        found = self.import_of(reference)
        return found.model if found is not None else None

    def name_of(self, id: str) -> str:
        """The name of the element with an id; the id where there is none."""
        parts: tuple[Mapping[str, InputData | Decision | BusinessKnowledgeModel | DecisionService], ...]
        parts = (self.inputs, self.decisions, self.knowledge, self.services)
        return next((part[id].name for part in parts if id in part), id)

    def required_inputs(self, decision_id: str) -> tuple[str, ...]:
        """Names of the input data that a decision needs, directly or through other decisions, in the order met.

        Raises KeyError where there is no such decision.
        """
        found: dict[str, None] = {}
        seen: set[tuple[str, str]] = set()

        def visit(model: Model, decision: Decision, prefix: str) -> None:
            if (prefix, decision.id) in seen:
                return
            seen.add((prefix, decision.id))
            for reference in decision.inputs:
                owner = model.owner(reference)
                if owner is not None and reference.id in owner.inputs:
                    found.setdefault(_qualified(model, reference, prefix) + owner.inputs[reference.id].name)
            for reference in decision.decisions:
                owner = model.owner(reference)
                if owner is not None and reference.id in owner.decisions:
                    visit(owner, owner.decisions[reference.id], _qualified(model, reference, prefix))

        visit(self, self.decisions[decision_id], "")
        return tuple(found)


def _qualified(model: Model, reference: Reference, prefix: str) -> str:
    found = model.import_of(reference)
    return f"{prefix}{found.name}." if found is not None and found.name else prefix
