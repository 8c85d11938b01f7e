"""Rows written at once behave like rows the session wrote: defaults, numbers, identity, order and undoing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.clock import at
from workflows.casework.models import OutboxMessage
from workflows.people import Person, Unit
from workflows.people.roster import Posting
from workflows.proof.models import HistoryEntry
from workflows.store import Store, insert_rows, new_id, update_row


def unit(code: str = "CITY") -> Unit:
    """A unit that is not written yet."""
    return Unit(id=new_id(), code=code, name="青禾市", kind="city", path=f"/{code}/")


def entry(sequence: int) -> HistoryEntry:
    """An entry of a chain of its own, whose number the database gives."""
    return HistoryEntry(
        chain="test", sequence=sequence, happened_at=at("2026-03-02 09:00"), kind="restated", hash="0" * 64
    )


def test_a_row_is_written_at_once_with_its_defaults_and_belongs_to_the_session(store: Store) -> None:
    with store.write() as work:
        city = unit()
        insert_rows(work, city)
        assert (city.name_en, city.parent_id, city.valid_to) == ("", None, None)
        assert work.session.get(Unit, city.id) is city
        assert not work.session.new
        city.name = "青禾"
    with store.read() as work:
        assert work.session.scalars(select(Unit.name)).one() == "青禾"


def test_an_id_that_was_not_given_is_made(store: Store) -> None:
    with store.write() as work:
        person = Person(name="龙晓穗")
        insert_rows(work, person)
        assert person.id is not None
        assert person.is_party_member is False


def test_the_database_numbers_the_rows_of_a_numbered_table(store: Store) -> None:
    with store.write() as work:
        first, second = entry(1), entry(2)
        insert_rows(work, first, second, is_kept=False)
        assert second.id == first.id + 1
        assert first not in work.session
    with store.read() as work:
        assert work.session.scalars(select(HistoryEntry.sequence).order_by(HistoryEntry.id)).all() == [1, 2]


def test_what_the_session_held_back_is_written_first(store: Store) -> None:
    with store.write() as work:
        city = unit()
        work.session.add(city)
        insert_rows(work, Person(name="何见岫", unit_id=city.id))
    with store.read() as work:
        assert work.session.scalars(select(Person)).one().unit_id == city.id


def test_values_of_json_and_time_columns_come_back_as_they_were(store: Store) -> None:
    with store.write() as work:
        message = OutboxMessage(
            kind="message", name="到岗", variables={"村": "石坡村", "days": [1, 2]}, created_at=work.now
        )
        insert_rows(work, message)
        written_at = work.now
    with store.read() as work:
        read = work.session.scalars(select(OutboxMessage)).one()
        assert read.variables == {"村": "石坡村", "days": [1, 2]}
        assert read.created_at == written_at


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_chinese_in_json_columns_is_stored_as_it_reads(store: Store) -> None:
    with store.write() as work:
        insert_rows(work, OutboxMessage(kind="message", name="n", variables={"村": "石坡村"}, created_at=work.now))
    with store.read() as work:
        stored = work.connection.exec_driver_sql("SELECT variables FROM outbox_message").scalar_one()
    assert stored == '{"村":"石坡村"}'


def test_an_update_is_written_at_once_and_shown_by_the_object(store: Store) -> None:
    with store.write() as work:
        city = unit()
        insert_rows(work, city)
        update_row(work, city, name="青禾", name_en="Qinghe")
        assert (city.name, city.name_en) == ("青禾", "Qinghe")
        assert work.connection.execute(select(Unit.name, Unit.name_en)).one() == ("青禾", "Qinghe")


def test_a_rule_of_the_database_refuses_a_row_and_nothing_of_the_transaction_is_kept(store: Store) -> None:
    def write_two_of_one_code() -> None:
        with store.write() as work:
            insert_rows(work, unit("A"))
            insert_rows(work, unit("A"))

    with pytest.raises(IntegrityError):
        write_two_of_one_code()
    with store.read() as work:
        assert work.session.scalars(select(Unit)).all() == []


def test_nothing_is_written_for_no_rows(store: Store) -> None:
    with store.write() as work:
        insert_rows(work)
        assert work.session.scalars(select(Posting)).all() == []
