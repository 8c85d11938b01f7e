"""A tried scenario step by step, as a page shows it: who did what, where the case then stood, and what had changed in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from workflows.procedure.model import Procedure
from workflows.procedure.scenario import (
    AdvanceStep,
    AnswerRowsStep,
    CancelStep,
    ClaimStep,
    CompleteStep,
    ExpectStep,
    ExtendStep,
    MessageStep,
    RaiseStep,
    RefuseStep,
    SaveRowsStep,
    Scenario,
    ScenarioActor,
    Step,
    UntilStep,
)
from workflows.scenarios.expect import written
from workflows.sentence import Sentence
from workflows.store import UnitOfWork
from workflows.studio.models import DraftTrial
from workflows.studio.trials import Trials


@dataclass(frozen=True, slots=True)
class Pace:
    """One step of a scenario that was tried. `file` and `step` say where it is written; 0 is the start.

    `given` are the answers that the scenario gives in it, `changed` the variables that then have another value, None: gone.
    `failures` are what went otherwise than it says; the case stands as before it then.
    """

    file: str
    step: int
    said: Sentence
    at: datetime
    given: Mapping[str, str]
    changed: Mapping[str, str | None]
    standing: Sequence[str]
    marks: Mapping[str, Any]
    failures: Sequence[Sentence] = ()


def walk_of(
    work: UnitOfWork,
    draft_id: uuid.UUID,
    file: str,
    trials: Trials,
    procedures: Mapping[str, Procedure],
    posts: Mapping[str, str],
) -> Sequence[Pace] | None:
    """The steps of a scenario of a draft as it was tried on its present files; one statement. None where it was not, or before
    its steps were taken down. `procedures` are the draft's own, the first, and those beside it, `posts` the names of posts.
    """
    line = next((each for each in trials.lines if each.file == file), None)
    if line is None or line.scenario is None or line.is_passed is None:
        return None
    of_file = (DraftTrial.draft_id == draft_id, DraftTrial.file == file)
    row = work.session.scalars(select(DraftTrial).where(*of_file).options(undefer(DraftTrial.walk))).first()
    if row is None or row.walk is None:
        return None
    words = _Words(procedures, posts)
    done: list[str] = []
    flows: list[str] = []
    found: list[Pace] = []
    for each in row.walk:
        done, flows = [*done, *each["done"]], [*flows, *each["flows"]]
        found.append(
            Pace(
                file=each["file"],
                step=each["step"],
                said=_said(line.scenario, each["file"], each["step"], words),
                at=datetime.fromisoformat(each["at"]),
                given=_given(line.scenario, each["file"], each["step"]),
                changed=each["changed"],
                standing=each["standing"],
                marks=_marks(done, each["standing"], flows),
            )
        )
    for failure in line.failures[:1]:
        # It stopped in this step, or after the last: the case stands where the step before left it.
        at, step = failure.file, failure.step
        standing = found[-1].standing if found else []
        failed = [task for task in (_task(line.scenario, at, step or 0),) if task]
        found.append(
            Pace(
                file=at,
                step=step or 0,
                said=Sentence("The end is looked at.", "核对结束状态。")
                if step is None
                else _said(line.scenario, at, step, words),
                at=found[-1].at if found else line.scenario.start.at,
                given={} if step is None else _given(line.scenario, at, step),
                changed={},
                standing=standing,
                marks={**_marks(done, standing, flows), "failed": failed},
                failures=[each.sentence for each in line.failures],
            )
        )
    return found


def _marks(done: Sequence[str], standing: Sequence[str], flows: Sequence[str]) -> Mapping[str, Any]:
    been = [name for name in dict.fromkeys(done) if name not in standing]
    return {"done": been, "active": list(standing), "failed": [], "flows": list(flows), "spent": {}}


@dataclass(frozen=True, slots=True)
class _Words:
    procedures: Mapping[str, Procedure]
    posts: Mapping[str, str]

    def step(self, element_id: str) -> Sentence:
        """What an element is called: in the draft itself, else in a procedure beside it that has it."""
        for procedure in self.procedures.values():
            element = procedure.elements.get(element_id)
            if element is not None:
                name = element.name or element_id
                return Sentence(procedure.label(f"element:{element_id}", name, "en"), name)
        return Sentence(element_id, element_id)

    def who(self, actor: ScenarioActor | None) -> str:
        """Who acts: the name of the post, the code of the unit, and a number where it is not the first."""
        if actor is None:
            return ""
        unit = f" {actor.unit}" if actor.unit else ""
        number = f" #{actor.number}" if actor.number > 1 else ""
        return f"{self.posts.get(actor.post, actor.post)}{unit}{number}"


def _step(scenario: Scenario, file: str, number: int) -> Step | None:
    own = next((each for each in scenario.line if each.file == file), None)
    return own.steps[number - 1] if own is not None and 0 < number <= len(own.steps) else None


def _task(scenario: Scenario, file: str, number: int) -> str | None:
    return getattr(_step(scenario, file, number), "task", None)


def _given(scenario: Scenario, file: str, number: int) -> Mapping[str, str]:
    step = _step(scenario, file, number)
    given: Mapping[str, Any] = {}
    if step is None:
        given = {**scenario.start.answers, **scenario.start.variables}
    elif isinstance(step, CompleteStep | RefuseStep):
        given = {**step.answers, **step.rows}
    elif isinstance(step, SaveRowsStep | AnswerRowsStep):
        given = step.rows
    elif isinstance(step, MessageStep):
        given = step.variables
    return {name: written(value) for name, value in given.items()}


def _said(scenario: Scenario, file: str, number: int, words: _Words) -> Sentence:
    step = _step(scenario, file, number)
    if step is None:
        who = words.who(scenario.start.by)
        by_clock = Sentence("The clock starts the case.", "定时启动案件。")
        return Sentence(f"{who}: starts the case.", f"{who}：启动案件。") if who else by_clock
    if isinstance(step, AdvanceStep | UntilStep):
        return Sentence("Time passes.", "时间推移。")
    if isinstance(step, ExpectStep):
        return Sentence("What is expected is looked at.", "核对预期。")
    if isinstance(step, MessageStep):
        return Sentence(f"The message “{step.name}” arrives.", f"收到消息“{step.name}”。")
    who = words.who(step.by)
    if isinstance(step, ExtendStep):
        return Sentence(f"{who}: extends the deadline {step.deadline}.", f"{who}：延长时限 {step.deadline}。")
    if isinstance(step, CancelStep):
        return Sentence(f"{who}: cancels the case.", f"{who}：撤销案件。")
    if isinstance(step, RaiseStep):
        event = words.step(step.event)
        return Sentence(f"{who}: raises “{event.en}”.", f"{who}：发起“{event.zh}”。")
    task = words.step(step.task)
    if isinstance(step, CompleteStep):
        return Sentence(f"{who}: completes “{task.en}”.", f"{who}：办理“{task.zh}”。")
    if isinstance(step, SaveRowsStep):
        return Sentence(f"{who}: saves rows of “{task.en}”.", f"{who}：保存“{task.zh}”的行。")
    if isinstance(step, AnswerRowsStep):
        return Sentence(f"{who}: answers on rows of “{task.en}”.", f"{who}：答复“{task.zh}”的行。")
    if isinstance(step, ClaimStep):
        return Sentence(f"{who}: claims “{task.en}”.", f"{who}：领取“{task.zh}”。")
    return Sentence(f"{who}: tries to complete “{task.en}” and is refused.", f"{who}：试图办理“{task.zh}”，被拒绝。")
