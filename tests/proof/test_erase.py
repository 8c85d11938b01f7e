"""Erasing clears value and salt and keeps the commitment; clearing without an entry is a breach."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from tests.casework.world import World
from tests.owner import owner_of
from workflows.casework.decisions import decide
from workflows.casework.models import Case, Decision
from workflows.people import Person
from workflows.proof.erase import NotErasable, erase
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Do = Callable[..., uuid.UUID]


def sentences(world: World) -> list[str]:
    with world.store.read(is_snapshot=True) as work:
        return [breach.sentence for breach in verify(work).breaches]


def decision_of(world: World, task_id: uuid.UUID) -> Decision:
    with world.store.read() as work:
        return work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()


def test_one_answer_is_erased_and_the_others_stay(world: World, case_id: uuid.UUID, do: Do) -> None:
    task_id = do("check_a", "wen", mark_a=9, remark_a="内容详实，同意。")
    before = json.loads(decision_of(world, task_id).commitments)
    assert before.keys() == {"answers.mark_a", "answers.remark_a"}
    with world.store.write() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        erase(work, decision, ["answers.remark_a"], because="保存期满", actor_id=world.persons["dai"])
    found = decision_of(world, task_id)
    assert found.answers == {"mark_a": 9}
    after = json.loads(found.commitments)
    assert after["answers.mark_a"] == before["answers.mark_a"]
    assert after["answers.remark_a"] == "." + before["answers.remark_a"].split(".")[1]
    assert sentences(world) == []
    with world.store.read() as work:
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "erased")).one()
        assert (entry.case_id, entry.actor_id) == (case_id, world.persons["dai"])
        assert "内容详实" not in "".join(work.session.scalars(select(HistoryEntry.data)))
    with pytest.raises(NotErasable, match="holds no value"), world.store.write() as work:
        erase(work, work.session.get_one(Decision, found.id), ["answers.remark_a"], because="again")


def test_what_a_choice_was_called_goes_with_it(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        of_case = {"case_id": case_id, "version_id": case.procedure_version_id}
        answers = {"about": "990-5", "also": "990-6"}
        labels = {
            "about": {"990-5": {"label": "石坡村队员：江一帆"}},
            "also": {"990-6": {"label": "清溪村队长：江二帆"}},
        }
        step = {"task_id": None, "element_id": "elsewhere", "form_id": None}
        written = decide(work, world.actor("wen"), None, answers, labels, **of_case, **step)
        erase(work, written, ["answers.about"], because="保存期满")
        kept_id = written.id
    with world.store.read() as work:
        kept = work.session.get_one(Decision, kept_id)
        assert (kept.answers, list(kept.labels)) == ({"also": "990-6"}, ["also"])
        told = json.loads(work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "erased")).one().data)
        assert told["names"] == ["answers.about", "labels.about"]
    assert sentences(world) == []


def test_a_value_cleared_without_an_entry_is_a_breach(world: World, case_id: uuid.UUID, do: Do) -> None:
    task_id = do("check_a", "wen", mark_a=9, remark_a="内容详实，同意。")
    committed = json.loads(decision_of(world, task_id).commitments)
    committed["answers.remark_a"] = "." + committed["answers.remark_a"].split(".")[1]
    with owner_of(world.store) as owner:
        values = {"answers": '{"mark_a":9}', "commitments": json.dumps(committed)}
        owner.execute(text("UPDATE decision SET answers = :answers, commitments = :commitments"), values)
    assert any("was cleared, and no entry tells that it was erased" in sentence for sentence in sentences(world))


def test_a_value_put_back_is_a_breach(world: World) -> None:
    with world.store.write() as work:
        person = work.session.get_one(Person, world.persons["wen"])
        erase(work, person, ["name"], because="保存期满")
    assert sentences(world) == []
    with owner_of(world.store) as owner:
        owner.execute(text("UPDATE person SET name = '文静' WHERE name = ''"))
    assert any("was put there past the history" in sentence for sentence in sentences(world))


def test_a_row_with_an_erased_value_can_change_and_stays_proved(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        person = work.session.get_one(Person, world.persons["wen"])
        erase(work, person, ["name"], because="保存期满")
    with world.store.write() as work:
        work.session.get_one(Person, world.persons["wen"]).is_party_member = True
    assert sentences(world) == []


def test_a_state_is_erased_only_after_its_case_has_ended(world: World, case_id: uuid.UUID, do: Do) -> None:
    with pytest.raises(NotErasable, match="only once ended_at"), world.store.write() as work:
        erase(work, work.session.get_one(Case, case_id), ["state"], because="保存期满")
    do("check_a", "wen", mark_a=9)
    do("check_b", "bao", mark_b=9)
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        assert not case.is_open
        erase(work, case, ["state", "title"], because="保存期满")
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        assert (bytes(case.state), case.title) == (b"", "")
    assert sentences(world) == []


def test_no_entry_of_a_case_carries_a_value_of_it(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=9, remark_a="内容详实，同意。")
    with world.store.read() as work:
        entries = "".join(f"{entry.data}{entry.rows}" for entry in work.session.scalars(select(HistoryEntry)))
    for value in ("内容详实", "1号", "BUREAU"):
        assert value not in entries
