"""Duties in every verb: who is refused, with which sentence, and that nothing is written but the log entry."""

from __future__ import annotations

import json
import pkgutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text

import workflows.casework.verbs
from tests.casework.duty_office import REASON, Office, counted, leave_nobody, make, state_of
from tests.casework.world import World
from tests.clock import MovingClock
from tests.owner import owner_of
from workflows.calendar.zone import local_date
from workflows.casework import duties
from workflows.casework.access import may_know
from workflows.casework.case_list import list_cases
from workflows.casework.counts import counts
from workflows.casework.errors import AlreadyDone, CaseworkError, NotAllowed, NotFound
from workflows.casework.inbox import barred_tasks, inbox
from workflows.casework.models import Case, Deadline, Decision, Incident, Task, TaskBar, TaskCandidate
from workflows.casework.relations import needed_soon, open_declarations
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.appoint import appoint
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.explain_overdue import explain_overdue
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.raise_event import raise_event
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.release import release
from workflows.casework.verbs.retry import retry
from workflows.casework.verbs.save_row import save_row
from workflows.people import Actor, Person, Relation, Unit
from workflows.people.relatives import confirm_relation
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import UnitOfWork


def _complete(office: Office, work: UnitOfWork, actor: Actor) -> object:
    return complete(work, office.task(), actor, {"mark_a": 6})


def _extend(office: Office, work: UnitOfWork, actor: Actor) -> object:
    deadline = work.session.get_one(Deadline, office.one(Deadline))
    return extend_deadline(work, deadline.id, actor, deadline.due_at + timedelta(days=2), "road", REASON)


# Every file of verbs/, and how the verb is asked for. A verb that is not here fails the first test.
VERBS: dict[str, Callable[[Office, UnitOfWork, Actor], object]] = {
    "claim": lambda office, work, actor: claim(work, office.task(), actor),
    "release": lambda office, work, actor: release(work, office.task(), actor),
    "complete": _complete,
    "save_row": lambda office, work, actor: save_row(work, office.task(), uuid.uuid4(), actor, {}, version=0),
    "extend": _extend,
    "explain_overdue": lambda office, work, actor: explain_overdue(work, office.one(Deadline), actor, "road", REASON),
    "raise_event": lambda office, work, actor: raise_event(work, office.case_id, office.event(), actor, REASON),
    "recuse": lambda office, work, actor: recuse(
        work, office.case_id, actor, REASON, person_id=office.world.persons["wen"]
    ),
    "appoint": lambda office, work, actor: appoint(work, office.task(), actor, office.world.persons["he"], REASON),
    "cancel": lambda office, work, actor: cancel_case(work, office.case_id, actor, REASON),
    "retry": lambda office, work, actor: retry(work, office.one(Incident), actor),
}
TOLD = {
    "claim": "task_claimed",
    "complete": "task_completed",
    "extend": "deadline_extended",
    "explain_overdue": "overdue_explained",
    "raise_event": "event_raised",
    "recuse": "recused",
    "appoint": "task_appointed",
    "cancel": "case_cancelled",
    "retry": "incident_retried",
}
# Nobody is kept from a case that does not exist yet; starting writes the decision that others are kept apart by. The calendar is
# taken by the worker, for nobody. What keeps whoever is asked about a row from it, `barred_from` says (tests/sheets/test_heard.py).
ASKS_NOTHING = {"answer_row", "start", "take_calendar"}
ON_TASKS = ("claim", "release", "complete", "save_row")
# They need a holder, or a task over rows (tests/sheets): for whoever is free to act they are shown there.
ELSEWHERE = ("release", "save_row")


@pytest.fixture
def office(world: World) -> Office:
    """The office, its case, and whoever is asked about."""
    return Office(world)


# "relative told of": somebody else declared it, and it is confirmed.
DUTIES = ("recused", "same unit", "relative", "relative told of")
SENTENCES = {
    ("recused", True): "recused from this case",
    ("recused", False): "recused from this case",
    ("same unit", True): "belong to the unit",
    ("same unit", False): "belong to the unit",
    ("relative", True): "relative of yours",
    ("relative", False): "relative of yours",
    ("relative told of", True): "relative of yours",
    ("relative told of", False): "relative of yours",
    ("nominator", True): "took part in an earlier step",
    ("administrator", True): "not assigned to a post of yours",
}
CASES = [
    *((verb, kind) for verb in VERBS for kind in (*DUTIES, "former holder", "stranger")),
    *((verb, kind) for verb in ON_TASKS for kind in ("nominator", "administrator")),
    ("extend", "administrator"),
    ("appoint", "administrator"),
]


@pytest.mark.parametrize(("verb", "kind"), CASES)
def test_whoever_must_not_act_is_refused_and_only_the_attempt_is_kept(office: Office, verb: str, kind: str) -> None:
    username = make(office, kind)
    store, before = office.world.store, counted(office.world.store)
    state = state_of(store, office.case_id)
    actor = office.world.actor(username)
    with pytest.raises(CaseworkError) as refused, transaction(store) as work:
        VERBS[verb](office, work, actor)
    if kind in ("stranger", "former holder"):
        assert isinstance(refused.value, NotFound)
    else:
        assert isinstance(refused.value, NotAllowed)
        other = "Your post may not extend" if verb == "extend" else "Your post does not allow"
        expected = SENTENCES.get((kind, verb in ON_TASKS), other)
        assert expected in refused.value.sentence.en
    after = counted(store)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "history_entry": 1,
        "entry_value": 1,
    }
    assert state_of(store, office.case_id) == state
    with store.read() as work:
        entry = work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
        assert (entry.kind, entry.case_id, entry.actor_id) == ("attempt_refused", office.case_id, actor.person_id)
        assert json.loads(entry.data)["verb"] == verb
        assert verify(work).is_intact


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_verb_asks_about_duties(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {module.name for module in pkgutil.iter_modules(workflows.casework.verbs.__path__)}
    assert files == set(VERBS) | ASKS_NOTHING

    class Asked(Exception):
        """The one question was put."""

    def ask(*_: object, **__: object) -> None:
        raise Asked

    monkeypatch.setattr(duties, "require", ask)
    for act in VERBS.values():
        with pytest.raises(Asked), transaction(office.world.store) as work:
            act(office, work, office.world.actor("bao"))


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ELSEWHERE])
def test_nothing_keeps_away_whoever_is_free_to_act(office: Office, clock: MovingClock, verb: str) -> None:
    if verb == "explain_overdue":
        clock.forward(days=8)
    if verb == "appoint":
        leave_nobody(office)
    with transaction(office.world.store) as work:
        VERBS[verb](office, work, office.world.actor("bao"))
    with office.world.store.read() as work:
        told = work.session.scalars(
            select(HistoryEntry.kind).where(HistoryEntry.case_id == office.case_id).order_by(HistoryEntry.sequence)
        ).all()
        assert told[-1] == TOLD[verb]
        assert "attempt_refused" not in told
        assert verify(work).is_intact


def test_who_started_a_case_has_decided_and_may_be_kept_apart(office: Office) -> None:
    with office.world.store.read() as work:
        started = work.session.scalars(select(Decision).where(Decision.task_id.is_(None))).one()
        assert (started.element_id, started.person_id) == ("begin", office.world.persons["hu"])
        assert started.signature == "BUREAU单位·人事科 胡人事"
    office.start("wen")
    with pytest.raises(NotAllowed, match="took part"), transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("wen"))


def test_a_decision_to_start_that_was_altered_is_found(office: Office) -> None:
    with owner_of(office.world.store) as owner:
        owner.execute(text("UPDATE decision SET signature = '别人' WHERE task_id IS NULL"))
    with office.world.store.read() as work:
        (breach,) = verify(work).breaches
        assert breach.sentence.endswith("differs from what the history tells.")


@pytest.mark.parametrize("kind", DUTIES)
def test_tasks_one_is_barred_from_are_not_counted_and_stand_apart_with_the_reason(office: Office, kind: str) -> None:
    actor = office.world.actor("bao")
    with office.world.store.read() as work:
        assert (counts(work, actor).open, len(inbox(work, actor, "posts").tasks)) == (2, 2)
        assert barred_tasks(work, actor) == []
    make(office, kind)
    with office.world.store.read() as work:
        left = [task.element_id for task in inbox(work, actor, "posts").tasks]
        barred = {each.task.element_id: each.ground.en for each in barred_tasks(work, actor)}
        # The second review names nobody whom it recuses: only a recusal from the case, or whom that is about, keeps people away.
        assert left == (["check_b"] if kind == "same unit" else [])
        assert counts(work, actor).open == len(left)
        assert SENTENCES[kind, True] in barred["check_a"]


def test_a_relation_that_has_ended_keeps_nobody_away(office: Office, clock: MovingClock) -> None:
    make(office, "relative")
    with office.world.store.write() as work:
        work.session.scalars(select(Relation)).one().ended_on = local_date(work.now)
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("bao"))


def test_an_open_declaration_keeps_away_who_made_it_and_nobody_else(office: Office) -> None:
    """Nobody is driven from a case by a word; and whoever steps back does so at once."""
    world = office.world
    with world.store.write() as work:
        for one, other in (("subject", "bao"), ("wen", "subject")):
            pair = {
                "person_id": world.persons.get(one, office.subject),
                "other_id": world.persons.get(other, office.subject),
            }
            work.session.add(Relation(**pair, kind="spouse", declared_at=work.now, open_since=work.now))
    with world.store.read() as work:
        assert not duties.recused_from(work, world.actor("bao"), office.case_id)
        assert duties.recused_from(work, world.actor("wen"), office.case_id)
        (seen,) = open_declarations(work, office.case_id)[:1]
        assert (seen.named, seen.declarer, seen.is_denied) == ("鲍杰", "岳明", False)
    with pytest.raises(NotAllowed, match="relative of yours"), transaction(world.store) as work:
        claim(work, office.task(), world.actor("wen"))
    with transaction(world.store) as work:
        claim(work, office.task(), world.actor("bao"))
    with world.store.write() as work:
        relation_id = work.session.scalars(select(Relation.id).where(Relation.other_id == world.persons["bao"])).one()
        assert needed_soon(work, [relation_id]) == {relation_id}
        confirm_relation(work, relation_id, by=world.persons["dai"], reason="经查阅干部档案")
        assert open_declarations(work, office.case_id) == []
    with pytest.raises(NotAllowed, match="relative of yours"), transaction(world.store) as work:
        complete(work, office.task(), world.actor("bao"), {"mark_a": 6})
    with world.store.read() as work:
        assert verify(work).is_intact


def test_a_task_that_has_ended_keeps_neither_candidates_nor_bars(office: Office) -> None:
    task_id = office.task()
    with transaction(office.world.store) as work:
        complete(work, task_id, office.world.actor("wen"), {"mark_a": 6})
    with office.world.store.read() as work:
        for row in (TaskCandidate, TaskBar):
            assert task_id not in set(work.session.scalars(select(row.task_id)))
    with transaction(office.world.store) as work:
        cancel_case(work, office.case_id, office.world.actor("dai"), REASON)
    with office.world.store.read() as work:
        assert work.session.scalars(select(TaskCandidate.id)).all() == []
        assert work.session.scalars(select(TaskBar.id)).all() == []


def test_an_ended_task_tells_nothing_to_whoever_may_not_know_of_it(office: Office) -> None:
    task_id = office.task()
    with transaction(office.world.store) as work:
        complete(work, task_id, office.world.actor("wen"), {"mark_a": 6})
    with office.world.store.read() as work:
        assert list_cases(work, office.world.actor("he")).cases == []
    for act in (claim, release):
        with pytest.raises(NotFound), transaction(office.world.store) as work:
            act(work, task_id, office.world.actor("he"))
    with pytest.raises(NotFound), transaction(office.world.store) as work:
        complete(work, task_id, office.world.actor("he"), {"mark_a": 6})
    with pytest.raises(AlreadyDone, match="文静"), transaction(office.world.store) as work:
        claim(work, task_id, office.world.actor("bao"))


def test_a_verb_tells_of_an_ended_task_no_more_than_its_page(office: Office) -> None:
    """A link to a finished step tells by whom and when only to those who could open it."""
    task_id = office.task()
    with transaction(office.world.store) as work:
        complete(work, task_id, office.world.actor("wen"), {"mark_a": 6})
    told = {}
    for name in office.world.users:
        actor = office.world.actor(name)
        with office.world.store.read() as work:
            try:
                opens = bool(visible_task(work, task_id, actor))
            except NotFound:
                opens = False
        for act in (claim, release, partial(complete, answers={"mark_a": 6})):
            with pytest.raises(AlreadyDone if opens else NotFound), transaction(office.world.store) as work:
                act(work, task_id, actor)
        told[name] = opens
    assert told["wen"]
    assert told["bao"]
    with office.world.store.read() as work:
        knowing = [name for name in told if may_know(work, office.case_id, office.world.actor(name))]
    assert [name for name in knowing if not told[name]], "somebody knows of the case and not of this step"


def test_a_post_opens_no_finished_step_to_somebody_recused(office: Office) -> None:
    task_id = office.task()
    make(office, "recused")
    with transaction(office.world.store) as work:
        complete(work, task_id, office.world.actor("wen"), {"mark_a": 6})
    with pytest.raises(NotFound), office.world.store.read() as work:
        visible_task(work, task_id, office.world.actor("bao"))
    with pytest.raises(NotFound), transaction(office.world.store) as work:
        claim(work, task_id, office.world.actor("bao"))


def test_a_holder_who_became_barred_keeps_nobody_else_from_the_task(office: Office) -> None:
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("bao"))
    make(office, "recused")
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("wen"))
    with office.world.store.read() as work:
        assert work.session.get_one(Task, office.task()).assignee_id == office.world.persons["wen"]
        assert verify(work).is_intact


def test_bars_follow_the_variables_that_they_read(office: Office) -> None:
    with transaction(office.world.store) as work:
        retry(work, office.one(Incident), office.world.actor("wen"), {"unit": "SCHOOL"})
    with transaction(office.world.store) as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        work.session.get_one(Person, office.world.persons["bao"]).unit_id = unit_id
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("bao"))


def test_a_case_last_saved_before_bars_were_kept_gets_them_at_its_next_verb(office: Office) -> None:
    with office.world.store.write() as work:
        for bar in work.session.scalars(select(TaskBar)):
            work.session.delete(bar)
        case = work.session.get_one(Case, office.case_id)
        mirror = json.loads(case.mirror)
        del mirror["bars"], mirror["subjects"]
        case.mirror = json.dumps(mirror, separators=(",", ":"))
    make(office, "same unit")
    with pytest.raises(NotAllowed, match="belong to the unit"), transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("bao"))
