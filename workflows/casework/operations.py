"""The registry of operations: what service and send tasks of a diagram may call, by the name `room.verb`."""

from __future__ import annotations

import dataclasses
import inspect
import typing
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from workflows import feel
from workflows.casework.errors import WrongValue
from workflows.casework.inputs_of_before import with_inputs_of_before
from workflows.casework.models import Case
from workflows.casework.operation_values import Kind, Mismatch, kind_of, shape_of
from workflows.engine import BpmnError, Unfinished
from workflows.feel.shapes import Shape
from workflows.people import Actor
from workflows.procedure.model import Element
from workflows.procedure.signatures import Header, Input, Signature
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

__all__ = [
    "BpmnError",
    "Operation",
    "OperationCall",
    "Source",
    "Unfinished",
    "declared",
    "operation",
    "operation_named",
    "registered_operations",
]


class Source(Enum):
    """Where the house takes a field of an operation's dataclass from, in `Annotated`; a bare type is a variable."""

    HEADER = "a header of the task"
    HEADER_OR_INPUT = "a variable, or a header where there is none"
    EVERYTHING = "all that the task sees, for the places of the letter or notice that it names"


class Names(Enum):
    """What a field of an operation's dataclass names, in `Annotated`, so that the check can look it up."""

    POST = "a post, `post` or `post@UNIT`"
    LETTER = "a letter of the procedure"
    NOTICE = "a notice of the procedure"
    LEDGER = "a ledger of the procedure"


@dataclass(frozen=True, slots=True)
class OperationCall:
    """What an operation is given beside its dataclass: its transaction, the case, and the element that calls it.

    `actor` is who caused the step, None for timers. `steps` are the elements that the operation says it looks up, `clocks` the
    clocks that it says it measures, `settings` the settings that it says it reads, `letters` and `notices` those that it says it
    writes, with the names of their fields. `environment` is that of expressions at this step.
    """

    work: UnitOfWork
    case: Case
    element: Element
    process_id: str
    token_id: uuid.UUID
    actor: Actor | None
    steps: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    setting_value: Callable[[str], Any] | None = None
    scheme_value: Callable[[str], Any] | None = None
    fix_settings: Callable[[], str | None] | None = None
    letters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    environment: feel.Environment | None = None

    def letter(self, letter_id: str, fields: Collection[str]) -> str:
        """A letter that the operation issues with these fields. Raises ValueError where its declaration says otherwise."""
        return self._declared("letter", self.letters, letter_id, fields)

    def notice(self, notice_id: str, fields: Collection[str]) -> str:
        """A notice that the operation sends with these fields. Raises ValueError where its declaration says otherwise."""
        return self._declared("notice", self.notices, notice_id, fields)

    def _declared(self, what: str, known: Mapping[str, frozenset[str]], paper_id: str, fields: Collection[str]) -> str:
        declared_fields = known.get(paper_id)
        if declared_fields is None:
            raise ValueError(f"{self.element.operation} does not declare the {what} {paper_id}.")
        if declared_fields != frozenset(fields):
            odd = ", ".join(sorted(declared_fields ^ frozenset(fields)))
            raise ValueError(f"{self.element.operation} declares other fields of the {what} {paper_id}: {odd}.")
        return paper_id

    def setting(self, key: str) -> Any:
        """The value of a setting as the case keeps it. Raises ValueError for one that the declaration does not name."""
        if key not in self.settings or self.setting_value is None:
            raise ValueError(f"{self.element.operation} does not declare the setting {key}.")
        return self.setting_value(key)

    def lines(self, key: str) -> list[Mapping[str, Any]]:
        """The lines of the scheme that a setting names, as the case keeps it. Raises ValueError likewise."""
        if key not in self.settings or self.scheme_value is None:
            raise ValueError(f"{self.element.operation} does not declare the setting {key}.")
        found: list[Mapping[str, Any]] = feel.to_json(self.scheme_value(key))["lines"]
        return found

    def step(self, element_id: str) -> str:
        """An element whose answers the operation looks up. Raises ValueError for one that its declaration does not name."""
        if element_id not in self.steps:
            raise ValueError(f"{self.element.operation} does not declare the step {element_id}.")
        return element_id

    def clock(self, name: str) -> str:
        """A clock that the operation measures. Raises ValueError for one that its declaration does not name."""
        if name not in self.clocks:
            raise ValueError(f"{self.element.operation} does not declare the clock {name}.")
        return name


Results = Mapping[str, object]
Function = TypeVar("Function", bound=Callable[..., Results | Unfinished | None])


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: Kind
    source: Source | None
    names: Names | None
    default: Any  # dataclasses.MISSING where it has none

    def read(self, signature: Signature, element: Element, variables: Results, headers: Mapping[str, str]) -> Any:
        """The value of this call. Raises WrongValue, which names operation, input and expected type, never the value."""
        if self.source is Source.EVERYTHING:
            return variables
        value: Any = None
        if self.source is not Source.HEADER:
            value = variables.get(self.name)
        if value is None and self.source is not None:
            value = headers.get(self.name)
        if value is None:
            if self.default is not dataclasses.MISSING:
                return self.default
            if self.kind.is_nullable:
                return None
        try:
            return self.kind.read(value)
        except Mismatch as error:
            place = f"{self.name}{error.path}"
            is_there = "is something else" if value is not None else "is missing"
            is_there_zh = "类型不符" if value is not None else "缺失"
            raise WrongValue(
                element.id,
                f"Step {element.id}: the operation {signature.name} reads {place}, {error.expected.en}, but it {is_there}. "
                "Have the variable corrected, then retry.",
                f"步骤 {element.id}：操作 {signature.name} 读取的 {place} 应为{error.expected.zh}，但{is_there_zh}。"
                "请更正变量后重试。",
            ) from None


@dataclass(frozen=True, slots=True)
class Operation:
    """A declared operation: its signature, and the function that carries it out."""

    signature: Signature
    function: Callable[..., Results | Unfinished | None]
    given: type[Any] | None
    fields: tuple[_Field, ...]

    def perform(
        self, call: OperationCall, variables: Results, headers: Mapping[str, str]
    ) -> Results | Unfinished | None:
        """Build the dataclass from what the task sees and carry the operation out, or a piece of it.

        Raises WrongValue where an input does not fit, and BpmnError only with a code that the operation declares. A result or an
        error that it does not declare is a mistake of the program: ValueError.
        """
        signature = self.signature
        call = dataclasses.replace(
            call,
            steps=signature.steps,
            clocks=signature.clocks,
            settings=signature.settings,
            letters={letter_id: frozenset(fields) for letter_id, fields in signature.letters.items()},
            notices={notice_id: frozenset(fields) for notice_id, fields in signature.notices.items()},
        )
        variables = with_inputs_of_before(signature.name, variables, call.environment)
        arguments = []
        if self.given is not None:
            values = {each.name: each.read(signature, call.element, variables, headers) for each in self.fields}
            arguments.append(self.given(**values))
        try:
            results = self.function(call, *arguments)
        except BpmnError as error:
            if error.code not in signature.errors or set(error.variables) - set(signature.errors[error.code]):
                raise ValueError(f"{signature.name} throws {error.code}, which it does not declare so.") from error
            raise
        if isinstance(results, Unfinished):
            return results
        undeclared = set(results or ()) - set(signature.writes)
        if undeclared:
            raise ValueError(f"{signature.name} writes {', '.join(sorted(undeclared))}, which it does not declare.")
        return results


_operations: dict[str, Operation] = {}
_names_of_before: dict[str, str] = {}  # by which versions that are stored already call what has another name now


def operation(
    name: str,
    says: Sentence,
    *,
    throws: Mapping[str, Sequence[str]] | None = None,
    steps: Sequence[str] = (),
    clocks: Sequence[str] = (),
    settings: Sequence[str] = (),
    letters: Mapping[str, type[Any]] | None = None,
    notices: Mapping[str, type[Any]] | None = None,
    was: Sequence[str] = (),
) -> Callable[[Function], Function]:
    """Register a function as the operation `room.verb`; `says` is one sentence for designers. Raises ValueError for a name taken.

    Its second parameter is a dataclass: what it reads. A field without a default must be given by the diagram, one that may be
    None may be unanswered; `Annotated[…, Source.HEADER]` comes from the task's headers. What it returns, a TypedDict, becomes
    variables of the case. `throws` are the BPMN errors that it may throw, each with the variables that come with it; any other
    exception is an incident. What would keep SQLite's one writer for long it does in pieces: while some is left it returns
    Unfinished, and the worker asks it again, each time in a transaction of its own, in which `actor` is nobody; what is done
    already it must find in its rows. `steps` are the elements whose latest answers it looks up, `clocks` the clocks that it
    measures by their names, `settings` the settings that it reads.
    `letters` are the letters that it issues and `notices` the notices that it sends, each with a TypedDict of the fields that it
    gives them. `was` are names of before: stored versions go on calling it by them, files that are checked do not.
    """

    def register(function: Function) -> Function:
        if name in _operations:
            raise ValueError(f"Two operations are named {name}: rename one.")
        _operations[name] = declared(
            name,
            says,
            function,
            throws=throws,
            steps=steps,
            clocks=clocks,
            settings=settings,
            letters=letters,
            notices=notices,
        )
        _names_of_before.update(dict.fromkeys(was, name))
        return function

    return register


def declared(
    name: str,
    says: Sentence,
    function: Callable[..., Results | Unfinished | None],
    *,
    throws: Mapping[str, Sequence[str]] | None = None,
    steps: Sequence[str] = (),
    clocks: Sequence[str] = (),
    settings: Sequence[str] = (),
    letters: Mapping[str, type[Any]] | None = None,
    notices: Mapping[str, type[Any]] | None = None,
) -> Operation:
    """The operation that a function is, by its annotations; not registered. Raises TypeError where they say nothing."""
    hints = typing.get_type_hints(function, include_extras=True)
    _, *others = inspect.signature(function).parameters
    given = hints[others[0]] if others else None
    fields = tuple(_fields(given)) if given is not None else ()
    written = [
        part
        for part in (typing.get_args(hints["return"]) or (hints["return"],))
        if part not in (type(None), Unfinished)
    ]
    if len(written) > 1 or any(not typing.is_typeddict(part) for part in written):
        raise TypeError(f"{name} must return a TypedDict or None.")
    signature = Signature(
        name=name,
        says=says,
        inputs=tuple(
            Input(each.name, each.kind.expected, each.default is dataclasses.MISSING, each.kind.shape)
            for each in fields
            if each.source is None
        ),
        headers=tuple(
            Header(
                each.name,
                each.default is dataclasses.MISSING and not each.kind.is_nullable,
                each.kind.allowed,
                each.source is Source.HEADER_OR_INPUT,
                each.names is Names.POST,
                each.kind.shape,
                each.kind.expected,
                each.names is Names.LETTER,
                each.names is Names.NOTICE,
                each.names is Names.LEDGER,
            )
            for each in fields
            if each.source in (Source.HEADER, Source.HEADER_OR_INPUT)
        ),
        writes=tuple(key for part in written for key in part.__annotations__),
        errors={code: tuple(variables) for code, variables in (throws or {}).items()},
        steps=tuple(steps),
        clocks=tuple(clocks),
        shapes={name: shape_of(hint) for part in written for name, hint in typing.get_type_hints(part).items()},
        settings=tuple(settings),
        letters={letter_id: _fields_of(given) for letter_id, given in (letters or {}).items()},
        notices={notice_id: _fields_of(given) for notice_id, given in (notices or {}).items()},
        reads_all=any(each.source is Source.EVERYTHING for each in fields),
    )
    return Operation(signature, function, given, fields)


def _fields_of(paper: type[Any]) -> dict[str, Shape]:
    """What the fields of a letter or a notice hold, as far as their annotations tell."""
    return {name: shape_of(hint) for name, hint in typing.get_type_hints(paper).items()}


def _fields(given: type[Any]) -> list[_Field]:
    hints = typing.get_type_hints(given, include_extras=True)
    found = []
    for each in dataclasses.fields(given):
        hint, *marks = (hints[each.name],)
        if typing.get_origin(hint) is typing.Annotated:
            hint, *marks = typing.get_args(hint)
        source = next((mark for mark in marks if isinstance(mark, Source)), None)
        default = each.default
        if each.default_factory is not dataclasses.MISSING:
            raise TypeError(f"{given.__name__}.{each.name}: a default is a constant; use None or a tuple.")
        names = next((mark for mark in marks if isinstance(mark, Names)), None)
        found.append(_Field(each.name, kind_of(hint), source, names, default))
    return found


def operation_named(name: str) -> Operation | None:
    """The operation of this name, or of this name of before; None where there is none."""
    return _operations.get(_names_of_before.get(name, name))


def registered_operations() -> Mapping[str, Signature]:
    """The signatures of all operations by name, sorted; the checks of diagrams ask it."""
    return {name: _operations[name].signature for name in sorted(_operations)}
