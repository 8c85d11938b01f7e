"""Events that people raise: by whom the diagram names, with what they say, and refused to everybody else."""

from __future__ import annotations

import json
import uuid

import pytest
from sqlalchemy import select

from tests.casework.duty_office import REASON
from tests.casework.raised_review import token_of, written
from tests.casework.world import POSTS, World, publish_review, review_files
from tests.clock import at
from workflows.casework.board import deadline_board
from workflows.casework.cases import visible_case
from workflows.casework.errors import CaseworkError, InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Case, CaseStatus, Deadline, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.raise_event import raise_event
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.people import Person, Unit
from workflows.procedure import read_files
from workflows.procedure.checks import check
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify


@pytest.fixture
def case_id(world: World) -> uuid.UUID:
    """A case of it, begun by 胡人事 of BUREAU."""
    publish_review(world.store, review_files(**{"review.bpmn": written()}))
    with transaction(world.store) as work:
        answers = {"subject": "岳明", "unit": "BUREAU"}
        return start_case(work, "review", actor=world.actor("hu"), answers=answers).id


def _token(world: World, case_id: uuid.UUID, name: str = "review.urged") -> uuid.UUID:
    return token_of(world.store, case_id, name)


def test_whom_the_diagram_names_raises_an_event_and_the_case_goes_on(world: World, case_id: uuid.UUID) -> None:
    with world.store.read() as work:
        (offered,) = visible_case(work, case_id, world.actor("dai")).to_raise
        (row,) = deadline_board(work, world.actor("dai")).rows
    assert (offered.label("zh"), offered.token_id) == ("催办", _token(world, case_id))
    assert [each.token_id for each in row.to_raise] == [offered.token_id]
    for _ in range(2):
        # A boundary event that does not interrupt waits again for whoever raises it next.
        with transaction(world.store) as work:
            raise_event(work, case_id, _token(world, case_id), world.actor("dai"), f" {REASON} ")
    with world.store.read() as work:
        notices = work.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.kind == "notice")).all()
        assert [(notice.post_key, notice.text) for notice in notices] == [("general_group", REASON)] * 2
        entries = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "event_raised")).all()
        assert {(entry.element_id, entry.actor_id) for entry in entries} == {("urge", world.persons["dai"])}
        assert entries[0].signature.endswith("戴主任")
        assert REASON not in entries[0].data
        assert json.loads(entries[0].data)["name"] == "review.urged"
        (line, _) = [
            line for line in visible_case(work, case_id, world.actor("bao")).record if line.kind == "event_raised"
        ]
        assert line.reason == REASON
        assert work.session.get_one(Case, case_id).is_open
        assert verify(work).is_intact


def test_the_starter_takes_back_what_the_diagram_lets_a_starter_take_back(world: World, case_id: uuid.UUID) -> None:
    token_id = _token(world, case_id, "review.withdrawn")
    with pytest.raises(NotAllowed, match="Your post may not do this"), transaction(world.store) as work:
        raise_event(work, case_id, token_id, world.actor("dai"), REASON)
    with transaction(world.store) as work:
        raise_event(work, case_id, token_id, world.actor("hu"), REASON)
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        assert (case.status, case.end_event) == (CaseStatus.COMPLETED, "withdrawn")
    with pytest.raises(CaseworkError), transaction(world.store) as work:
        raise_event(work, case_id, token_id, world.actor("hu"), REASON)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("username", "note", "kind"),
    [
        ("he", REASON, NotFound),  # may not know of the case
        ("hu", REASON, NotAllowed),  # started it, and is of the unit
        ("dai", "太慢", InvalidRequest),
        ("dai", "​" * 20, InvalidRequest),
    ],
)
def test_nobody_else_raises_it_and_nothing_is_raised_without_a_word(
    world: World, case_id: uuid.UUID, username: str, note: str, kind: type[CaseworkError]
) -> None:
    token_id = _token(world, case_id)
    with world.store.read() as work:
        before = work.session.get_one(Case, case_id).version
    with pytest.raises(kind), transaction(world.store) as work:
        raise_event(work, case_id, token_id, world.actor(username), note)
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).version == before
        assert not work.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.kind == "notice")).all()


# The event that urges, drawn for an extension instead: what an extension brings stands in the notice.
AT_EXTENSION = {
    '<zeebe:property name="raised_by" value="city_director, general_group@CITY" />': (
        '<zeebe:property name="on_extension" value="true" />'
    ),
    'source="= note"': 'source="= extension_ground + extended_from + note + due_at"',
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_extension_raises_the_event_drawn_for_it_at_its_clock_alone(world: World) -> None:
    publish_review(world.store, review_files(**{"review.bpmn": written(**AT_EXTENSION)}))
    with transaction(world.store) as work:
        for subject in ("岳明", "岳亮"):
            answers = {"subject": subject, "unit": "BUREAU"}
            case_id = start_case(work, "review", actor=world.actor("hu"), answers=answers).id
        clock = work.session.scalars(select(Deadline).where(Deadline.case_id == case_id)).one()
        assert [each.element.id for each in visible_case(work, case_id, world.actor("hu")).to_raise] == ["withdraw"]
    with transaction(world.store) as work:
        extend_deadline(work, clock.id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    with world.store.read() as work:
        told = work.session.scalars(select(Notice).where(Notice.kind == "notice")).all()
        moved = f"road2026-03-09T09:00:00+08:00{REASON}{at('2026-03-12 09:00').isoformat()}"
        assert [(each.case_id, each.text) for each in told] == [(case_id, moved)]
        of_clock = work.session.scalars(select(Notice.post_key).where(Notice.kind == "extended")).all()
        assert "unit_hr" not in of_clock, "the diagram tells the unit"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_event_that_no_longer_waits_or_is_for_nobody_is_refused(world: World, case_id: uuid.UUID) -> None:
    with pytest.raises(InvalidRequest, match="does not wait"), transaction(world.store) as work:
        raise_event(work, case_id, uuid.uuid4(), world.actor("dai"), REASON)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_starter_beside_a_post_lets_nobody_of_the_unit_act_in_that_post(world: World) -> None:
    publish_review(world.store, review_files(**{"review.bpmn": written("city_director, starter")}))
    with transaction(world.store) as work:
        bureau = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        work.session.get_one(Person, world.persons["dai"]).unit_id = bureau  # lent to the office by the unit
        answers = {"subject": "岳明", "unit": "BUREAU"}
        case_id = start_case(work, "review", actor=world.actor("hu"), answers=answers).id
    with pytest.raises(NotAllowed, match="belong to the unit"), transaction(world.store) as work:
        raise_event(work, case_id, _token(world, case_id), world.actor("dai"), REASON)
    with transaction(world.store) as work:
        raise_event(work, case_id, _token(world, case_id), world.actor("hu"), REASON)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_stands_aside_is_neither_offered_nor_allowed_it(world: World, case_id: uuid.UUID) -> None:
    token_id = _token(world, case_id)
    with transaction(world.store) as work:
        recuse(work, case_id, world.actor("bao"), REASON)
    with world.store.read() as work:
        assert not any(row.to_raise for row in deadline_board(work, world.actor("bao")).rows)
    with pytest.raises(CaseworkError), transaction(world.store) as work:
        raise_event(work, case_id, token_id, world.actor("bao"), REASON)


@pytest.mark.parametrize(
    ("posts", "replaced", "code"),
    [
        ("city_directer", {}, "post_unknown"),
        ("administrator", {}, "posts_administrator"),
        (" ", {}, "posts_nobody"),
        ("= [subject]", {}, "raised_posts"),
        ("city_director", {'name="review.urged"': 'name="= subject"'}, "raised_name"),
        ("city_director", {'messageRef="withdrawing"': 'messageRef="urging"'}, "raised_twice"),
        ("city_director", {'"raised_by" value="starter"': '"on_extension" value="yes"'}, "on_extension_value"),
        (
            "city_director, general_group@CITY",
            {'<zeebe:property name="deadline_extension_by" value="city_director" />': "", **AT_EXTENSION},
            "on_extension_no_clock",
        ),
        (
            "city_director",
            {'value="starter" />': 'value="starter" /><zeebe:property name="on_extension" value="true" />'},
            "on_extension_no_message",
        ),
    ],
)
def test_the_check_names_an_event_that_nobody_could_raise(posts: str, replaced: dict[str, str], code: str) -> None:
    procedure = read_files("review", review_files(**{"review.bpmn": written(posts, **replaced)}))
    assert code in {found.code for found in check(procedure, posts=POSTS)}
