"""The hash of an entry, by value: what it covers, and how, can never change for entries that are written."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Float

import workflows.models  # noqa: F401  every room's tables must be known
from workflows.proof import digests
from workflows.proof.digests import entry_hash, row_digest
from workflows.proof.models import HistoryEntry
from workflows.store import UtcDateTime
from workflows.store.kinds import COMMITMENTS, layout_of, mapped_classes, table_of

CASE, PERSON = uuid.UUID(int=7), uuid.UUID(int=9)
ENTRY: dict[str, Any] = {
    "format": 2,
    "previous_hash": "ab" * 32,
    "chain": str(CASE),
    "sequence": 3,
    "case_id": CASE,
    "happened_at": datetime(2026, 3, 2, 1, 0, 0, 5, UTC),
    "kind": "task_completed",
    "element_id": "check_a",
    "actor_id": PERSON,
    "signature": "文静 综合组",
    "data": '{"outcome":"agree"}',
    "rows": "[]",
}
OF_NOBODY = {"case_id": None, "actor_id": None}


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        ({}, "060d3ef662baf3985d1c523d090382db24747f24078b20e36761154ab88b1a6d"),
        (OF_NOBODY, "dbecd02d4f08d0c37d5de05596ab0fba81bf6f1c06c4eacb32e94b3383ba1011"),
        ({"format": 1}, "eacaacd0b8bea0f42e5f633e6bd8785d6f4abfbf045edb91e2bd8a3ebe797ec9"),
        ({"format": 1, **OF_NOBODY}, "e56fbdacd0bcf30b08a952fb459f288bd72c7250bc4164084037d05a1f93d175"),
    ],
)
def test_the_hash_of_an_entry_is_what_it_always_was(changed: dict[str, Any], known: str) -> None:
    assert entry_hash(HistoryEntry(**{**ENTRY, **changed})) == known


OTHER: dict[str, Any] = {
    "previous_hash": "cd" * 32,
    "chain": "system",
    "sequence": 4,
    "case_id": PERSON,
    "happened_at": datetime(2026, 3, 2, 1, 0, 0, 6, UTC),
    "kind": "task_claimed",
    "element_id": "check_b",
    "actor_id": CASE,
    "signature": "包华 综合组",
    "data": "{}",
    "rows": "[1]",
}


@pytest.mark.parametrize("number", [1, 2])
def test_every_column_of_an_entry_is_in_its_hash(number: int) -> None:
    known = entry_hash(HistoryEntry(**{**ENTRY, "format": number}))
    # The first format told a case by its chain, and no rows.
    covered = OTHER.keys() - ({"case_id", "rows"} if number == 1 else set())
    for name in covered:
        assert entry_hash(HistoryEntry(**{**ENTRY, "format": number, name: OTHER[name]})) != known, name


def test_every_column_of_a_row_is_in_its_digest() -> None:
    digests._columns.cache_clear()  # otherwise what an earlier test made is asked, and not how it is made
    checked = 0
    for model in mapped_classes():
        layout = layout_of(model)
        if layout is None:
            continue
        number, table = len(layout.layouts), table_of(model)
        names = layout.columns[number - 1]
        nothing: dict[str, Any] = {**dict.fromkeys(names), COMMITMENTS: "{}"}
        known = row_digest(model, "1", number, nothing)
        assert row_digest(model, "2", number, nothing) != known
        committed = row_digest(model, "1", number, {**nothing, COMMITMENTS: '{"answers":"salt.digest"}'})
        assert (committed != known) == bool(layout.committed), table.name
        for name in names:
            value: Any = "x"
            if isinstance(table.c[name].type, UtcDateTime):
                value = datetime(2026, 3, 2, 1, tzinfo=UTC)
            elif isinstance(table.c[name].type, Float):
                value = 1  # as SQLite gives a whole number back
            told = row_digest(model, "1", number, {**nothing, name: value})
            assert told != known, f"{table.name}.{name}"
            if isinstance(value, int):
                assert told == row_digest(model, "1", number, {**nothing, name: 1.0})
            checked += 1
    assert checked > 100
