"""A case keeps the settings of its start, in the unit that it is about; FEEL reads them wherever the case reads anything."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.casework.world import World, build_world, form, publish_review, review_files
from tests.office.values import decided
from workflows.casework.errors import InvalidAnswers
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.models import Case, Deadline, Task
from workflows.casework.replay import replay
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case, start_environment
from workflows.feel import FeelError, parse_expression
from workflows.proof.verify import verify
from workflows.store import Store

DAYS = b"duration(&quot;P&quot; + string(setting(&quot;recall.days&quot;)) + &quot;D&quot;)"
ANSWERS = {"subject": "1号", "unit": "BUREAU"}


@pytest.fixture
def world(store: Store) -> World:
    """The office with a review whose clock, task and form read a setting."""
    built = build_world(store)
    files = review_files()
    files["review.bpmn"] = files["review.bpmn"].replace(b"duration(&quot;P7D&quot;)", DAYS)
    limit = {"type": "number", "key": "mark_a", "label": "分数"}
    limit["properties"] = {"check": '=value <= setting("recall.days")', "check_message": "分数过高"}
    files["forms/check_a.form"] = form("check_a", limit)
    publish_review(store, files)
    return built


def begin(world: World, **answers: str) -> uuid.UUID:
    """A review that the personnel section starts."""
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={**ANSWERS, **answers}).id


def clock_of(world: World, case_id: uuid.UUID) -> int:
    """How many days the case's clock was given."""
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline).where(Deadline.case_id == case_id)).one()
        return (deadline.due_at - deadline.started_at).days


def days_of(world: World, case_id: uuid.UUID) -> int:
    """The setting as an expression of the case reads it on a page."""
    with world.store.read() as work:
        found: int = parse_expression('setting("recall.days")').evaluate({}, environment_of_case(work, case_id))
        return found


def test_a_running_case_keeps_what_held_at_its_start_and_a_new_one_takes_the_new(world: World) -> None:
    before = begin(world)
    with world.store.write() as work:
        decided(work, "10", since=date(2020, 1, 1))  # from long before the case: its open deadline does not move
    after = begin(world)
    assert [clock_of(world, case_id) for case_id in (before, after)] == [7, 10]
    assert [days_of(world, case_id) for case_id in (before, after)] == [7, 10]
    with transaction(world.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == before, Task.element_id == "check_a")).one()
        with pytest.raises(InvalidAnswers):
            complete(work, task.id, world.actor("wen"), {"mark_a": 8})
    with transaction(world.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == after, Task.element_id == "check_a")).one()
        complete(work, task.id, world.actor("wen"), {"mark_a": 8})
    with world.store.read() as work:
        sets = set(work.session.scalars(select(Case.settings)))
        assert len(sets) == 2
        assert None not in sets
        assert verify(work).is_intact
    assert replay(world.store, timedelta(days=1)).differences == []


def test_the_unit_that_the_case_is_about_decides_not_the_starter_s(world: World) -> None:
    with world.store.write() as work:
        decided(work, "3", unit="BUREAU")
        decided(work, "4", unit="SCHOOL")
    own = begin(world)
    with transaction(world.store) as work:
        other = start_case(work, "review", {"subject": "2号", "unit": "SCHOOL"}, actor=world.actor("hu")).id
    assert [clock_of(world, case_id) for case_id in (own, other)] == [3, 4]
    with world.store.read() as work:
        here = start_environment(work, world.actor("hu"))
        assert parse_expression('setting("recall.days")').evaluate({}, here) == 3


def test_a_case_from_before_there_were_settings_goes_by_what_was_shipped_for_its_day(world: World) -> None:
    case_id = begin(world)
    with world.store.write() as work:
        decided(work, "10", since=date(2020, 1, 1))
        work.session.get_one(Case, case_id).settings = None
    assert days_of(world, case_id) == 7
    with transaction(world.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == case_id, Task.element_id == "check_a")).one()
        complete(work, task.id, world.actor("wen"), {"mark_a": 7})
        assert work.session.get_one(Case, case_id).settings is None


def test_an_unknown_key_is_an_error_with_a_sentence_not_nothing(world: World) -> None:
    case_id = begin(world)
    with world.store.read() as work, pytest.raises(FeelError, match=r"no setting recall\.dasy"):
        parse_expression('setting("recall.dasy")').evaluate({}, environment_of_case(work, case_id))
