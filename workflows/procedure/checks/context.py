"""What every check is given: the procedure, what is known around it, and where to put findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.dmn.model import Model
from workflows.feel.outline_calls import Functions
from workflows.procedure.model import Element, ElementType, Lane, Problem, Procedure, Scope, SequenceFlow, Severity
from workflows.procedure.sentences import problem
from workflows.procedure.signatures import SettingWords, SheetWords, Signature

ACTIVITY_TYPES = frozenset(
    {
        ElementType.USER_TASK,
        ElementType.MANUAL_TASK,
        ElementType.TASK,
        ElementType.SERVICE_TASK,
        ElementType.SEND_TASK,
        ElementType.RECEIVE_TASK,
        ElementType.SCRIPT_TASK,
        ElementType.BUSINESS_RULE_TASK,
        ElementType.CALL_ACTIVITY,
        ElementType.SUB_PROCESS,
    }
)


@dataclass
class Checking:
    """One run of the checks over one procedure."""

    procedure: Procedure
    posts: Collection[str] | None
    operations: Mapping[str, Signature] | None
    called: Mapping[str, Procedure] | None
    functions: Functions | None = None
    people: Collection[str] | None = None
    notices: Collection[str] | None = None
    units: Collection[str] | None = None
    now: datetime | None = None
    settings: Mapping[str, SettingWords] | None = None
    world_words: Mapping[str, Collection[str]] | None = None
    sheets: Mapping[str, SheetWords] | None = None
    problems: list[Problem] = field(default_factory=list)
    meant: set[tuple[str, str]] = field(
        default_factory=set
    )  # element and input, where another name of it was told already
    models: dict[str, Model] = field(default_factory=dict)  # of every decision that could be read, by its id
    decision_inputs: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of every decision that could be read
    known: object | None = None  # what `known_of` worked out

    @property
    def file(self) -> str:
        """The name of the diagram's file."""
        return f"{self.procedure.process_id}.bpmn"

    @property
    def letters(self) -> frozenset[str] | None:
        """The letters that a case may hold: of this procedure and of those beside it; None where nobody knows these."""
        if self.called is None:
            return None
        return frozenset(letter for each in (self.procedure, *self.called.values()) for letter in each.letters)

    def scopes(self) -> Iterator[tuple[Scope, Element | None]]:
        """The process and every sub-process with its element, outermost first."""
        yield self.procedure.process, None
        for element in self.procedure.elements.values():
            if element.body is not None:
                yield element.body, element

    def flows(self) -> Iterator[SequenceFlow]:
        """Every sequence flow of every scope."""
        for scope, _ in self.scopes():
            yield from scope.flows.values()

    def error(self, code: str, at: Element | SequenceFlow | Lane | str | None, **values: object) -> None:
        """Note an error at an element, a flow or an id of the diagram."""
        self._add(code, at, Severity.ERROR, values)

    def warn(self, code: str, at: Element | SequenceFlow | Lane | str | None, **values: object) -> None:
        """Note a warning at an element, a flow or an id of the diagram."""
        self._add(code, at, Severity.WARNING, values)

    def in_file(
        self,
        code: str,
        file: str,
        element: str | None = None,
        *,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Note a problem in another file of the folder."""
        filled = {"id": element, **(values or {})}
        self.problems.append(problem(code, file, element, line=line, severity=severity, values=filled))

    def _add(
        self,
        code: str,
        at: Element | SequenceFlow | Lane | str | None,
        severity: Severity,
        values: Mapping[str, object],
    ) -> None:
        identifier = at if isinstance(at, str) or at is None else at.id
        line = at.line or None if isinstance(at, Element | SequenceFlow | Lane) else None
        filled = {"id": identifier, **values}
        self.problems.append(problem(code, self.file, identifier, line=line, severity=severity, values=filled))

    def sorted(self) -> tuple[Problem, ...]:
        """The findings by file and line, errors before warnings on the same line."""
        order = {Severity.ERROR: 0, Severity.WARNING: 1}
        diagram = self.file
        return tuple(
            sorted(
                dict.fromkeys(self.problems),
                key=lambda found: (found.file != diagram, found.file, found.line or 0, order[found.severity]),
            )
        )
