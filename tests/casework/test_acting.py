"""The way that every verb takes: what is asked first, of what, and what whoever is refused is told."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock
from workflows.casework import acting, duties
from workflows.casework.errors import AlreadyDone, CaseClosed, IncidentRaised, NotAllowed
from workflows.casework.models import Case, Decision, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.release import release
from workflows.casework.verbs.start import start_case
from workflows.people import Actor, Person, Unit
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork
from workflows.store.guard import TOLD
from workflows.store.trouble import ReferenceMoved

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]
Verb = Callable[[UnitOfWork, uuid.UUID, Actor], object]
VERBS: dict[str, Verb] = {
    "claim": claim,
    "release": release,
    "complete": lambda work, task_id, actor: complete(work, task_id, actor, {"mark_a": 9}),
}


def refused(world: World, verb: str, task_id: uuid.UUID, username: str, error: type[Exception]) -> str:
    with pytest.raises(error) as told, transaction(world.store) as work:
        VERBS[verb](work, task_id, world.actor(username))
    return str(told.value)


def kinds(world: World, case_id: uuid.UUID) -> list[str]:
    """What the history of the case tells, the oldest first."""
    with world.store.read() as work:
        told = select(HistoryEntry.kind).where(HistoryEntry.case_id == case_id).order_by(HistoryEntry.id)
        return list(work.session.scalars(told))


def test_claiming_and_releasing_are_told_to_the_history_with_task_person_and_post(
    world: World, case_id: uuid.UUID, task_of: Find
) -> None:
    task_id = task_of("check_a")
    for verb, kind in ((claim, "task_claimed"), (release, "task_released")):
        with transaction(world.store) as work:
            verb(work, task_id, world.actor("wen"))
        with world.store.read() as work:
            entry = work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
            assert (entry.kind, entry.case_id, entry.element_id) == (kind, case_id, "check_a")
            assert (entry.actor_id, json.loads(entry.data)["task_id"]) == (world.persons["wen"], str(task_id))
            assert "综合组" in entry.signature


def test_who_holds_a_task_is_named_with_the_moment_of_claiming(world: World, clock: MovingClock, task_of: Find) -> None:
    task_id = task_of("check_a")
    clock.forward(hours=3)
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("wen"))
    clock.forward(hours=1)
    for verb in ("claim", "complete"):
        assert "文静 claimed this task on 2026-03-02 at 12:00" in refused(world, verb, task_id, "bao", AlreadyDone)


def test_an_ended_task_says_how_it_ended(
    world: World, clock: MovingClock, case_id: uuid.UUID, task_of: Find, do: Do
) -> None:
    taken_away = task_of("check_b")
    done = do("check_a", "wen", mark_a=9)
    clock.forward(hours=2)
    for verb in VERBS:
        assert "completed by 文静 on 2026-03-02 at 09:00" in refused(world, verb, done, "bao", AlreadyDone)
    with transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "登记有误，予以撤销。")
    for verb in VERBS:
        assert "moved on without it" in refused(world, verb, taken_away, "bao", AlreadyDone)


@pytest.mark.parametrize("is_damaged", [False, True])
def test_what_a_timer_that_is_due_changes_counts_before_anybody_is_asked(
    world: World, clock: MovingClock, is_damaged: bool
) -> None:
    """The reminder makes the case one of SCHOOL: whoever is on the roll of SCHOOL may act until then, and no longer.

    So also where the row no longer says when the timer is due: the engine knows.
    """
    moved = REVIEW.replace(
        b'target="text" /></zeebe:ioMapping>',
        b'target="text" /><zeebe:output source="= &quot;SCHOOL&quot;" target="unit" /></zeebe:ioMapping>',
    )
    assert moved != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": moved}))
    with world.store.write() as work:
        school = work.session.scalars(select(Unit.id).where(Unit.code == "SCHOOL")).one()
        work.session.get_one(Person, world.persons["wen"]).unit_id = school
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    with world.store.read() as work:
        of_case = Task.case_id == case.id, Task.element_id == "check_a"
        task_id = work.session.scalars(select(Task.id).where(*of_case)).one()
        duties.require(
            work, world.actor("wen"), work.session.get_one(Case, case.id), work.session.get_one(Task, task_id)
        )
    if is_damaged:
        with world.store.write() as work:
            row = work.session.get_one(Case, case.id)
            mirror = json.loads(row.mirror)
            mirror["timers"] = dict.fromkeys(mirror["timers"], "at some time")
            row.mirror = json.dumps(mirror, ensure_ascii=False, separators=(",", ":"))
    clock.forward(days=6, minutes=1)
    assert refused(world, "complete", task_id, "wen", NotAllowed) == duties.SAME_UNIT.en
    with world.store.read() as work:
        decided = select(func.count()).select_from(Decision).where(Decision.task_id == task_id)
        assert work.session.scalar(decided) == 0
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("bao"), {"mark_a": 9})


def test_posts_that_change_after_they_were_asked_about_undo_the_verb(
    world: World, task_of: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = task_of("check_a")
    ask = acting.may_act

    def overtaken(work: UnitOfWork, *asked: object) -> object:
        holding = ask(work, *asked)  # type: ignore[arg-type]
        work.connection.execute(text("UPDATE reference_version SET number = number + 1"))
        return holding

    monkeypatch.setattr(acting, "may_act", overtaken)
    refused(world, "claim", task_id, "wen", ReferenceMoved)
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).assignee_id is None


def test_what_is_due_later_is_not_fired_by_a_verb(world: World, clock: MovingClock, case_id: uuid.UUID, do: Do) -> None:
    clock.forward(days=5, hours=23)
    do("check_a", "wen", mark_a=9)
    assert "timer_fired" not in kinds(world, case_id)
    clock.now += timedelta(hours=2)
    do("check_b", "bao", mark_b=9)
    assert kinds(world, case_id).index("timer_fired") < len(kinds(world, case_id)) - 1


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_case_that_cannot_be_read_can_only_be_broken_off(
    world: World, case_id: uuid.UUID, task_of: Find, is_empty: bool
) -> None:
    task_id = task_of("check_a")
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        mirror = json.loads(case.mirror)
        del mirror["bars"]  # as it was kept before there were any
        if is_empty:
            mirror["bars"] = None
        case.mirror, case.state = json.dumps(mirror, ensure_ascii=False, separators=(",", ":")), b"rubbish"
    refused(world, "claim", task_id, "wen", IncidentRaised)
    with transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "登记有误，予以撤销。")
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "cancelled"
    with pytest.raises(CaseClosed), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "登记有误，予以撤销。")


def test_a_verb_sees_the_task_as_it_stands_now_not_as_it_was_read_before(world: World, task_of: Find) -> None:
    task_id = task_of("check_a")
    # What somebody else commits between the reading and the lock, as PostgreSQL lets them.
    with world.store.read() as work:
        values = {"status": "cancelled", "ended_at": work.now}
    ended = update(Task).where(Task.id == task_id).values(**values).execution_options(**{TOLD: True})

    def claim_late(work: UnitOfWork) -> None:
        read_before = work.session.get_one(Task, task_id)
        assert read_before.status == "open"
        work.connection.execute(ended)
        claim(work, read_before.id, world.actor("wen"))

    with pytest.raises(AlreadyDone, match="moved on without it"), transaction(world.store) as work:
        claim_late(work)
