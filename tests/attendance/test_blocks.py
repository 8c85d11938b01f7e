"""Rows of imports are told in blocks: what was altered, is missing or was never told is named, and nothing passes the record by."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.attendance.stored_office import MANY, Importing, breaches, build_importing, many
from tests.clock import MovingClock
from workflows.attendance.models import AttendanceImport, AttendanceRow
from workflows.people import Person
from workflows.store import Store, UntoldWrite, insert_rows
from workflows.store.blocks import digest_of_row, insert_blocks
from workflows.store.kinds import layout_of, table_of

ROWS = table_of(AttendanceRow)


@pytest.fixture
def told(store: Store, clock: MovingClock) -> Store:
    """1,350 and more rows, told in two blocks."""
    clock.move_to("2026-07-01 09:30")
    office: Importing = build_importing(store, MANY)
    office.stored(many(), "六月.csv")
    return store


def altered(store: Store, *statements: Any) -> list[str]:
    """What `verify` says after somebody with the database did this."""
    with store.engine.connect() as owner:
        for statement in statements:
            owner.execute(statement)
        owner.commit()
    return breaches(store)


def test_an_altered_a_missing_and_an_untold_row_are_named(told: Store) -> None:
    with told.read() as work:
        (import_id,) = work.session.scalars(select(AttendanceImport.id)).all()
        last = work.session.scalar(select(func.max(ROWS.c.number)))
        digest = work.session.scalar(select(ROWS.c.digest).where(ROWS.c.number == 1_100))
        row = dict(work.session.execute(select(ROWS).where(ROWS.c.number == last)).mappings().one())
    assert last is not None
    assert digest is not None
    found = altered(
        told,
        update(ROWS).where(ROWS.c.number == 17).values(said="{}"),
        delete(ROWS).where(ROWS.c.number == 900),
        delete(ROWS).where(ROWS.c.number.between(1_010, 1_012)),
        insert(ROWS).values({**row, "number": last + 1}),
    )
    named = f"The row attendance_row {import_id}"
    assert found == [
        f"{named}|17 differs from what the history tells.",
        f"{named}|900 is missing.",
        f"{named}|1010-1012 is missing.",
        f"{named}|{last + 1} was never told in the history.",
    ]
    gone = altered(told, delete(ROWS))
    assert gone == [f"{named}|1-1000 is missing.", f"{named}|1001-{last} is missing."]


def test_a_row_whose_own_digest_was_made_to_agree_is_given_away_by_its_block(told: Store) -> None:
    with told.read() as work:
        (import_id,) = work.session.scalars(select(AttendanceImport.id)).all()
        last = work.session.scalar(select(func.max(ROWS.c.number)))
        row = work.session.execute(select(ROWS).where(ROWS.c.number == 1_200)).mappings().one()
    key = f"{import_id}|1200"
    said = '{"present":true}'
    layout = layout_of(AttendanceRow)
    assert layout is not None
    digest = digest_of_row(AttendanceRow, layout, 1, key, {**row, "said": said})
    assert altered(told, update(ROWS).where(ROWS.c.number == 1_200).values(said=said, digest=digest)) == [
        f"The row attendance_row {import_id}|1001-{last} differs: among these rows is one whose own digest was replaced."
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_of_a_file_are_written_in_blocks_or_not_at_all(told: Store) -> None:
    with told.read() as work:
        row = work.session.scalars(select(AttendanceRow).limit(1)).one()
    single = AttendanceRow(import_id=row.import_id, number=9_001, kind=row.kind, said="{}", digest="x")
    with pytest.raises(UntoldWrite, match="written once"), told.write() as work:
        insert_rows(work, single)
    with pytest.raises(UntoldWrite, match="written once"), told.write() as work:
        work.session.get_one(AttendanceRow, (row.import_id, row.number)).said = "{}"
    with pytest.raises(UntoldWrite, match="past the record"), told.write() as work:
        work.session.execute(text("UPDATE attendance_row SET said = '{}'"))
    with pytest.raises(ValueError, match="A block begins at"), told.write() as work:
        insert_blocks(work, AttendanceRow, row.import_id, 2, [])
    with pytest.raises(ValueError, match="one by one"), told.write() as work:
        insert_blocks(work, Person, row.import_id, 1, [])
    assert breaches(told) == []
