"""Act the steps of one case through the verbs of casework: scenarios on a database of their own, the demonstration on its city."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from workflows.casework.errors import CaseworkError
from workflows.casework.expressions import evaluate_text
from workflows.casework.kept_settings import environment_of_case, environment_of_office
from workflows.casework.locked_case import open_case
from workflows.casework.models import (
    Case,
    Deadline,
    DeadlineStatus,
    MessageSubscription,
    RowAsk,
    SheetRow,
    Task,
    TaskCandidate,
    TaskStatus,
)
from workflows.casework.raising import Wait, raisable
from workflows.casework.row_asks import seen_on
from workflows.casework.sheet_rows import rows_of, sheet_of
from workflows.casework.tasks import visible_task
from workflows.casework.verbs.answer_row import answer_row
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.raise_event import raise_event
from workflows.casework.verbs.save_row import save_row
from workflows.casework.verbs.start import start_case, start_form
from workflows.casework.words import AskState, RowState
from workflows.feel import FeelError
from workflows.people import Actor
from workflows.procedure.examples import Answers, answered, read_examples
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import EVERY_ROW, ROW_REASON, ActingStep, ClaimStep, CompleteStep, SaveRowsStep
from workflows.scenarios.chosen_files import chosen_files
from workflows.scenarios.expect import Mismatch, receiver
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

Resolve = Callable[[Any], Any]


@dataclass(frozen=True)
class Examples:
    """What each form of some procedures is answered with where nobody says otherwise: process id → form id → answers."""

    by_process: Mapping[str, Mapping[str, Answers]]

    @classmethod
    def of(cls, procedures: Mapping[str, Procedure]) -> Examples:
        """Those beside the procedures. Raises ProcedureError where one cannot be read."""
        return cls({process_id: read_examples(procedure.files) for process_id, procedure in procedures.items()})

    def answers(self, process_id: str, form_id: str | None, given: Answers) -> Mapping[str, Any]:
        """The example of a form with what is given in place of it."""
        return answered(self.by_process.get(process_id, {}).get(form_id or "", {}), given)


@dataclass
class Stage:
    """One case and how its steps are acted. `resolve` puts ids in place of the names that answers give; no verb commits."""

    process_id: str
    examples: Examples
    resolve: Resolve
    case_id: uuid.UUID | None = None

    def start(
        self, work: UnitOfWork, actor: Actor, procedure: Procedure, given: Answers, variables: Answers, *, by_hand: bool
    ) -> None:
        """Start the case; by hand with the start form's example and what is `given` in place of it."""
        form = start_form(procedure)
        answers = self._filled(work, self.examples.answers(self.process_id, form.id if form else None, given), {})
        known = self.resolve(variables)
        given_files = chosen_files(work, actor, form, answers)
        case = start_case(work, self.process_id, known, actor=actor, answers=given_files if by_hand else None)
        self.case_id = case.id

    def complete(self, work: UnitOfWork, task: Task, actor: Actor, given: Answers) -> None:
        """Complete a task with its form's example and what is `given` in place of it."""
        answers = self.examples.answers(task.process_id, task.form_id, given)
        if _has_expressions(answers):
            seen = open_case(work, task.case, None, is_peek=True).run.visible(str(task.id))
            answers = self._filled(work, answers, seen)
        else:
            answers = self.resolve(answers)
        complete(work, task.id, actor, lambda form: chosen_files(work, actor, form, answers))

    def save_rows(self, work: UnitOfWork, task: Task, actor: Actor, given: Mapping[str, Answers]) -> None:
        """Save rows of a task's sheet, each with the example of its form and what is given in place of it.

        Raises Mismatch for a key that no row of the task has.
        """
        running = open_case(work, task.case, None, is_peek=True)
        element = running.procedures[task.process_id].elements[task.element_id]
        rows = {row.key: row for row in rows_of(work, task, sheet_of(task, element, running.run.evaluate))}
        unknown = [key for key in given if key not in rows and key != EVERY_ROW]
        if unknown:
            names = ", ".join(rows)[:300] or "–"
            raise Mismatch(
                Sentence(
                    f"{task.element_id} has no row {unknown[0]}; it has {names}.",
                    f"{task.element_id} 没有行 {unknown[0]}；现有：{names}。",
                )
            )
        for row in rows.values():
            own = given.get(row.key)
            if own is None and row.state is RowState.OPEN:
                own = given.get(EVERY_ROW)
            if own is None:
                continue
            if ROW_REASON in own:
                save_row(work, task.id, row.id, actor, {}, version=row.version, reason=str(own[ROW_REASON]))
                continue
            seen = {**running.run.visible(str(task.id)), **row.values}
            answers = self._filled(work, self.examples.answers(task.process_id, element.row_form_id, own), seen)
            save_row(work, task.id, row.id, actor, answers, version=row.version)

    def answer_rows(self, work: UnitOfWork, element_id: str, actor: Actor, given: Mapping[str, Answers]) -> None:
        """Answer on rows that name the actor, as the element asked. Raises Mismatch for a key on which it asks them nothing."""
        asked = (
            select(RowAsk, SheetRow)
            .join(SheetRow, SheetRow.id == RowAsk.row_id)
            .where(RowAsk.case_id == self.case_id, RowAsk.element_id == element_id, RowAsk.person_id == actor.person_id)
            .order_by(RowAsk.asked_at, SheetRow.place)
        )
        rows = {row.key: (ask, row) for ask, row in work.session.execute(asked)}
        unknown = [key for key in given if key not in rows and key != EVERY_ROW]
        if unknown:
            names = ", ".join(rows)[:300] or "–"
            raise Mismatch(
                Sentence(
                    f"{element_id} asks {actor.name} nothing on the row {unknown[0]}; asked are {names}.",
                    f"{element_id} 未就行 {unknown[0]} 请 {actor.name} 答复；请其答复的行：{names}。",
                )
            )
        for key, (ask, row) in rows.items():
            own = given.get(key, given.get(EVERY_ROW) if ask.state is AskState.OPEN else None)
            if own is not None:
                example = self.examples.answers(ask.process_id, ask.form_id, own)
                answer_row(work, ask.id, actor, self._filled(work, example, seen_on(row)))

    def claim(self, work: UnitOfWork, task: Task, actor: Actor) -> None:
        """Claim a task."""
        claim(work, task.id, actor)

    def extend(
        self, work: UnitOfWork, name: str, actor: Actor, later: Callable[[datetime], datetime], code: str, reason: str
    ) -> None:
        """Extend the running clock `name` to what `later` makes of its due time. Raises Mismatch where none is running."""
        deadline = work.session.scalar(
            select(Deadline).where(
                Deadline.case_id == self.case_id,
                Deadline.name == name,
                Deadline.status == DeadlineStatus.RUNNING.value,
            )
        )
        if deadline is None:
            raise Mismatch(Sentence(f"No deadline {name} is running.", f"没有进行中的时限 {name}。"))
        extend_deadline(work, deadline.id, actor, later(deadline.due_at).astimezone(UTC), code, reason)

    def raise_event(self, work: UnitOfWork, element_id: str, actor: Actor, note: str) -> None:
        """Raise an event for which the case waits. Raises Mismatch where it does not wait for it, or the actor may not."""
        case = self.case(work)
        rows = work.session.scalars(select(MessageSubscription).where(MessageSubscription.case_id == case.id))
        offered = raisable(work, case, [Wait(row.token_id, row.process_id, row.name) for row in rows], actor)
        token_id = next((each.token_id for each in offered if each.element.id == element_id), None)
        if token_id is None:
            names = ", ".join(each.element.id for each in offered) or "–"
            raise Mismatch(
                Sentence(
                    f"{actor.name} cannot raise {element_id}; what they may raise now is {names}.",
                    f"{actor.name} 现在不能发起 {element_id}；可发起的有：{names}。",
                )
            )
        raise_event(work, case.id, token_id, actor, note)

    def task(self, work: UnitOfWork, element_id: str, item: int | None = None, actor: Actor | None = None) -> Task:
        """The open task of an element: of that item, else the first that the actor may act on, else the last.

        Raises Mismatch where none is open.
        """
        statement = (
            select(Task)
            .where(Task.case_id == self.case_id, Task.status == TaskStatus.OPEN.value)
            .order_by(Task.created_at, Task.item, Task.id)
        )
        stood = list(work.session.scalars(statement))
        tasks = [task for task in stood if task.element_id == element_id]
        if item is not None:
            tasks = [task for task in tasks if task.item.split(" ", 1)[0] == str(item)]
        if not tasks:
            wanted = element_id if item is None else f"{element_id} ({item})"
            names = ", ".join(sorted(task.element_id for task in stood)) or "–"
            raise Mismatch(
                Sentence(f"No task {wanted} is open; open are {names}.", f"没有待办任务 {wanted}；现有待办：{names}。")
            )
        for task in tasks[:-1]:
            if actor is None or _may_act(work, task, actor):
                return task
        return tasks[-1]

    def refused(self, work: UnitOfWork, step: ActingStep, actor: Actor, why: Sentence) -> Sentence:
        """Why somebody could not act, with who tried and, of a task, whose it is: here nobody is the person spoken to."""
        if not isinstance(step, CompleteStep | SaveRowsStep | ClaimStep):
            return Sentence(f"Refused to {step.by}: {why.en}", f"{step.by} 的操作被拒绝：{why.zh}")
        task = self.task(work, step.task, step.item, actor)
        offered = work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id == task.id))
        whose = ", ".join(sorted(receiver(work, each) for each in offered)) or "–"
        return Sentence(
            f"{step.task} ({task.label('en')}) was refused to {step.by}: {why.en} It is for {whose}.",
            f"{step.by} 不能办理 {step.task}（{task.label('zh')}）：{why.zh}该任务由 {whose} 办理。",
        )

    def case(self, work: UnitOfWork) -> Case:
        """The case as it stands."""
        return work.session.get_one(Case, self.case_id)

    def _filled(self, work: UnitOfWork, answers: Answers, seen: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with ids in place of names and values in place of expressions, which read `seen` and the other answers."""
        resolved: dict[str, Any] = self.resolve(dict(answers))
        environment = environment_of_case(work, self.case_id) if self.case_id else environment_of_office(work)
        scope = {**seen, **{key: value for key, value in resolved.items() if not _has_expressions(value)}}

        def value(given: Any) -> Any:
            if isinstance(given, str):
                try:
                    return evaluate_text(given, scope, environment)
                except FeelError as error:
                    raise Mismatch(error.sentence) from error
            if isinstance(given, Mapping):
                return {key: value(inner) for key, inner in given.items()}
            return [value(inner) for inner in given] if isinstance(given, list) else given

        return {key: value(given) for key, given in resolved.items()}


def _may_act(work: UnitOfWork, task: Task, actor: Actor) -> bool:
    try:
        return visible_task(work, task.id, actor).may_act
    except CaseworkError:
        return False


def _has_expressions(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith("=")
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(map(_has_expressions, inner))
