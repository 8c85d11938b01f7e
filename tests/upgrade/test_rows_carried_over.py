"""What the rows of a database become on their way up: migrations that carry rows over do it alike on both databases."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, Table, create_engine, insert, select

from workflows.store import Store
from workflows.store.base import UtcDateTime
from workflows.store.migrate import upgrade


class Looking:
    """The rows of tables as they stand between two migrations."""

    def __init__(self, store: Store) -> None:
        self.engine = create_engine(store.engine.url)

    def table(self, name: str) -> Table:
        """A table as the database has it now."""
        return Table(name, MetaData(), autoload_with=self.engine)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Every row, keys as texts of one form, JSON read."""
        with self.engine.connect() as connection:
            found = connection.execute(select(self.table(name))).mappings().all()
        return [{column: _read(value) for column, value in row.items()} for row in found]

    def by_id(self, name: str) -> dict[str, dict[str, Any]]:
        """The same by their ids."""
        return {row["id"]: row for row in self.rows(name)}


def _read(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def test_what_rows_become(old: Store) -> None:
    look = Looking(old)
    upgrade(old, "0005")
    before, subjects = look.by_id("recall_verification"), look.rows("recall_subject")
    assert sorted(row["finding"] for row in before.values()) == ["substantiated"] * 4

    # 0006: one finding for everybody together becomes that finding for each person and ground.
    upgrade(old, "0006")
    for key, row in look.by_id("recall_verification").items():
        (posting,) = {one["posting_id"] for one in subjects if one["recall_id"] == before[key]["recall_id"]}
        (found,) = row["allegations"]
        assert uuid.UUID(found.pop("posting_id")).hex == posting
        assert found == {"ground": "G3", "finding": "substantiated", "is_repeated": False}
        assert row["round"] == 1
        assert not {"finding", "grounds"} & set(row)

    # 0009: whom each case is open to, by what its rows say; titles that name nobody.
    upgrade(old, "0009")
    cases = look.by_id("case")
    assert {case["title_public"].split()[0] for case in cases.values()} == {"召回与改派", "waiter"}
    assert not any("市水务局" in case["title_public"] for case in cases.values())
    ended = {key for key, case in cases.items() if case["status"] in ("completed", "cancelled")}
    readers = look.rows("case_reader")
    assert len({(row["case_id"], row["reader"], row["process_id"], row["ground"]) for row in readers}) == len(readers)
    for ground, holders in {"watches": {"post:supervisor"}, "administers": {"post:administrator"}}.items():
        learns = [(row["case_id"], row["reader"]) for row in readers if row["ground"] == ground]
        assert sorted(learns) == sorted((case_id, holder) for case_id in cases for holder in holders)
    wrote = {(row["case_id"], row["reader"]) for row in readers if row["ground"] == "wrote"}
    decided = {(row["case_id"], f"person:{uuid.UUID(row['person_id'])}") for row in look.rows("decision")}
    assert decided <= wrote
    does = [row for row in readers if row["ground"] == "does"]
    assert does
    assert not {row["case_id"] for row in does} & ended, "nobody has anything to do in a case that has ended"
    tasks = {row["id"]: row for row in look.rows("task") if row["status"] == "open"}
    offered = {(tasks[row["task_id"]]["case_id"]) for row in look.rows("task_candidate") if row["task_id"] in tasks}
    assert {row["case_id"] for row in does} == offered
    posts = {row["key"]: row for row in look.rows("post")}
    assert (posts["unit_hr"]["scope"], posts["city_director"]["scope"]) == ("subtree", "all")
    assert [key for key, row in posts.items() if row["administers"]] == ["administrator"]
    assert {row["expression"] for row in look.rows("incident")} == {""}

    # 0011: letters that go out name the unit's posts; the office's own name nobody.
    upgrade(old, "0011")
    letters = look.rows("document")
    out = {row["kind"] for row in letters if row["receivers"]}
    assert out == {"recall_order", "service_receipt", "interview_record", "dispatch_order", "arrival_form"}
    for letter in letters:
        assert (letter["sent_at"] is not None) == (letter["kind"] in out)
        assert letter["copies"] == []
        called = letter["kind"] in ("proposal_letter", "dispatch_order")
        assert letter["process_id"] == ("selection" if called else "recall")
        if letter["kind"] in out:
            assert letter["sent_at"] == letter["issued_at"]
            unit = uuid.UUID(letter["unit_id"])
            assert letter["told"] == [f"unit:{unit}"]
            assert {reader.partition("@")[2] for reader in letter["receivers"]} == {str(unit)}
    assert Counter(len(row["receivers"]) for row in letters if row["kind"] in out) == {3: 5, 1: 2}
    assert {json.dumps(row["short_names"]) for row in look.rows("unit")} == {"[]"}

    # 0014 and 0015: what a case is about stays about all of it; who was kept away by a relation is so still.
    upgrade(old, "0013")
    one, other = sorted(look.by_id("person"))[:2]
    _declare(look, one, other)
    upgrade(old, "0015")
    assert {row["process_id"] for row in look.rows("case_subject")} == {None}
    (relation,) = look.rows("relation")
    assert (relation["open_since"], relation["denied_at"], relation["ended_on"]) == (None, None, None)
    look.engine.dispose()


def _declare(look: Looking, one: str, other: str) -> None:
    relation = look.table("relation")
    is_postgresql = look.engine.dialect.name == "postgresql"
    ids = [uuid.UUID(each) if is_postgresql else each for each in (uuid.uuid4().hex, one, other)]
    relation.c.declared_at.type = UtcDateTime(timezone=True)
    row = dict(zip(("id", "person_id", "other_id"), ids, strict=True))
    with look.engine.begin() as connection:
        connection.execute(insert(relation), {**row, "kind": "spouse", "declared_at": datetime(2026, 3, 1, tzinfo=UTC)})
