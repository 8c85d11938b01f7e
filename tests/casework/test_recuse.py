"""Standing aside, by oneself and by order: what it frees, whom it tells, and what it keeps away."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from tests.casework.duty_office import REASON, Office
from tests.casework.world import World
from workflows.casework import duties
from workflows.casework.counts import counts
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import barred_tasks
from workflows.casework.models import Notice, Recusal, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.recuse import recusal_choices, recuse
from workflows.jobs.duties import return_tasks
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify


@pytest.fixture
def office(world: World) -> Office:
    """The office with a case about somebody."""
    return Office(world)


def stand_aside(office: Office, username: str, *, of: str | None = None, step: str | None = None) -> None:
    """One recusal in a transaction of its own, of oneself or of somebody else."""
    person_id = office.world.persons[of] if of else None
    with transaction(office.world.store) as work:
        recuse(work, office.case_id, office.world.actor(username), REASON, person_id=person_id, element_id=step)


def notices(office: Office) -> dict[str, list[str]]:
    """The English notices of recusals by the post they go to."""
    found: dict[str, list[str]] = {}
    with office.world.store.read() as work:
        for notice in work.session.scalars(select(Notice).where(Notice.kind.in_(("recusal", "unheld")))):
            found.setdefault(notice.post_key or "", []).append(notice.text_en)
    return found


def holder(office: Office) -> uuid.UUID | None:
    """Who holds the first review."""
    with office.world.store.read() as work:
        return work.session.get_one(Task, office.task()).assignee_id


def test_who_stands_aside_from_a_step_keeps_the_other_and_gives_back_what_they_held(office: Office) -> None:
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("wen"))
    stand_aside(office, "wen", step="check_a")
    assert holder(office) is None
    actor = office.world.actor("wen")
    with office.world.store.read() as work:
        assert counts(work, actor).open == 1
        barred = [(each.task.element_id, each.ground) for each in barred_tasks(work, actor)]
        assert barred == [("check_a", duties.RECUSED)]
        assert not duties.recused_from(work, actor, office.case_id)
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "recused")).one()
        assert (entry.actor_id, entry.element_id) == (actor.person_id, "check_a")
        assert REASON not in entry.data
        assert verify(work).is_intact
    with pytest.raises(NotAllowed, match="recused from this step"), transaction(office.world.store) as work:
        claim(work, office.task(), actor)


def test_the_director_and_those_who_may_act_are_told_but_not_why(office: Office) -> None:
    stand_aside(office, "wen")
    told = notices(office)
    assert set(told) == {"city_director", "general_group"}
    for sentences in told.values():
        assert all("文静 stands aside" in sentence and REASON not in sentence for sentence in sentences)
    with office.world.store.read() as work:
        assert duties.recused_from(work, office.world.actor("wen"), office.case_id)


def test_where_nobody_is_left_the_same_posts_hear_it_as_from_the_worker_and_once(office: Office) -> None:
    stand_aside(office, "wen")
    assert "administrator" not in notices(office)
    stand_aside(office, "bao", step="check_a")
    return_tasks(office.world.store)
    told = {post: [each for each in texts if "Nobody can act" in each] for post, texts in notices(office).items()}
    # As test_holders finds them told by the worker.
    assert {post: len(texts) for post, texts in told.items() if texts} == {
        "administrator": 1,
        "city_director": 1,
        "supervisor": 1,
    }
    assert "everybody in the post is recused" in told["supervisor"][0]


def test_the_director_orders_a_named_person_to_stand_aside(office: Office) -> None:
    with transaction(office.world.store) as work:
        claim(work, office.task(), office.world.actor("wen"))
        offered = recusal_choices(work, office.case_id, office.world.actor("dai"), office.task())
        assert sorted(person.name for person in offered.people) == ["文静", "鲍杰"]
        assert recusal_choices(work, office.case_id, office.world.actor("wen"), office.task()).people == []
    stand_aside(office, "dai", of="wen")
    assert holder(office) is None
    with office.world.store.read() as work:
        recusal = work.session.scalars(select(Recusal)).one()
        assert recusal.person_id == office.world.persons["wen"]
        assert recusal.ordered_by_id == office.world.persons["dai"]
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "recused")).one()
        assert entry.signature == "CITY单位·驻村办主任 戴主任"


def test_saying_it_twice_changes_nothing(office: Office) -> None:
    for _ in range(2):
        stand_aside(office, "wen")
    stand_aside(office, "wen", step="check_a")
    with office.world.store.read() as work:
        assert len(work.session.scalars(select(Recusal)).all()) == 1
        assert len(work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "recused")).all()) == 1


def test_what_a_recusal_refuses(office: Office) -> None:
    with pytest.raises(NotAllowed):
        stand_aside(office, "wen", of="bao")
    with pytest.raises(NotFound):
        stand_aside(office, "he")
    with pytest.raises(InvalidRequest, match="not open"):
        stand_aside(office, "wen", step="supplement")
    with pytest.raises(InvalidRequest, match="at least 10"), transaction(office.world.store) as work:
        recuse(work, office.case_id, office.world.actor("wen"), "有关系")
    with office.world.store.read() as work:
        assert work.session.scalars(select(Recusal)).all() == []
