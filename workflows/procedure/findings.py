"""The list that a reader of one file fills with what it refuses, so that a designer sees every problem at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.procedure.model import Problem, Severity
from workflows.procedure.sentences import problem
from workflows.procedure.stored import was_accepted

MAX_PROBLEMS = 200


@dataclass
class Findings:
    """Problems found so far in `file`; at most MAX_PROBLEMS are kept, more help nobody."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    is_stored: bool = False  # of a stored version: words that were accepted once are passed over

    def add(self, code: str, element: str | None = None, line: int | None = None, **values: object) -> None:
        """Note an error; `values` fill its sentence."""
        if self.is_stored and was_accepted(code, values):
            return
        self._keep(problem(code, self.file, element, line=line, values=values))

    def warn(self, code: str, element: str | None = None, line: int | None = None, **values: object) -> None:
        """Note a warning; `values` fill its sentence."""
        self._keep(problem(code, self.file, element, line=line, severity=Severity.WARNING, values=values))

    def _keep(self, found: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(found)
