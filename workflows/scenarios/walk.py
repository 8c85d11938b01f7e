"""A scenario as it went, step by step: after each where the case stood on its diagram, and which variables had changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from workflows.casework.cases import Progress
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case
from workflows.scenarios.expect import written
from workflows.scenarios.reached import progress_through
from workflows.store import UnitOfWork

LONGEST_VALUE = 500
"""Characters of a value; what is longer is a list of a whole round, which nobody reads step by step."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The case after one step; 0 is the start. `file` is the scenario that the step stands in, `at` when it was.

    `standing` are the elements of its own diagram on which it stands; `done` and `flows` those that the step came through for the
    first time. `changed` are the variables that have another value than before, as they are written; None: it is gone.
    """

    file: str
    step: int
    at: datetime
    standing: Sequence[str]
    done: Sequence[str]
    flows: Sequence[str]
    changed: Mapping[str, str | None]


@dataclass
class Walk:
    """The moments of one case, taken while it is played."""

    moments: list[Moment] = field(default_factory=list)
    _been: Progress = field(default_factory=Progress)
    _known: dict[str, str] = field(default_factory=dict)

    def kept(self) -> list[Any]:
        """The moments as they are kept."""
        return [{**asdict(each), "at": each.at.isoformat()} for each in self.moments]

    def take(self, work: UnitOfWork, case_id: uuid.UUID, file: str, step: int) -> None:
        """Take down how the case stands after a step."""
        case = work.session.get_one(Case, case_id)
        run = open_case(work, case, None, is_peek=True).run
        standing = dict.fromkeys(
            token.element.id for token in run.standing if case.is_open and token.process_id == case.process_id
        )
        been = progress_through(work, case_id).get(case.process_id, Progress())
        now = {name: _cut(value) for name, value in run.variables.items()}
        gone = {name: None for name in self._known if name not in now}
        changed = {name: value for name, value in now.items() if self._known.get(name) != value}
        self.moments.append(
            Moment(
                file=file,
                step=step,
                at=work.now,
                standing=list(standing),
                done=sorted(been.done - self._been.done),
                flows=sorted(been.flows - self._been.flows),
                changed={**changed, **gone},
            )
        )
        self._been, self._known = been, now


def _cut(value: Any) -> str:
    text = written(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
