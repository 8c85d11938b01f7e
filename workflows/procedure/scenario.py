"""What a scenario says: who acts in which post, with which answers, when, and what must then be so; playing it is casework's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from workflows.procedure.scenario_expectation import Expectation
from workflows.procedure.scenario_unit import ScenarioNeed, ScenarioUnit

TOP_UNIT = "CITY"
"""The unit of the posts that name none: the office that runs the procedures."""

ROW_REASON, EVERY_ROW = "reason", "*"
"""In `rows`: what leaves a row without answers, and what stands for all rows that are still open."""

REFERENCE = re.compile(r"@(?P<kind>person|posting|team|unit|user)\((?P<name>[^()]+)\)")
"""What stands for an id in answers and variables: `@person(member@V1#1)`, `@unit(CODE)` and the like."""


@dataclass(frozen=True, slots=True)
class ScenarioActor:
    """A person of the scenario: `post@UNIT#n`. Without a unit the post is held at the top; `number` tells persons apart."""

    post: str
    unit: str | None = None
    number: int = 1

    def __str__(self) -> str:
        unit = f"@{self.unit}" if self.unit else ""
        return f"{self.post}{unit}#{self.number}"


@dataclass(frozen=True, slots=True)
class ScenarioStart:
    """How the case starts: somebody starts it, or the clock at the start event `clock`, which must be due then.

    `variables` are what an API call or another procedure would give.
    """

    by: ScenarioActor | None
    at: datetime  # aware
    clock: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioPosting:
    """Somebody posted to a village before the case starts; `village` and `unit` (the dispatching one) are unit codes."""

    person: ScenarioActor
    village: str
    unit: str
    role: str = "member"
    from_on: date = date(2018, 3, 1)
    to_on: date | None = None  # they have left by then


@dataclass(frozen=True, slots=True)
class ScenarioWorld:
    """What exists before the case starts, beyond the people who act and their units."""

    units: Mapping[str, ScenarioUnit] = field(default_factory=dict)
    people: tuple[ScenarioActor, ...] = ()
    postings: tuple[ScenarioPosting, ...] = ()
    relations: tuple[tuple[ScenarioActor, ScenarioActor], ...] = ()
    needs: tuple[ScenarioNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class CompleteStep:
    """Somebody completes a task. `item` chooses one instance of a multi-instance task, counted from 1; `part` the case of a round's
    part of this key, as in every step that has it. `rows` are the answers on rows of its sheet by their keys, saved before it is
    completed; `*` are those of every row that is still open, and `reason` in place of answers leaves a row without any.
    """

    task: str
    by: ScenarioActor
    answers: Mapping[str, Any] = field(default_factory=dict)
    item: int | None = None
    part: str | None = None
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SaveRowsStep:
    """Somebody saves rows of a task's sheet and leaves it open."""

    task: str
    by: ScenarioActor
    rows: Mapping[str, Mapping[str, Any]]
    item: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRowsStep:
    """Somebody whom rows name answers on them, as the step `task` asked; `*` are all of theirs that are still open."""

    task: str
    by: ScenarioActor
    rows: Mapping[str, Mapping[str, Any]]
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """Somebody claims a task."""

    task: str
    by: ScenarioActor
    item: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class AdvanceStep:
    """Time moves by `duration`; what falls due meanwhile fires at its own moment."""

    duration: timedelta


@dataclass(frozen=True, slots=True)
class UntilStep:
    """Time moves to `at`."""

    at: datetime  # aware


@dataclass(frozen=True, slots=True)
class MessageStep:
    """A message arrives."""

    name: str
    key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefuseStep:
    """Somebody tries to complete a task and must be refused; `because` is a code or a piece of the sentence."""

    task: str
    by: ScenarioActor
    because: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    item: int | None = None
    part: str | None = None
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtendStep:
    """Somebody extends the running deadline `deadline`, by `duration` or to the moment `to`."""

    deadline: str
    by: ScenarioActor
    code: str
    reason: str
    duration: timedelta | None = None
    to: datetime | None = None
    part: str | None = None

    def moved(self, due_at: datetime) -> datetime:
        """When a clock is due after it that was due at `due_at`."""
        return self.to or due_at + (self.duration or timedelta(0))


@dataclass(frozen=True, slots=True)
class CancelStep:
    """Somebody cancels the case."""

    reason: str
    by: ScenarioActor
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectStep:
    """Something is looked at in the middle of the case, or of its part of this key."""

    expectation: Expectation
    part: str | None = None


@dataclass(frozen=True, slots=True)
class RaiseStep:
    """Somebody raises the event `event` for which the case waits, saying `note`."""

    event: str
    by: ScenarioActor
    note: str
    part: str | None = None


ActingStep = CompleteStep | SaveRowsStep | AnswerRowsStep | ClaimStep | ExtendStep | CancelStep | RaiseStep
Step = ActingStep | AdvanceStep | UntilStep | MessageStep | RefuseStep | ExpectStep


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file. `end_events` are end events of the process that the case must have
    reached, the last of all among them; None: any or none.

    One that has no start of its own goes on after the last step of another: `after` is that one's name, `before` all that it
    so continues, the first one first.
    """

    file: str
    name_zh: str
    name_en: str
    own_start: ScenarioStart | None
    steps: tuple[Step, ...]
    end_events: tuple[str, ...] | None
    end: Expectation
    own_world: ScenarioWorld = ScenarioWorld()
    after: str | None = None
    before: tuple[Scenario, ...] = ()
    own_settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> tuple[Scenario, ...]:
        """Everything that is played, in order: what it continues, and itself."""
        return (*self.before, self)

    @property
    def start(self) -> ScenarioStart:
        """How the case starts. Raises ValueError where what it continues was not read with it."""
        start = self.line[0].own_start
        if start is None:
            raise ValueError(f"{self.file} continues {self.after}, which was not read with it.")
        return start

    @property
    def world(self) -> ScenarioWorld:
        """What exists before the case starts, for all that is played; of two units with one code the later one counts."""
        worlds = [each.own_world for each in self.line]
        return ScenarioWorld(
            {code: unit for world in worlds for code, unit in world.units.items()},
            tuple(person for world in worlds for person in world.people),
            tuple(posting for world in worlds for posting in world.postings),
            tuple(pair for world in worlds for pair in world.relations),
            tuple(need for world in worlds for need in world.needs),
        )

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that are not as shipped, by key, for all that is played; of two values the later one counts."""
        return {key: value for each in self.line for key, value in each.own_settings.items()}

    def name(self, locale: str = "en") -> str:
        """The scenario's name in the reader's language."""
        return self.name_zh if locale.startswith("zh") else self.name_en

    def actors(self) -> tuple[ScenarioActor, ...]:
        """Everybody who acts or is named, the starter first."""
        world = self.world
        found = [self.start.by] if self.start.by is not None else []
        found.extend((*world.people, *(posting.person for posting in world.postings)))
        found.extend(person for pair in world.relations for person in pair)
        steps = (step for each in self.line for step in each.steps)
        found.extend(step.by for step in steps if not isinstance(step, _WITHOUT_ACTOR))
        return tuple(dict.fromkeys(found))

    def units(self) -> dict[str, int]:
        """The codes of all units that the scenario makes up, each with how often it is named."""
        world = self.world
        named = [TOP_UNIT, *world.units, *(code for unit in world.units.values() for code in unit.named)]
        named += [code for posting in world.postings for code in (posting.village, posting.unit)]
        named += [need.village for need in world.needs]
        steps = (step for each in self.line for step in each.steps)
        acting = [self.start.by] if self.start.by is not None else []
        acting += [*world.people, *(posting.person for posting in world.postings)]
        acting += [step.by for step in steps if not isinstance(step, _WITHOUT_ACTOR)]
        return dict(Counter(code for code in (*named, *(actor.unit for actor in acting)) if code))

    def own_answers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The answers that this file gives, each with the element that they are for; `start` is the start form."""
        if self.own_start is not None:
            yield "start", self.own_start.answers
        for step in self.steps:
            if isinstance(step, CompleteStep | RefuseStep):
                yield step.task, step.answers
            if isinstance(step, CompleteStep | RefuseStep | SaveRowsStep | AnswerRowsStep):
                yield from ((step.task, answers) for answers in step.rows.values())

    def taken_answers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Those of them that must be taken; what must be refused may hold anything."""
        if self.own_start is not None:
            yield "start", self.own_start.answers
        yield from ((step.task, step.answers) for step in self.steps if isinstance(step, CompleteStep))

    def taken_rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The answers on rows of sheets that must be taken, each with the task; a row that is left has none."""
        for step in self.steps:
            if isinstance(step, CompleteStep | SaveRowsStep | AnswerRowsStep):
                yield from ((step.task, answers) for answers in step.rows.values() if ROW_REASON not in answers)

    def own_texts(self) -> Iterator[tuple[str, str]]:
        """Every text among the answers and variables of this file, each with the step that it is for."""
        for at, answers in self.own_answers():
            yield from ((at, text) for text in _texts(answers))
        if self.own_start is not None:
            yield from (("start", text) for text in _texts(self.own_start.variables))
        for step in self.steps:
            if isinstance(step, MessageStep):
                yield from ((step.name, text) for text in _texts(step.variables))
        for number, expected in self.expectations():
            yield from ((f"expect {number}" if number else "end", text) for text in _texts(expected.variables))

    def expectations(self) -> Iterator[tuple[int, Expectation]]:
        """Everything that this file looks at, with the number of its step from 1; 0 is the end."""
        for number, step in enumerate(self.steps, 1):
            if isinstance(step, ExpectStep):
                yield number, step.expectation
        yield 0, self.end

    def named_elements(self) -> Iterator[tuple[int, str]]:
        """Every element id that this file names, with the number of its step from 1; 0 is the end."""
        if self.own_start is not None and self.own_start.clock is not None:
            yield 0, self.own_start.clock
        for number, step in enumerate(self.steps, 1):
            if isinstance(step, CompleteStep | SaveRowsStep | AnswerRowsStep | ClaimStep | RefuseStep):
                yield number, step.task
            elif isinstance(step, ExpectStep):
                yield from ((number, name) for name in _named_in(step.expectation))
        yield from ((0, name) for name in (*(self.end_events or ()), *_named_in(self.end)))


_WITHOUT_ACTOR = (AdvanceStep, UntilStep, MessageStep, ExpectStep)


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _named_in(expectation: Expectation) -> tuple[str, ...]:
    return (*(expectation.open or ()), *expectation.closed, *expectation.timers)
