"""A database from before every row was told goes on: its chains are proved, anchored and restated, and a broken one is named."""

from __future__ import annotations

import json
import uuid

from sqlalchemy import create_engine, select, text

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.casework.world import build_world
from workflows.casework.models import Case, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.people import Person, User, actor_for
from workflows.proof.models import HistoryChain, HistoryEntry
from workflows.proof.restate import restate
from workflows.proof.seals import seal
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store
from workflows.store.migrate import upgrade


def breaches(store: Store) -> list[str]:
    with store.read(is_snapshot=True) as work:
        return [f"{breach.chain}: {breach.sentence}" for breach in verify(work).breaches]


def test_every_chain_is_anchored_and_every_row_told(old: Store) -> None:
    upgrade(old)
    assert breaches(old) == []
    with old.read() as work:
        entries = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == HistoryKind.RESTATED)).all()
        cases = work.session.scalars(select(Case)).all()
        by_chain = {entry.chain: entry for entry in entries}
        assert set(by_chain) == {"system", *(str(case.id) for case in cases)}
        for case in cases:
            entry = by_chain[str(case.id)]
            anchor = json.loads(entry.data)["anchor"]
            assert (anchor["sequence"], anchor["hash"]) == (entry.sequence - 1, entry.previous_hash)
            assert len(anchor["seal"]) == 64
        report = verify(work)
        assert report.rows > 150
    upgrade(old)
    with old.read() as work:
        assert len(
            work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == HistoryKind.RESTATED)).all()
        ) == len(entries)


def test_its_cases_go_on_and_the_next_seal_follows_from_the_last(old: Store) -> None:
    upgrade(old)
    with old.read() as work:
        task = work.session.scalars(select(Task).where(Task.status == "open", Task.element_id == "nominate")).one()
        user = work.session.scalars(select(User).join(Person).where(User.username == "hu")).one()
        actor = actor_for(work, user.id)
    assert actor is not None
    with transaction(old) as work:
        claim(work, task.id, actor)
    with old.write() as work:
        assert seal(work) is not None
    assert breaches(old) == []


def test_a_chain_that_does_not_prove_itself_is_left_and_named(old: Store) -> None:
    engine = create_engine(old.engine.url)
    with engine.begin() as owner:
        case_id = owner.execute(
            text("SELECT case_id FROM decision WHERE element_id = 'decide' ORDER BY decided_at")
        ).scalar()
        changed = owner.execute(
            text("UPDATE decision SET outcome = 'reject' WHERE element_id = 'decide' AND case_id = :case"),
            {"case": case_id},
        )
        assert changed.rowcount == 1
    engine.dispose()
    upgrade(old)
    name = str(uuid.UUID(str(case_id)))
    with old.read() as work:
        left = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == HistoryKind.CHAINS_LEFT)).one()
        assert json.loads(left.data)["chains"] == [name]
        assert "the decision of entry" in json.loads(left.data)["sentences"][0]
        restated = work.session.scalars(
            select(HistoryEntry.chain).where(HistoryEntry.kind == HistoryKind.RESTATED)
        ).all()
        assert name not in restated
        assert len(restated) == 5
    assert any(sentence.startswith(name) for sentence in breaches(old))


def test_a_new_database_is_not_restated(store: Store) -> None:
    restate(store)
    with store.read() as work:
        assert work.session.scalars(select(HistoryEntry)).all() == []
        assert work.session.get(HistoryChain, "system") is None


def test_a_chain_marked_as_old_again_is_not_told_anew(store: Store) -> None:
    """Or whoever owns the database alters a row, takes the format back, and the next start vouches for it."""
    build_world(store)
    with store.read() as work:
        told = len(work.session.scalars(select(HistoryEntry)).all())
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE unit SET name = '改名' WHERE code = 'BUREAU'"))
        connection.execute(text("UPDATE history_chain SET format = 1 WHERE name = 'system'"))
    restate(store)
    with store.read() as work:
        assert len(work.session.scalars(select(HistoryEntry)).all()) == told > 0
        assert work.session.get_one(HistoryChain, "system").format == 1
    named = breaches(store)
    assert any("unit" in sentence for sentence in named)
    assert any("format" in sentence for sentence in named)
