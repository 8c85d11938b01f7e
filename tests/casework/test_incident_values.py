"""The values of an incident: for the post that owns the process alone, which corrects them and lets the case go on."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from tests.casework.test_incidents import BROKEN_CONDITION, act, start
from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.casework.errors import IncidentRaised, InvalidAnswers, InvalidRequest, NotAllowed, NotFound
from workflows.casework.incident_values import corrections, incident_values
from workflows.casework.models import Case, Incident, Notice, Recusal
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.retry import retry
from workflows.casework.verbs.start import start_case

# The owner is one person's post; both posts read the file.
OWNED = BROKEN_CONDITION.replace(b'name="owner" value="general_group"', b'name="owner" value="city_director"')


def stopped(world: World, diagram: bytes = OWNED) -> tuple[uuid.UUID, uuid.UUID]:
    """A case that stopped at a condition, and its incident."""
    case_id = start(world, diagram)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised):
        act(world, case_id, "check_b", "bao", mark_b=9)
    with world.store.read() as work:
        return case_id, work.session.scalars(select(Incident.id)).one()


def test_the_owner_sees_the_variables_that_the_failed_expression_reads(world: World) -> None:
    named = OWNED.replace("&quot;审核 &quot;".encode(), "&quot;陈小明 &quot;".encode())
    assert named != OWNED
    case_id, incident_id = stopped(world, named)
    with world.store.read() as work:
        shown = incident_values(work, case_id, incident_id, world.actor("dai"))
        assert [(value.name, value.kind, value.written) for value in shown.values] == [
            ("bonus", "null", ""),
            ("mark_a", "number", "9"),
        ]
        told = work.session.scalars(select(Notice).order_by(Notice.post_key)).all()
        assert [notice.post_key for notice in told] == ["administrator", "city_director"]
        assert "陈小明" in work.session.get_one(Case, case_id).title
        assert not any("陈小明" in notice.text + notice.text_en for notice in told), "whom it is about is for readers"


def test_nobody_else_reads_or_corrects_them(world: World) -> None:
    case_id, incident_id = stopped(world)
    for username in ("wen", "adm", "hu", "he"):
        refused = NotFound if username == "he" else NotAllowed
        with world.store.read() as work, pytest.raises(refused):
            incident_values(work, case_id, incident_id, world.actor(username))
        with pytest.raises(refused), transaction(world.store) as work:
            retry(work, incident_id, world.actor(username), {"bonus": 5})
    with world.store.read() as work:
        assert work.session.get_one(Incident, incident_id).resolved_at is None


def test_an_owner_who_stands_aside_reads_them_no_longer(world: World) -> None:
    case_id, incident_id = stopped(world)
    with world.store.write() as work:
        me = world.persons["dai"]
        work.session.add(Recusal(case_id=case_id, person_id=me, reason="与当事人有关系", recused_at=work.now))
    with world.store.read() as work, pytest.raises(NotAllowed, match="recused"):
        incident_values(work, case_id, incident_id, world.actor("dai"))


def test_the_owner_may_let_it_go_on_without_correcting_anything(world: World) -> None:
    case_id, incident_id = stopped(world)
    with transaction(world.store) as work:
        retry(work, incident_id, world.actor("dai"))
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "active"


def test_what_was_typed_is_read_by_its_kind_and_only_what_changed_counts(world: World) -> None:
    case_id, incident_id = stopped(world)
    with world.store.read() as work:
        shown = incident_values(work, case_id, incident_id, world.actor("dai"))
    assert corrections(shown, {}) == {}
    assert corrections(shown, {"mark_a": ("number", "9")}) == {}
    typed = {"bonus": ("structure", '[1, {"name": "甲"}]'), "mark_a": ("string", "九\r\n分")}
    assert corrections(shown, typed) == {"bonus": [1, {"name": "甲"}], "mark_a": "九\n分"}
    assert corrections(shown, {"bonus": ("true", ""), "mark_a": ("null", "")}) == {"bonus": True, "mark_a": None}


def test_what_cannot_be_read_is_refused_at_its_variable(world: World) -> None:
    case_id, incident_id = stopped(world)
    with world.store.read() as work:
        shown = incident_values(work, case_id, incident_id, world.actor("dai"))
    for typed in (
        ("number", "九"),
        ("number", "1e3000000"),
        ("number", "NaN"),
        ("structure", "7"),
        ("structure", "[1e3000000]"),
        ("structure", "[NaN]"),
        ("structure", "[" * 10_000),
        ("structure", "[1,"),
        ("string", "a\0b"),
        ("string", "\ud800"),
        ("string", "字" * 20_001),
    ):
        with pytest.raises(InvalidAnswers) as refused:
            corrections(shown, {"bonus": typed})
        assert list(refused.value.fields) == ["bonus"], typed


def test_a_damaged_state_shows_no_values(world: World) -> None:
    case_id, incident_id = stopped(world)
    with world.store.write() as work:
        work.session.get_one(Case, case_id).state = b"damaged"
    with world.store.read() as work, pytest.raises(InvalidRequest, match="cannot be read"):
        incident_values(work, case_id, incident_id, world.actor("dai"))


def test_who_the_process_names_may_cancel_and_nobody_else(world: World) -> None:
    mark = b'<zeebe:property name="business_key"'
    named = REVIEW.replace(mark, b'<zeebe:property name="cancel_by" value="general_group@CITY" />' + mark)
    publish_review(world.store, review_files(**{"review.bpmn": named}))
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id
    reason = "重复立案，予以撤销，材料并入前案。"
    for username in ("dai", "hu", "adm"):
        with pytest.raises(NotAllowed), transaction(world.store) as work:
            cancel_case(work, case_id, world.actor(username), reason)
    with transaction(world.store) as work:
        assert cancel_case(work, case_id, world.actor("wen"), reason).status == "cancelled"
