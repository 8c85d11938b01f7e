"""Old and new workers side by side: what this program does not know waits for one that does, and fails no case."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from tests.casework.world import World
from tests.clock import MovingClock
from tests.jobs.conftest import start_reviews
from workflows.casework import catalogue, operations
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import open_incidents
from workflows.casework.models import Case, Incident, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.retry import retry
from workflows.engine import STATE_FORMAT, state
from workflows.jobs import duties
from workflows.procedure import ProcedureError
from workflows.procedure.sentences import problem
from workflows.proof.history import record
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind


def count(world: World, *conditions: object, of: type = Notice) -> int:
    """How many rows there are."""
    with world.store.read() as work:
        statement = select(func.count()).select_from(of).where(*conditions)  # type: ignore[arg-type]
        return work.session.scalar(statement) or 0


def status_of(world: World, case_id: uuid.UUID) -> str:
    """The state that lists show."""
    with world.store.read() as work:
        return work.session.get_one(Case, case_id).status


def no_operation(world: World, case_id: uuid.UUID, patch: pytest.MonkeyPatch) -> str:
    """The reminder's operation is one of a newer program."""
    patch.delitem(operations._operations, "case.notify")
    return "no operation case.notify"


def newer_state(world: World, case_id: uuid.UUID, patch: pytest.MonkeyPatch) -> str:
    """This program is the older one: the state of this case has the format of the next."""
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id, options=[undefer(Case.state)])
        case.state = json.dumps({**json.loads(case.state), "format": STATE_FORMAT + 1}).encode()
        record(work, case, HistoryKind.RECORD_CHANGED, {"why": "a newer program saved it"})
    return f"saved this case (format {STATE_FORMAT + 1})"


def newer_words(world: World, case_id: uuid.UUID, patch: pytest.MonkeyPatch) -> str:
    """The case's procedure holds a word of a newer program."""
    unknown = problem(
        "property_unknown",
        "review.bpmn",
        "check_a",
        values={
            "name": "later",
            "tag": "userTask",
            "id": "check_a",
            "advice": "",
            "advice_zh": "",
        },
    )

    def refuse(*_: object, **__: object) -> None:
        raise ProcedureError((unknown,))

    patch.setattr(catalogue, "read_stored", refuse)
    patch.setattr(catalogue, "_procedures", catalogue._Recent(8))
    return "cannot read the case's procedure (review.bpmn: "


@pytest.mark.parametrize("make", [no_operation, newer_state, newer_words])
def test_what_only_a_newer_program_knows_waits_for_it(
    make: Callable[[World, uuid.UUID, pytest.MonkeyPatch], str], world: World, clock: MovingClock
) -> None:
    (case_id,) = start_reviews(world, 1)
    with pytest.MonkeyPatch.context() as patch:
        said = make(world, case_id, patch)
        clock.forward(days=6)
        for _ in range(3):
            assert duties.work_off(world.store) == 0
        assert duties.cases_with_due_timers(world.store) == []
        assert status_of(world, case_id) == "active"
        with world.store.read() as work:
            (view,) = open_incidents(work, world.actor("adm")).rows
            assert view.sentence.en.startswith(
                "the case waits for a newer version of the program and then goes on by itself"
            )
            incident = work.session.scalars(select(Incident)).one()
            assert (incident.kind, incident.attempt["kind"], said in incident.message) == ("newer", "newer", True)
            assert "程序升级后" in incident.message_zh
        assert count(world, Notice.kind == "incident", Notice.post_key == "administrator") == 1
    if make is newer_state:
        with pytest.MonkeyPatch.context() as patch:
            # The new program: it reads the next format, which says the same as today's.
            patch.setattr(state, "FORMAT", STATE_FORMAT + 1)
            patch.setattr(state, "_EXACT", ())
            patch.setattr("workflows.casework.newer.STATE_FORMAT", STATE_FORMAT + 1)
            goes_on(world, case_id)
    else:
        goes_on(world, case_id)


def goes_on(world: World, case_id: uuid.UUID) -> None:
    """A worker that knows it ends the wait by itself and fires what was due, once."""
    assert duties.work_off(world.store) == 2, "the wait and the timer"
    assert count(world, Notice.text.startswith("请尽快")) == 1
    assert count(world, Incident.resolved_at.is_(None), of=Incident) == 0
    with world.store.read() as work:
        kinds = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.case_id == case_id)).all()
        assert kinds.count("incident_raised") == kinds.count("wait_ended") == 1
        assert verify(work).is_intact


def test_other_cases_go_on_and_trying_a_waiting_one_says_why_it_waits(world: World, clock: MovingClock) -> None:
    waiting, other = start_reviews(world, 2)
    newer_state(world, waiting, pytest.MonkeyPatch())
    clock.forward(days=6)
    assert duties.work_off(world.store) == 1
    assert status_of(world, other) == "active"
    with world.store.read() as work:
        (view,) = open_incidents(work, world.actor("adm")).rows
    with pytest.raises(IncidentRaised, match="newer version"), transaction(world.store) as work:
        retry(work, view.id, world.actor("adm"))
    assert (status_of(world, waiting), count(world, of=Incident)) == ("active", 1)
