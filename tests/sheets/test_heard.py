"""A row that names a person: they are asked, reminded, heard or silent; who may answer, and what stands in the record."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.casework.world import World
from tests.clock import MovingClock
from tests.sheets.heard_office import HEARD, answer, ask_on, build_heard_office, start_heard
from tests.sheets.sheet_office import open_task, row_named, save
from workflows.casework.counts import counts
from workflows.casework.errors import AlreadyDone, IncidentRaised, InvalidAnswers, NotAllowed, NotFound
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Notice, RowAsk, RowReply
from workflows.casework.sheet_rows import RowsOpen
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.save_row import RowChanged
from workflows.casework.words import AskState, NoticeKind
from workflows.jobs.duties import cases_with_due_asks, end_row_asks, work_off
from workflows.people.relatives import declare_relative
from workflows.procedure import read_folder
from workflows.procedure.scenario_reader import read_scenarios
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.scenarios.player import play
from workflows.store import Store

ROOT = Path(__file__).parents[2]
WAITS = '<zeebe:header key="silence" value="confirm" /> => <zeebe:header key="silence" value="confirm" />'
WAITS += '<zeebe:header key="sheet_end" value="waits" />'
SECRETARY = WAITS.replace('key="sheet_end" value="waits"', 'key="person" value="secretary"')
DUE = datetime(2026, 3, 7, 16, tzinfo=UTC)


@pytest.fixture
def world(store: Store) -> World:
    return build_heard_office(store)


def notices(world: World, username: str) -> list[tuple[str, str]]:
    """What somebody was told by name: kind and text, in order."""
    with world.store.read() as work:
        of_person = select(Notice).where(Notice.person_id == world.persons[username]).order_by(Notice.created_at)
        return [(notice.kind, notice.text) for notice in work.session.scalars(of_person)]


def kinds(world: World, case_id: uuid.UUID) -> list[str]:
    """The entries of the history about persons of rows."""
    with world.store.read() as work:
        of_case = select(HistoryEntry.kind).where(HistoryEntry.case_id == case_id).order_by(HistoryEntry.sequence)
        return [kind for kind in work.session.scalars(of_case) if kind.startswith(("rows_", "row_a"))]


def test_a_procedure_that_hears_persons_is_tested_by_its_scenario() -> None:
    procedures = {"heard_points": read_folder(HEARD)}
    scenarios, broken = read_scenarios(procedures["heard_points"].files)
    assert broken == {}
    result = play(scenarios["scenarios/heard.yaml"], "heard_points", procedures)
    assert [f"{failure.step}: {failure.sentence.en}" for failure in result.failures] == []


def test_a_person_is_asked_and_answers_once_and_nobody_else_for_them(world: World) -> None:
    case_id = start_heard(world)
    ask = ask_on(world, case_id, "M1")
    assert (ask.person_id, ask.due_at, ask.silence) == (world.persons["hu"], DUE, "confirm")
    with world.store.read() as work:
        assert (counts(work, world.actor("hu")).asked, counts(work, world.actor("wen")).asked) == (1, 0)
    for username in ("he", "wen", "dai"):
        with pytest.raises(NotFound, match="not asked to answer"):
            answer(world, ask, username, outcome="confirm")
    with pytest.raises(InvalidAnswers) as wrong:
        answer(world, ask, "hu", outcome="appeal")
    assert set(wrong.value.fields) == {"grounds"}
    row = row_named(world, case_id, "M1")
    answer(world, ask, "hu", outcome="appeal", grounds="少计两天在村天数")
    with pytest.raises(AlreadyDone, match="answered this already"):
        answer(world, ask, "hu", outcome="confirm")
    heard = row_named(world, case_id, "M1")
    assert heard.answers == {"reply": "appeal", "grounds": "少计两天在村天数", "witness": None}
    # What the office had before it without the answer is told, and then keeps both.
    task_id = open_task(world, case_id, "review")
    with pytest.raises(RowChanged, match="胡人事 answered on this row on 2026-03-02"):
        save(world, task_id, row, "wen", outcome="keep")
    save(world, task_id, heard, "wen", outcome="change")
    assert row_named(world, case_id, "M1").answers["reply"] == "appeal"
    assert row_named(world, case_id, "M1").answers["outcome"] == "change"
    assert kinds(world, case_id) == ["rows_asked", "row_answered"]
    with world.store.read() as work:
        told = "".join(work.session.scalars(select(HistoryEntry.data)))
        assert "少计" not in told, "values in an entry could never be erased"
        assert verify(work).is_intact


def test_silence_is_written_at_the_due_time_once_and_the_sheet_may_close_first(
    world: World, clock: MovingClock
) -> None:
    case_id = start_heard(world)
    task_id = open_task(world, case_id, "review")
    for key in ("M1", "M2"):
        save(world, task_id, row_named(world, case_id, key), "wen", outcome="keep")
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
    # The sheet has closed, and the answer still arrives.
    answer(world, ask_on(world, case_id, "M1"), "hu", outcome="confirm")
    assert cases_with_due_asks(world.store) == []
    clock.now = DUE - timedelta(hours=20)
    assert work_off(world.store) == 1
    assert work_off(world.store) == 0
    assert [kind for kind, _ in notices(world, "he")] == [NoticeKind.NOTICE, NoticeKind.REMINDER]
    assert [kind for kind, _ in notices(world, "hu")] == [NoticeKind.NOTICE]
    clock.now = DUE
    assert cases_with_due_asks(world.store) == [case_id]
    with ThreadPoolExecutor(4) as workers:
        done = [each.result() for each in [workers.submit(end_row_asks, world.store, case_id) for _ in range(4)]]
    assert sorted(done) == [False, False, False, True]
    with pytest.raises(AlreadyDone, match="The time to answer ended on 2026-03-07 24:00"):
        answer(world, ask_on(world, case_id, "M2"), "he", outcome="appeal", grounds="来不及了吗")
    work_off(world.store)
    assert notices(world, "he")[-1][1] == "本人确认：截至 2026-03-07 24:00 未收到您对“第2名队员”的答复，视为“确认”。"
    assert kinds(world, case_id) == ["rows_asked", "row_answered", "rows_silent"]
    with world.store.read() as work:
        replies = work.session.execute(select(RowReply.person_id, RowReply.is_silence, RowReply.outcome)).all()
        assert sorted(map(tuple, replies), key=str) == sorted(
            [(world.persons["hu"], False, "confirm"), (None, True, "confirm")], key=str
        )
        case = work.session.get_one(Case, case_id)
        assert case.status == "completed"
        seen = open_case(work, case, None, is_peek=True).run.variables
        assert seen["heard"] == ["M1 answered confirm", "M2 silent confirm"]
        assert verify(work).is_intact


def test_the_timer_of_the_case_at_the_same_moment_reads_the_silence(world: World, clock: MovingClock) -> None:
    """Whichever comes first: the timer behind the sheet, or the worker's look at who has said nothing."""
    case_id = start_heard(world)
    task_id = open_task(world, case_id, "review")
    for key in ("M1", "M2"):
        save(world, task_id, row_named(world, case_id, key), "wen", reason="另行核定")
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
    clock.now = DUE
    work_off(world.store)
    with world.store.read() as work:
        seen = open_case(work, work.session.get_one(Case, case_id), None, is_peek=True).run.variables
        assert seen["heard"] == ["M1 silent confirm", "M2 silent confirm"]
        assert work.session.scalar(select(func.count()).select_from(RowReply)) == 2


def test_a_sheet_that_waits_does_not_end_before_everybody_was_heard(store: Store, clock: MovingClock) -> None:
    world = build_heard_office(store, waits=WAITS)
    case_id = start_heard(world)
    task_id = open_task(world, case_id, "review")
    for key in ("M1", "M2"):
        save(world, task_id, row_named(world, case_id, key), "wen", outcome="keep")
    with (
        pytest.raises(RowsOpen, match=r"2 persons have not answered .* after 2026-03-07 24:00"),
        transaction(store) as work,
    ):
        complete(work, task_id, world.actor("wen"), {})
    answer(world, ask_on(world, case_id, "M1"), "hu", outcome="confirm")
    clock.now = DUE
    # Nobody has looked yet who said nothing: the end of the sheet does.
    with transaction(store) as work:
        complete(work, task_id, world.actor("wen"), {})
    assert ask_on(world, case_id, "M2").state is AskState.SILENT


def test_whoever_answers_on_a_row_does_not_settle_it_and_relatives_and_recused_are_not_asked(
    store: Store, clock: MovingClock
) -> None:
    world = build_heard_office(store, secretary=SECRETARY)
    with store.write() as work:
        declare_relative(work, world.persons["bao"], world.persons["hu"], "affinity", None)
    case_id = start_heard(world, secretary="bao")
    with store.read() as work:
        seen = open_case(work, work.session.get_one(Case, case_id), None, is_peek=True).run.variables
        assert (seen["rows_asked"], seen["rows_unasked"]) == (1, 1), "bao is related to the first member"
    task_id = open_task(world, case_id, "review")
    with pytest.raises(NotAllowed, match="asked to answer on this row yourself"):
        save(world, task_id, row_named(world, case_id, "M2"), "bao", outcome="keep")
    with pytest.raises(NotAllowed, match="about you or a relative"):
        save(world, task_id, row_named(world, case_id, "M1"), "bao", outcome="keep")
    ask = ask_on(world, case_id, "M2")
    with transaction(store) as work:
        recuse(work, case_id, world.actor("bao"), "与该队员曾共事，主动回避")
    with pytest.raises(NotAllowed, match="or you are recused"):
        answer(world, ask, "bao", outcome="confirm")
    with store.read() as work:
        refused = work.session.scalars(select(HistoryEntry.data).where(HistoryEntry.kind == "attempt_refused")).all()
        assert [verb for verb in ("save_row", "answer_row") if any(verb in data for data in refused)] == [
            "save_row",
            "answer_row",
        ]
    # Silence of somebody who must not speak means nothing.
    clock.now = DUE
    assert end_row_asks(store, case_id)
    assert ask_on(world, case_id, "M2").state is AskState.WITHDRAWN
    assert "reply" not in row_named(world, case_id, "M2").answers


def test_nobody_is_asked_any_more_when_the_case_ends(world: World, clock: MovingClock) -> None:
    case_id = start_heard(world)
    answer(world, ask_on(world, case_id, "M1"), "hu", outcome="confirm")
    clock.forward(hours=1)
    with transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "该月考核重复登记，予以撤销")
    ask = ask_on(world, case_id, "M2")
    assert (ask.state, ask.next_at) == (AskState.WITHDRAWN, None)
    assert notices(world, "he")[-1][1] == "本人确认：无需再就“第2名队员”作出答复。"
    with pytest.raises(AlreadyDone, match="need not answer this any more"):
        answer(world, ask, "he", outcome="confirm")
    assert kinds(world, case_id) == ["rows_asked", "row_answered", "rows_withdrawn"]
    with world.store.read() as work:
        assert verify(work).is_intact


def test_a_due_time_that_is_past_is_an_incident(store: Store) -> None:
    world = build_heard_office(
        store,
        due="source='= end of day(now(), setting(\"recall.verify_days\"))' => source='= now() - duration(\"P1D\")'",
    )
    with pytest.raises(IncidentRaised, match="is past"):
        start_heard(world)


def test_a_worker_that_is_killed_while_it_writes_silence_leaves_it_once(
    world: World, database_url: str, clock: MovingClock
) -> None:
    case_id = start_heard(world)
    command = [sys.executable, "-m", "tests.sheets.ender", database_url, DUE.isoformat()]
    for wait in (0.0, 0.02):
        with forked.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(wait)
            worker.kill()
    clock.now = DUE
    end_row_asks(world.store, case_id)
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(RowReply)) == 2
        assert set(work.session.scalars(select(RowAsk.state))) == {AskState.SILENT}
        assert kinds(world, case_id) == ["rows_asked", "rows_silent"]
        assert verify(work).is_intact
