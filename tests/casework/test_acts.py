"""Acts that are a verb for somebody else or for many at once: each asks what the verb asks, whoever presses the button."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.duty_office import Office, counted, make, state_of
from tests.casework.world import World
from tests.clock import MovingClock
from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError, NotAllowed, NotFound
from workflows.casework.handover import hand_back
from workflows.casework.models import Task
from workflows.casework.refused_attempts import KEPT_A_DAY
from workflows.casework.together import Step, complete_one_of
from workflows.casework.transaction import transaction
from workflows.people import Actor
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROOT = Path(__file__).parents[2]


def _together(office: Office, work: UnitOfWork, actor: Actor) -> object:
    task = work.session.get_one(Task, office.task())
    procedure = catalogue.procedure_of(work, task.procedure_version_id)
    # What a page would send that was drawn while the step could still be done with others.
    shown = Step(task.process_id, task.element_id, procedure.forms[task.form_id or ""])
    return complete_one_of(work, task.id, actor, lambda form: {"mark_a": 6}, shown)


# How each is asked for, and the verb that the history names.
ACTS: dict[str, tuple[str, Callable[[Office, UnitOfWork, Actor], object]]] = {
    "hand a task back": ("release", lambda office, work, actor: hand_back(work, office.task(), actor)),
    "complete with others": ("complete", _together),
}
KINDS = ("recused", "same unit", "relative", "nominator", "former holder", "stranger", "administrator")
# Rooms beside the verbs that call one: what they do for a person is in ACTS, or begins a case, which concerns none yet.
CALLERS = {
    "handover": "release",
    "together": "complete",
    "rounds": "start",
    "clock_starts": "start",
    "event_starts": "start",
    "asked_page": "answer_row",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_over_a_verb_refuses_whom_the_verb_refuses(world: World, act: str, kind: str) -> None:
    office, (verb, press) = Office(world), ACTS[act]
    username = make(office, kind)
    before, state = counted(world.store), state_of(world.store, office.case_id)
    hidden = kind in ("former holder", "stranger")
    with pytest.raises(CaseworkError) as refused, transaction(world.store) as work:
        press(office, work, world.actor(username))
    assert isinstance(refused.value, NotFound if hidden else NotAllowed)
    after = counted(world.store)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "history_entry": 1,
        "entry_value": 1,
    }, "nobody is told, nothing moves"
    assert state_of(world.store, office.case_id) == state
    with world.store.read() as work:
        entry = work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
        assert (entry.kind, json.loads(entry.data)["verb"]) == ("attempt_refused", verb)


def test_only_so_many_refused_attempts_of_a_day_are_kept_and_the_last_says_so(world: World, clock: MovingClock) -> None:
    office = Office(world)
    actor = world.actor(make(office, "stranger"))

    def kept_after(times: int) -> list[bool]:
        for _ in range(times):
            with pytest.raises(NotFound), transaction(world.store) as work:
                hand_back(work, office.task(), actor)
        kind = HistoryEntry.kind == "attempt_refused"
        with world.store.read() as work:
            told = work.session.scalars(select(HistoryEntry.data).where(kind).order_by(HistoryEntry.id)).all()
        return [json.loads(each).get("is_last_kept", False) for each in told]

    first_day = [False] * (KEPT_A_DAY - 1) + [True]
    assert kept_after(KEPT_A_DAY + 2) == first_day
    with pytest.raises(NotFound), transaction(world.store) as work:
        _together(office, work, actor)
    assert kept_after(0) == [*first_day, False], "another act has a count of its own"
    clock.forward(days=1)
    assert kept_after(1) == [*first_day, False, False], "and so has another day"


def test_nothing_beside_the_verbs_acts_for_a_person_unseen(world: World) -> None:
    found = {}
    for path in sorted((ROOT / "workflows/casework").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("workflows.casework.verbs."):
                found[path.stem] = str(node.module).rpartition(".")[2]
    assert found == CALLERS
