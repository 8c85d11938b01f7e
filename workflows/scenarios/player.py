"""Play a scenario through the real verbs of casework on a database of its own; the case is saved and loaded at every step."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework import catalogue
from workflows.casework.cases import Progress
from workflows.casework.errors import CaseworkError, IncidentRaised, InvalidAnswers, NotAllowed
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, CasePart, CaseStatus, ClockStart
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.people import Actor
from workflows.people.posts import PostEntry
from workflows.procedure.model import Procedure, ProcedureError
from workflows.procedure.scenario import (
    ActingStep,
    AdvanceStep,
    AnswerRowsStep,
    CancelStep,
    ClaimStep,
    CompleteStep,
    ExpectStep,
    MessageStep,
    RaiseStep,
    RefuseStep,
    SaveRowsStep,
    Scenario,
    ScenarioStart,
    Step,
    UntilStep,
)
from workflows.procedure.scenario_expectation import Expectation
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.scenarios.coverage import open_elements
from workflows.scenarios.expect import Mismatch, differences, history_lines
from workflows.scenarios.reached import played, progress_through, rules_through
from workflows.scenarios.stage import Examples, Stage
from workflows.scenarios.time import fresh_store, move_to, settle
from workflows.scenarios.walk import Walk
from workflows.scenarios.world import ScenarioPeople, build_people
from workflows.sentence import Sentence
from workflows.store import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class ScenarioFailure:
    """What went otherwise than the scenario says; `step` counts from 1, 0 is the start, None the end.

    `file` is the scenario that the step stands in: the one played, or one that it continues.
    """

    step: int | None
    sentence: Sentence
    file: str


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went; `coverage` is where the case has been, `rules` which rules of decisions hit, by process id.

    `standing` are the elements whose tasks were open when it failed.
    """

    scenario: Scenario
    failures: tuple[ScenarioFailure, ...]
    coverage: Mapping[str, Progress] = field(default_factory=dict)
    rules: Mapping[str, frozenset[str]] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()

    @property
    def is_passed(self) -> bool:
        """True where everything went as the scenario says."""
        return not self.failures


def play(
    scenario: Scenario,
    process_id: str,
    procedures: Mapping[str, Procedure],
    posts: Mapping[str, PostEntry] | None = None,
    *,
    seconds: float | None = None,
    walk: Walk | None = None,
    opened: Callable[[datetime, float | None], AbstractContextManager[Store]] = fresh_store,
) -> ScenarioResult:
    """Play `scenario` on the procedure `process_id`; `procedures` holds it and everything that it calls, `posts` says what the
    posts of its people are, as shipped without it.

    The database is a new one in a temporary folder, or the empty one that `opened` gives; nothing outside it is read or written.
    A scenario that takes longer than `seconds` of real time, where they are given, has failed. `walk` takes down each step.
    """
    start = scenario.start
    # What the clock starts must have been published before it was due.
    with opened(start.at if start.clock is None else start.at - timedelta(seconds=1), seconds) as store:
        return _Player(scenario, process_id, store, posts, walk).play(procedures)


class _Player:
    def __init__(
        self,
        scenario: Scenario,
        process_id: str,
        store: Store,
        posts: Mapping[str, PostEntry] | None,
        walk: Walk | None,
    ) -> None:
        self.scenario = scenario
        self.process_id = process_id
        self.store = store
        self.posts = posts
        self.walk = walk
        self.people = ScenarioPeople()
        self.stage = Stage(process_id, Examples({}), self.people.resolve)
        self.number: int | None = 0
        self.file = scenario.line[0].file
        self.top: frozenset[str] = frozenset()

    def play(self, procedures: Mapping[str, Procedure]) -> ScenarioResult:
        try:
            self._play(procedures)
            sentences: Iterable[Sentence] = ()
        except Mismatch as failed:
            sentences = failed.sentences
        except ProcedureError as error:
            sentences = [problem.sentence for problem in error.problems]
        except InvalidAnswers as error:
            sentences = [Sentence(f"{key}: {told.en}", f"{key}：{told.zh}") for key, told in error.fields.items()]
        except IncidentRaised as raised:
            at = f"{raised.element_id}: " if raised.element_id else ""
            sentences = [Sentence(at + raised.sentence.en, at + raised.sentence.zh)]
        except CaseworkError as error:
            sentences = [error.sentence]
        except DBAPIError as error:
            reason = str(error.orig)
            sentences = [Sentence(f"The database refused the step: {reason}", f"数据库拒绝了此步骤：{reason}")]
        failures = tuple(ScenarioFailure(self.number, sentence, self.file) for sentence in sentences)
        if self.stage.case_id is None:
            return ScenarioResult(self.scenario, failures)
        with self.store.read() as work:
            standing = open_elements(work, played(self.stage.case_id))
            coverage, rules = progress_through(work, self.stage.case_id), rules_through(work, self.stage.case_id)
        return ScenarioResult(self.scenario, failures, coverage, rules, standing)

    def _play(self, procedures: Mapping[str, Procedure]) -> None:
        self._start(procedures)
        self._take_down(0)
        for scenario in self.scenario.line:
            self.file = scenario.file
            for number, step in enumerate(scenario.steps, 1):
                self.number = number
                self._step(step)
                settle(self.store)
                self._take_down(number)
        self.number = None
        self._check_end()

    def _take_down(self, number: int) -> None:
        if self.walk is not None:
            with self.store.read() as work:
                self.walk.take(work, self._case_id(), self.file, number)

    def _start(self, procedures: Mapping[str, Procedure]) -> None:
        self.people = build_people(self.store, self.scenario, self.posts)
        with self.store.write() as work:
            for procedure in procedures.values():
                catalogue.publish(work, procedure)
        procedure = procedures[self.process_id]
        self.top = frozenset(procedure.process.elements)
        self.stage = Stage(self.process_id, Examples.of(procedures), self.people.resolve)
        start = self.scenario.start
        if start.by is None:
            self._start_by_clock(start)
            return
        by_hand = catalogue.start_lane(procedure) is not None
        actor = self.people.actor(self.store, start.by)
        with transaction(self.store) as work:
            self.stage.start(work, actor, procedure, start.answers, start.variables, by_hand=by_hand)
        settle(self.store)

    def _start_by_clock(self, start: ScenarioStart) -> None:
        move_to(self.store, start.at)
        settle(self.store)
        with self.store.read() as work:
            at_it = (ClockStart.process_id == self.process_id, ClockStart.element_id == start.clock)
            row = work.session.scalars(select(ClockStart).where(*at_it)).first()
        if row is not None and row.last_due_at == start.at:
            self.stage.case_id = row.last_case_id
            return
        following = "–" if row is None or row.next_at is None else row.next_at.astimezone(OFFICE_ZONE).isoformat()
        raise Mismatch(
            Sentence(
                f"The clock starts no case at {start.clock} at that moment; the next one is due {following}.",
                f"{start.clock} 此时不会定时启动案件；下一次启动时间为 {following}。",
            )
        )

    def _step(self, step: Step) -> None:
        if isinstance(step, AdvanceStep | UntilStep | MessageStep) or step.part is None:
            self._step_of_case(step)
            return
        round_id, self.stage.case_id = self._case_id(), self._part_id(step.part)
        try:
            self._step_of_case(step)
        finally:
            self.stage.case_id = round_id

    def _part_id(self, key: str) -> uuid.UUID:
        """The part of a key; `posting/V1-1` is the part V1-1 of the part posting, which is a round itself."""
        with self.store.read() as work:
            found: uuid.UUID | None = self._case_id()
            for each in key.split("/"):
                of_key = (CasePart.round_id == found, CasePart.key == each)
                found = work.session.scalars(select(CasePart.part_id).where(*of_key)).first()
            found = found or self._begun_meanwhile(work, key)
        if found is None:
            raise Mismatch(Sentence(f"The case has started no part {key}.", f"案件没有启动过部分 {key}。"))
        return found

    def _begun_meanwhile(self, work: UnitOfWork, key: str) -> uuid.UUID | None:
        """The case of another procedure that a message has started: `procedure`, or `procedure#2` for the second."""
        process_id, _, number = key.partition("#")
        of_process = (Case.process_id == process_id, Case.id != self._case_id())
        begun = select(HistoryEntry.case_id).join(Case, Case.id == HistoryEntry.case_id).where(*of_process)
        found = work.session.scalars(begun.group_by(HistoryEntry.case_id).order_by(func.min(HistoryEntry.id))).all()
        place = int(number or 1) if (number or "1").isdecimal() else 0
        return found[place - 1] if 0 < place <= len(found) else None

    def _step_of_case(self, step: Step) -> None:
        if isinstance(step, AdvanceStep):
            move_to(self.store, self.store.clock() + step.duration)
        elif isinstance(step, UntilStep):
            move_to(self.store, step.at.astimezone(UTC))
        elif isinstance(step, MessageStep):
            with transaction(self.store) as work:
                key, variables = (self.people.resolve(each) for each in (step.key or "", step.variables))
                publish_message(work, step.name, key, variables)
        elif isinstance(step, ExpectStep):
            self._expect(step.expectation)
        elif isinstance(step, RefuseStep):
            self._refuse(step)
        else:
            actor = self.people.actor(self.store, step.by)
            try:
                self._act(step, actor)
            except NotAllowed as refused:
                with self.store.read() as work:
                    raise Mismatch(self.stage.refused(work, step, actor, refused.sentence)) from refused

    def _act(self, step: ActingStep, actor: Actor) -> None:
        with transaction(self.store) as work:
            if isinstance(step, CompleteStep | SaveRowsStep):
                task = self.stage.task(work, step.task, step.item, actor)
                if step.rows:
                    self.stage.save_rows(work, task, actor, step.rows)
                if isinstance(step, CompleteStep):
                    self.stage.complete(work, task, actor, step.answers)
            elif isinstance(step, AnswerRowsStep):
                self.stage.answer_rows(work, step.task, actor, step.rows)
            elif isinstance(step, ClaimStep):
                self.stage.claim(work, self.stage.task(work, step.task, step.item, actor), actor)
            elif isinstance(step, RaiseStep):
                self.stage.raise_event(work, step.event, actor, step.note)
            elif isinstance(step, CancelStep):
                cancel_case(work, self._case_id(), actor, step.reason)
            else:
                self.stage.extend(work, step.deadline, actor, step.moved, step.code, step.reason)

    def _case_id(self) -> uuid.UUID:
        assert self.stage.case_id is not None
        return self.stage.case_id

    def _refuse(self, step: RefuseStep) -> None:
        actor = self.people.actor(self.store, step.by)
        try:
            with self.store.write() as work:
                task = self.stage.task(work, step.task, step.item, actor)
                if step.rows:
                    self.stage.save_rows(work, task, actor, step.rows)
                self.stage.complete(work, task, actor, step.answers)
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
