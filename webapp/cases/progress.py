"""Where a case is on its diagrams: what to colour, and the same as a list for reading aloud and without a script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.times import duration
from workflows.casework.cases import CaseFile
from workflows.casework.words import Happening
from workflows.procedure.model import ElementType

# What people do, what is decided and what is called; operations that run by themselves take no time worth reading.
_STEPS = frozenset(
    {
        ElementType.USER_TASK,
        ElementType.MANUAL_TASK,
        ElementType.RECEIVE_TASK,
        ElementType.BUSINESS_RULE_TASK,
        ElementType.CALL_ACTIVITY,
    }
)
_OF_PEOPLE = frozenset({ElementType.USER_TASK, ElementType.MANUAL_TASK, ElementType.RECEIVE_TASK})


@dataclass(slots=True)
class StepTimes:
    """When a step was under way, over all its rounds.

    Several at once (a step done for each of many, and the frame around them) are one round: time on the wall is counted once.
    """

    first_at: datetime
    last_at: datetime | None = None
    rounds: int = 0
    _open: int = 0
    _began_at: datetime | None = None
    _spent: timedelta = timedelta()

    def enter(self, moment: datetime) -> None:
        """One more is under way."""
        if not self._open:
            self.rounds += 1
            self._began_at = moment
        self._open += 1

    def leave(self, moment: datetime) -> None:
        """One is over; the round ends with the last."""
        self._open = max(self._open - 1, 0)
        self.last_at = moment
        if not self._open and self._began_at is not None:
            self._spent += moment - self._began_at
            self._began_at = None

    @property
    def is_open(self) -> bool:
        """True while one is under way."""
        return self._open > 0

    def spent(self, now: datetime) -> timedelta:
        """Time under the step; a round that is not over counts up to now."""
        return self._spent + (now - self._began_at if self._began_at is not None else timedelta())


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the list of steps."""

    name: str
    lane: str
    is_current: bool
    rounds: int
    first_at: datetime
    last_at: datetime | None
    spent: str


@dataclass(frozen=True, slots=True)
class DiagramView:
    """One procedure of the case: its steps so far, and what its diagram should colour."""

    process_id: str
    name: str
    steps: Sequence[StepView]
    is_current: bool  # a step of its own is under way, not only one of a procedure that it called
    marks: str  # JSON: active, done, flows, and the time spent by element


def diagrams(file: CaseFile, now: datetime, locale: str) -> list[DiagramView]:
    """The case's own diagram first, then those of the procedures it called so far."""
    order = sorted(file.progress, key=lambda process_id: process_id != file.case.process_id)
    times = _times(file)
    return [_diagram(file, process_id, times.get(process_id, {}), now, locale) for process_id in order]


def _times(file: CaseFile) -> dict[str, dict[str, StepTimes]]:
    found: dict[str, dict[str, StepTimes]] = {}
    for entry in file.history:
        for kind, process_id, element_id, _ in json.loads(entry.data).get("moved", []):
            steps = found.setdefault(process_id, {})
            if kind == Happening.ENTERED:
                steps.setdefault(element_id, StepTimes(entry.happened_at)).enter(entry.happened_at)
            elif kind in (Happening.COMPLETED, Happening.CANCELLED) and element_id in steps:
                steps[element_id].leave(entry.happened_at)
    return found


def _diagram(file: CaseFile, process_id: str, times: dict[str, StepTimes], now: datetime, locale: str) -> DiagramView:
    procedure, progress = file.procedures[process_id], file.progress[process_id]
    end = file.case.ended_at or now
    lanes = {lane.id: procedure.label(f"lane:{lane.id}", lane.name, locale) for lane in procedure.lanes}
    # A step that waits for a message, or for what it called, has no open task and is under way all the same.
    active = progress.active | {key for key, step in times.items() if step.is_open and file.case.is_open}
    steps, spent = [], {}
    for element_id, step in times.items():
        element = procedure.elements.get(element_id)
        if element is None or element.type not in _STEPS:
            continue
        time = duration(step.spent(end))
        if element.type in (ElementType.USER_TASK, ElementType.MANUAL_TASK):
            spent[element_id] = time
        steps.append(
            StepView(
                name=procedure.label(f"element:{element_id}", element.name or element_id, locale),
                lane=lanes.get(element.lane or "", ""),
                is_current=element_id in active,
                rounds=step.rounds,
                first_at=step.first_at,
                last_at=step.last_at,
                spent=time,
            )
        )
    marks = {
        "active": sorted(active),
        "done": sorted(progress.done - active),
        "flows": sorted(progress.flows),
        "spent": spent,
    }
    name = procedure.label("process", procedure.name, locale)
    elements = (procedure.elements.get(key) for key in active)
    is_current = any(each is not None and each.type in _OF_PEOPLE for each in elements)
    return DiagramView(process_id, name, steps, is_current, json.dumps(marks, ensure_ascii=False))
