"""The title for people outside the offices: a case is known to them by no number of what it began with, on any list or page."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.casework.board import deadline_board
from workflows.casework.case_list import list_cases
from workflows.casework.cases import visible_case
from workflows.casework.inbox import inbox
from workflows.casework.models import Case, Notice, Task
from workflows.casework.notices import notices_for
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.appoint import appoint
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.people import Person
from workflows.proof.verify import verify

NUMBER = "驻线7号"
OUTSIDE = "审核案件"
FULL = "审核 陈小明"  # for readers, and for who does a step that shows something of the file
REASON = "与经办人系夫妻关系，应当回避。"
_MARK = b'<zeebe:property name="business_key"'


@pytest.fixture
def case_id(world: World) -> uuid.UUID:
    """A case begun with a number that its own unit must not learn, waiting for the unit."""
    title = f'<zeebe:property name="title_outside" value="{OUTSIDE}" />'.encode()
    named = REVIEW.replace(_MARK, title + _MARK).replace(
        b"= &quot;\xe5\xae\xa1\xe6\xa0\xb8 &quot; + subject", FULL.encode()
    )
    publish_review(world.store, review_files(**{"review.bpmn": named}))
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": NUMBER, "unit": "BUREAU"}).id
    for step, username, answers in (("check_a", "wen", {"mark_a": 1}), ("check_b", "bao", {"mark_b": 1})):
        with transaction(world.store) as work:
            complete(work, _task(world, case_id, step), world.actor(username), answers)
    return case_id


def _task(world: World, case_id: uuid.UUID, step: str) -> uuid.UUID:
    with world.store.read() as work:
        return work.session.scalars(select(Task.id).where(Task.case_id == case_id, Task.element_id == step)).one()


def _titles(world: World, case_id: uuid.UUID, username: str, step: str) -> set[str]:
    """The title in every list and on every page to which somebody may come."""
    actor = world.actor(username)
    with world.store.read() as work:
        found = {case.title.zh for case in inbox(work, actor, "started").cases}
        found |= {row.title.zh for row in (*inbox(work, actor, "posts").rows, *inbox(work, actor, "done").rows)}
        found |= {case.title.zh for case in list_cases(work, actor).cases}
        found |= {row.case.title.zh for row in deadline_board(work, actor).rows}
        found |= {row.case_title.zh for row in notices_for(work, actor).rows if row.case_title}
        file = visible_case(work, case_id, actor)
        found |= {file.case.title.zh}
        assert file.case.business_key in (None, NUMBER)
        found |= {f"key {file.case.business_key}"} if file.case.business_key else set()
        found |= {visible_task(work, _task(world, case_id, step), actor).title.zh}
    return found


def test_people_outside_the_offices_know_a_case_by_no_number_of_its_beginning(world: World, case_id: uuid.UUID) -> None:
    assert _titles(world, case_id, "hu", "supplement") == {OUTSIDE, FULL}
    assert _titles(world, case_id, "wen", "check_a") == {FULL, f"key {NUMBER}"}
    with world.store.read() as work:
        for username, number, expected in (
            ("hu", NUMBER, 0),
            ("hu", OUTSIDE, 1),
            ("adm", NUMBER, 1),
            ("wen", NUMBER, 1),
        ):
            actor = world.actor(username)
            assert len(list_cases(work, actor, search=number).cases) == expected, (username, number)
        assert inbox(work, world.actor("hu"), "posts", search=NUMBER).rows == []
        assert verify(work).is_intact


def test_who_stands_aside_in_an_office_knows_it_by_none_either(world: World, case_id: uuid.UUID) -> None:
    with transaction(world.store) as work:
        recuse(work, case_id, world.actor("bao"), REASON)
    with world.store.read() as work:
        done = [row.title.zh for row in inbox(work, world.actor("bao"), "done").rows]
        assert done == [OUTSIDE]
        assert list_cases(work, world.actor("bao"), search=NUMBER).cases == []


def test_no_notice_names_the_number(world: World, case_id: uuid.UUID) -> None:
    with transaction(world.store) as work:
        recuse(work, case_id, world.actor("dai"), REASON, person_id=world.persons["hu"], element_id="supplement")
    with world.store.write() as work:
        # Who is appointed to a unit's step belongs to it.
        work.session.get_one(Person, world.persons["he"]).unit_id = work.session.get_one(Case, case_id).unit_id
    with transaction(world.store) as work:
        appoint(work, _task(world, case_id, "supplement"), world.actor("dai"), world.persons["he"], REASON)
    with world.store.read() as work:
        told = work.session.scalars(select(Notice)).all()
        assert {notice.kind.value for notice in told} >= {"recusal", "unheld", "appointed"}
        assert all(NUMBER not in notice.text + notice.text_en for notice in told)
        assert all(OUTSIDE in notice.text for notice in told)
