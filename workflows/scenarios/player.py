"""Play a scenario through the real verbs of casework on a database of its own; the case is saved and loaded at every step."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from workflows.casework import catalogue
from workflows.casework.cases import Progress, progress_of
from workflows.casework.errors import CaseworkError, IncidentRaised, InvalidAnswers
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, CaseStatus, Deadline, DeadlineStatus, Task, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.start import start_case
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import (
    AdvanceStep,
    CancelStep,
    ClaimStep,
    CompleteStep,
    Expectation,
    ExpectStep,
    ExtendStep,
    MessageStep,
    RefuseStep,
    Scenario,
    ScenarioActor,
    Step,
    UntilStep,
)
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.scenarios.expect import Mismatch, differences, history_lines
from workflows.scenarios.time import fresh_store, move_to, settle
from workflows.scenarios.world import ScenarioPeople, build_people
from workflows.sentence import Sentence
from workflows.store import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class ScenarioFailure:
    """What went otherwise than the scenario says; `step` counts from 1, 0 is the start, None the end."""

    step: int | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went; `coverage` is where the case has been, by process id."""

    scenario: Scenario
    failures: tuple[ScenarioFailure, ...]
    coverage: Mapping[str, Progress] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        """True where everything went as the scenario says."""
        return not self.failures


def play(scenario: Scenario, process_id: str, procedures: Mapping[str, Procedure]) -> ScenarioResult:
    """Play `scenario` on the procedure `process_id`; `procedures` holds it and everything that it calls.

    The database is a new one in a temporary folder; nothing outside it is read or written.
    """
    with fresh_store(scenario.start.at) as store:
        return _Player(scenario, process_id, store).play(procedures)


class _Player:
    def __init__(self, scenario: Scenario, process_id: str, store: Store) -> None:
        self.scenario = scenario
        self.process_id = process_id
        self.store = store
        self.people = ScenarioPeople()
        self.case_id: uuid.UUID | None = None
        self.number: int | None = 0
        self.top: frozenset[str] = frozenset()

    def play(self, procedures: Mapping[str, Procedure]) -> ScenarioResult:
        try:
            self._start(procedures)
            for number, step in enumerate(self.scenario.steps, 1):
                self.number = number
                self._step(step)
                settle(self.store)
            self.number = None
            self._check_end()
            failures: tuple[ScenarioFailure, ...] = ()
        except Mismatch as failed:
            failures = tuple(ScenarioFailure(self.number, sentence) for sentence in failed.sentences)
        except InvalidAnswers as error:
            fields = [Sentence(f"{key}: {told.en}", f"{key}：{told.zh}") for key, told in error.fields.items()]
            failures = tuple(ScenarioFailure(self.number, sentence) for sentence in fields)
        except IncidentRaised as raised:
            at = f"{raised.element_id}: " if raised.element_id else ""
            failures = (ScenarioFailure(self.number, Sentence(at + raised.sentence.en, at + raised.sentence.zh)),)
        except CaseworkError as error:
            failures = (ScenarioFailure(self.number, error.sentence),)
        except DBAPIError as error:
            reason = str(error.orig)
            sentence = Sentence(f"The database refused the step: {reason}", f"数据库拒绝了此步骤：{reason}")
            failures = (ScenarioFailure(self.number, sentence),)
        return ScenarioResult(self.scenario, failures, self._coverage())

    def _start(self, procedures: Mapping[str, Procedure]) -> None:
        self.people = build_people(self.store, self.scenario)
        with self.store.write() as work:
            for procedure in procedures.values():
                catalogue.publish(work, procedure)
        self.top = frozenset(procedures[self.process_id].process.elements)
        start = self.scenario.start
        by_hand = catalogue.start_lane(procedures[self.process_id]) is not None
        actor = self.people.actor(self.store, start.by)
        answers = self.people.resolve(start.answers)
        variables = self.people.resolve(start.variables)
        with transaction(self.store) as work:
            case = start_case(work, self.process_id, variables, actor=actor, answers=answers if by_hand else None)
            self.case_id = case.id
        settle(self.store)

    def _step(self, step: Step) -> None:
        if isinstance(step, AdvanceStep):
            move_to(self.store, self.store.clock() + step.duration)
        elif isinstance(step, UntilStep):
            move_to(self.store, step.at.astimezone(UTC))
        elif isinstance(step, MessageStep):
            with transaction(self.store) as work:
                publish_message(work, step.name, step.key or "", self.people.resolve(step.variables))
        elif isinstance(step, ExpectStep):
            self._expect(step.expectation)
        elif isinstance(step, RefuseStep):
            self._refuse(step)
        elif isinstance(step, CompleteStep):
            actor = self.people.actor(self.store, step.by)
            task_id = self._task(step.task, step.item, step.by)
            with transaction(self.store) as work:
                complete(work, task_id, actor, self.people.resolve(step.answers))
        elif isinstance(step, ClaimStep):
            actor = self.people.actor(self.store, step.by)
            task_id = self._task(step.task, step.item, step.by)
            with transaction(self.store) as work:
                claim(work, task_id, actor)
        elif isinstance(step, CancelStep):
            actor = self.people.actor(self.store, step.by)
            with transaction(self.store) as work:
                cancel_case(work, self._case_id(), actor, step.reason)
        else:
            self._extend(step)

    def _case_id(self) -> uuid.UUID:
        assert self.case_id is not None
        return self.case_id

    def _task(self, element_id: str, item: int | None, by: ScenarioActor) -> uuid.UUID:
        """The open task of an element: of that item, else the first that the actor may act on, else the first."""
        actor = self.people.actor(self.store, by)
        with self.store.read() as work:
            statement = (
                select(Task)
                .where(
                    Task.case_id == self._case_id(), Task.element_id == element_id, Task.status == TaskStatus.OPEN.value
                )
                .order_by(Task.created_at, Task.item, Task.id)
            )
            tasks = list(work.session.scalars(statement))
            if item is not None:
                tasks = [task for task in tasks if task.item.split(" ", 1)[0] == str(item)]
            if not tasks:
                wanted = element_id if item is None else f"{element_id} ({item})"
                raise Mismatch(Sentence(f"No task {wanted} is open.", f"没有待办任务 {wanted}。"))
            for task in tasks[:-1]:
                try:
                    if visible_task(work, task.id, actor).may_act:
                        return task.id
                except CaseworkError:
                    continue
            return tasks[-1].id if len(tasks) > 1 else tasks[0].id

    def _refuse(self, step: RefuseStep) -> None:
        actor = self.people.actor(self.store, step.by)
        task_id = self._task(step.task, step.item, step.by)
        try:
            with self.store.write() as work:
                complete(work, task_id, actor, self.people.resolve(step.answers))
                raise Mismatch(
                    Sentence(f"{step.by} could complete {step.task}.", f"{step.by} 竟能办理 {step.task}。"),
                )
        except IncidentRaised:
            raise
        except CaseworkError as refused:
            said = [*refused.sentence]
            if isinstance(refused, InvalidAnswers):
                said += [text for key, sentence in refused.fields.items() for text in (key, *sentence)]
            if step.because != refused.code and not any(step.because in text for text in said):
                sentence = Sentence(
                    f"{step.task} was refused, but not because of “{step.because}”: {refused.sentence.en}",
                    f"{step.task} 被拒绝，但原因不是“{step.because}”：{refused.sentence.zh}",
                )
                raise Mismatch(sentence) from refused

    def _extend(self, step: ExtendStep) -> None:
        actor = self.people.actor(self.store, step.by)
        with self.store.read() as work:
            deadline = work.session.scalar(
                select(Deadline).where(
                    Deadline.case_id == self._case_id(),
                    Deadline.name == step.deadline,
                    Deadline.status == DeadlineStatus.RUNNING.value,
                )
            )
        if deadline is None:
            raise Mismatch(Sentence(f"No deadline {step.deadline} is running.", f"没有进行中的时限 {step.deadline}。"))
        new_due = step.to or deadline.due_at + (step.duration or timedelta(0))
        with transaction(self.store) as work:
            extend_deadline(work, deadline.id, actor, new_due.astimezone(UTC), step.code, step.reason)

    def _expect(self, expected: Expectation) -> None:
        variables = self.people.resolve(expected.variables)
        with self.store.read() as work:
            case = work.session.get_one(Case, self._case_id())
            found = differences(work, case, expected, variables)
        if found:
            raise Mismatch(*found)

    def _check_end(self) -> None:
        self._expect(self.scenario.end)
        with self.store.read() as work:
            case = work.session.get_one(Case, self._case_id())
            status, reached = case.status, self._ends(work)
            report = verify(work)
        if not report.is_intact:
            breach = report.breaches[0].sentence
            raise Mismatch(Sentence(f"The history does not verify: {breach}", f"历史校验失败：{breach}"))
        wanted = self.scenario.end_events
        if wanted is None:
            return
        if wanted and status != CaseStatus.COMPLETED.value:
            raise Mismatch(Sentence(f"The case has not ended; it is {status}.", f"案件尚未结束，状态为 {status}。"))
        if not set(wanted) <= set(reached) or (reached and reached[-1] not in wanted):
            names = ", ".join(reached) or "–"
            raise Mismatch(
                Sentence(
                    f"The case ended at {names}, not at {', '.join(wanted)}.",
                    f"案件结束于 {names}，而非 {'、'.join(wanted)}。",
                )
            )

    def _ends(self, work: UnitOfWork) -> list[str]:
        """The end events of the process itself that the case has reached, in order; the last one ended it."""
        lines = (line.split(" ", 1) for line in history_lines(work, self._case_id()) if line.startswith("ended "))
        return [line[1] for line in lines if line[1] in self.top]

    def _coverage(self) -> Mapping[str, Progress]:
        if self.case_id is None:
            return {}
        with self.store.read() as work:
            statement = select(HistoryEntry).where(HistoryEntry.case_id == self.case_id).order_by(HistoryEntry.sequence)
            return progress_of(work.session.scalars(statement).all(), [])
