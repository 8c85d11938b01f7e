"""Every write of record passes the collector, whichever way it is made, and what would pass it by is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update

import workflows.models  # noqa: F401  every room's classes must be known
from tests.calendar.entered import enter_day
from tests.clock import MovingClock
from workflows.calendar.models import CalendarDay
from workflows.people import Person, Post, Unit, User
from workflows.people.roster import Village
from workflows.proof.history import record
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork, UntoldWrite, collector, delete_rows, insert_rows, update_row, update_rows
from workflows.store.guard import written_tables


@pytest.fixture
def unit(store: Store) -> Unit:
    """A unit that the session has forgotten."""
    with store.write() as work:
        unit = Unit(code="U", name="甲单位", kind="organ", path="/U/")
        work.session.add(unit)
    return unit


def told(store: Store) -> list[list[object]]:
    """What the newest entry tells of rows."""
    with store.read() as work:
        newest = select(HistoryEntry.rows).order_by(HistoryEntry.id.desc()).limit(1)
        return list(json.loads(work.session.scalars(newest).one()))


def is_intact(store: Store) -> bool:
    with store.read(is_snapshot=True) as work:
        return verify(work).is_intact


def test_an_object_of_the_session_is_told_when_it_is_added_changed_and_removed(store: Store, unit: Unit) -> None:
    [(table, key, layout, first)] = told(store)
    assert (table, key, layout) == ("unit", str(unit.id), 2)
    with store.write() as work:
        work.session.get_one(Unit, unit.id).name = "乙单位"
    [(_, _, _, second)] = told(store)
    assert second not in (first, None)
    assert is_intact(store)
    with store.write() as work:
        work.session.delete(work.session.get_one(Unit, unit.id))
    assert told(store) == [["unit", str(unit.id), 2, None]]
    assert is_intact(store)


def test_what_is_no_part_of_the_record_is_not_told(store: Store, unit: Unit, clock: MovingClock) -> None:
    with store.write() as work:
        person = Person(name="某人", unit_id=unit.id)
        work.session.add(person)
        work.session.flush()
        work.session.add(User(username="some", person_id=person.id))
    before = told(store)
    with store.write() as work:
        user = work.session.scalars(select(User)).one()
        user.signed_in_at, user.locale = clock.now, "en"
    assert told(store) == before
    with store.write() as work:
        work.session.scalars(select(User)).one().is_active = False
    assert [row[0] for row in told(store)] == ["user_account"]
    assert is_intact(store)


def test_rows_written_at_once_are_told_as_they_stand_in_the_end(store: Store, unit: Unit) -> None:
    with store.write() as work:
        people = [Person(name=f"第{number}人", unit_id=unit.id) for number in range(3)]
        insert_rows(work, *people)
        update_row(work, people[0], name="改名", employee_no="1")
        assert update_rows(work, Person, {"id": [people[1].id, people[2].id]}, is_party_member=True) == 2
        assert people[1].is_party_member
        assert delete_rows(work, Person, {"id": people[2].id}) == 1
        with pytest.raises(ValueError, match="Change erasable values of Person on its objects"):
            update_rows(work, Person, {"id": people[0].id}, name="批量")
    assert [row[3] is None for row in told(store)] == [False, False, True]
    assert is_intact(store)


def test_an_object_loaded_without_its_long_columns_is_told_whole(store: Store, unit: Unit) -> None:
    with store.write() as work:
        work.session.add(Village(unit_id=unit.id, code="1", kind="poor", latitude=27, longitude=110))
    with store.write() as work:
        village = work.session.get_one(Village, unit.id)
        work.session.expire(village, ["code", "latitude"])
        village.fence_radius_m = 600
    assert is_intact(store)


def test_a_savepoint_that_is_undone_takes_what_it_told_with_it(store: Store, unit: Unit) -> None:
    def undone(work: UnitOfWork) -> None:
        with work.session.begin_nested():
            work.session.add(Post(key="gone", name="某岗", name_en="Some", level="city"))
            record(work, None, HistoryKind.UNIT_ADDED, {})
            work.session.flush()
            raise RuntimeError

    with store.write() as work:
        with pytest.raises(RuntimeError):
            undone(work)
        work.session.add(Post(key="kept", name="某岗", name_en="Some", level="city"))
    assert [row[1] for row in told(store)] == ["kept"]
    with store.read() as work:
        assert work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == HistoryKind.UNIT_ADDED)).all() == []
    assert is_intact(store)


def test_an_entry_read_in_its_own_transaction_is_there(store: Store) -> None:
    with store.write() as work:
        record(work, None, HistoryKind.UNIT_ADDED, {"a": 1})
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == HistoryKind.UNIT_ADDED)).one()
        assert json.loads(entry.data) == {"a": 1}
        work.session.add(Post(key="later", name="某岗", name_en="Some", level="city"))
    assert [row[1] for row in told(store)] == ["later"]
    assert is_intact(store)


@pytest.mark.parametrize(
    "statement",
    [
        update(Unit).values(name="乙"),
        delete(Unit),
        insert(Post).values(key="k", name="n", name_en="n", level="city"),
        text("UPDATE unit SET name = 'x'"),
        text('/* quietly */ delete from "unit"'),
        text("WITH x AS (SELECT 1) INSERT INTO post (key, name, name_en, level) VALUES ('k', 'n', 'n', 'city')"),
    ],
    ids=["update", "delete", "insert", "raw update", "raw delete", "raw insert"],
)
def test_bulk_and_raw_statements_on_tables_of_record_are_refused(store: Store, unit: Unit, statement: object) -> None:
    with pytest.raises(UntoldWrite, match="past the record; use insert_rows"), store.write() as work:
        work.session.execute(statement)  # type: ignore[call-overload]
    with pytest.raises(UntoldWrite), store.write() as work:
        work.connection.execute(statement)  # type: ignore[call-overload]
    with store.read() as work:
        assert work.session.get_one(Unit, unit.id).name == "甲单位"
    assert is_intact(store)


def test_a_statement_is_known_by_the_tables_that_it_writes() -> None:
    assert written_tables("SELECT * FROM unit FOR UPDATE OF unit") == {"of"}
    assert written_tables('UPDATE "case" SET a = 1') == {"case"}
    assert written_tables("insert or replace into public.person values (1)") == {"person"}
    assert written_tables("WITH a AS (UPDATE task SET x = 1 RETURNING id) DELETE FROM ONLY timer") == {"task", "timer"}
    assert written_tables("TRUNCATE TABLE decision") == {"decision"}


def test_a_transaction_of_many_rows_tells_them_in_several_entries(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of the recorder in force, which under tests/mutants.py is another than the module's.
    monkeypatch.setitem(collector._recorders[0].__globals__, "ROWS_PER_ENTRY", 4)
    with store.write() as work:
        for number in range(10):
            work.session.add(Unit(code=f"U{number}", name="单位", kind="organ", path=f"/U{number}/"))
        record(work, None, HistoryKind.UNIT_ADDED, {})
    with store.read() as work:
        entries = work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.sequence)).all()
        assert [(entry.kind, len(json.loads(entry.rows))) for entry in entries] == [
            ("unit_added", 4),
            ("record_changed", 4),
            ("record_changed", 2),
        ]
    assert is_intact(store)


def test_days_that_are_written_over_keep_the_record_whole(store: Store) -> None:
    day = date(2026, 10, 1)
    for is_working in (False, True):
        with store.write() as work:
            enter_day(work, day, is_working=is_working, name="国庆节")
    assert is_intact(store)
    with store.write() as work:
        work.session.delete(work.session.get_one(CalendarDay, (day, "")))
    assert told(store)[0][3] is None
    assert is_intact(store)
