"""The list that a reader of one file fills with what it refuses, so that a designer sees every problem at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.procedure.model import Problem, Severity
from workflows.procedure.sentences import problem
from workflows.procedure.stored import was_accepted

MAX_PROBLEMS = 200


@dataclass
class Findings:
    """Problems found so far in `file`; of errors and of warnings at most MAX_PROBLEMS are kept, more help nobody."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    noted: set[str] = field(default_factory=set)  # marks of other tools that were told
    is_stored: bool = False  # of a stored version: words that were accepted once are passed over

    def add(self, code: str, element: str | None = None, line: int | None = None, **values: object) -> None:
        """Note an error; `values` fill its sentence."""
        if self.is_stored and was_accepted(code, values):
            return
        self._keep(problem(code, self.file, element, line=line, values=values))

    def warn(self, code: str, element: str | None = None, line: int | None = None, **values: object) -> None:
        """Note a warning; `values` fill its sentence."""
        self._keep(problem(code, self.file, element, line=line, severity=Severity.WARNING, values=values))

    def note(self, name: str, element: str | None, line: int) -> None:
        """Note another tool's mark, where it stands first in the file: a template leaves the same ones at every task."""
        if name not in self.noted:
            self.noted.add(name)
            self.warn("foreign_note", element, line, name=name)

    def _keep(self, found: Problem) -> None:
        # Warnings must not crowd out an error: a file whose errors are not kept would be accepted.
        if sum(each.severity is found.severity for each in self.problems) < MAX_PROBLEMS:
            self.problems.append(found)
