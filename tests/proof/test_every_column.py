"""Every column of every table: changed, it is named by `verify`, or tests/proof/unproved.py says why nobody compares it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

import pytest
from sqlalchemy import Column, Connection, String, func, select, text, type_coerce, update

from tests.proof.changes import ANOTHER, THEN
from tests.proof.unproved import UNPROVED
from tests.proof.whole import Whole, alter, is_named
from workflows.casework.models import ProcedureVersion
from workflows.proof.models import HistoryEntry
from workflows.proof.report import VerifyReport
from workflows.store import RECORD, Base
from workflows.store.kinds import kind_of, layout_of, mapped_classes, model_of_table, table_of
from workflows.store.words import Word

# What verify says holds of every database alike; the changes are made where no constraint refuses any of them.
on_sqlite = pytest.mark.parametrize("whole", ["sqlite"], indirect=True)

ENTRY = table_of(HistoryEntry)
# Changed, these speak of more entries than their own: each is looked at by itself.
OF_THE_CHAIN = {"id", "chain", "sequence", "previous_hash", "hash"}
NO_TEXT = text("CAST(x'41ff42' AS TEXT)")
# More rows than the changed one are named under these.
ALONE = {("case", "id"), ("case", "state"), ("case", "mirror"), ("procedure_version", "bundle")}


def other(column: Column[Any]) -> Any:
    """Another value of a column's type than any that the record holds."""
    values: dict[type, Any] = {
        str: "别样",
        int: 987_654,
        float: 9.5,
        datetime: THEN,
        date: date(2001, 2, 3),
        uuid.UUID: ANOTHER,
        bytes: b"other",
        object: {"other": 1},  # JSON
    }
    return values[column.type.python_type]


def change(owner: Connection, column: Column[Any]) -> str:
    """Put another value in the column of one row; gives the row's key as it was."""
    if column.type.python_type is bool:
        shown = owner.execute(select(column).order_by(*column.table.primary_key.columns).limit(1)).scalar_one()
        return alter(owner, column.table.name, column.name, not shown)
    return alter(owner, column.table.name, column.name, other(column))


def is_head(column: Column[Any], key: str, report: VerifyReport) -> bool:
    """Whether the chain is named whose head the column keeps."""
    layout = layout_of(model_of_table(column.table.name) or Base)
    is_of_head = layout is not None and column.name in (layout.head or ())
    return is_of_head and any(breach.chain == key for breach in report.breaches)


def compared() -> Iterator[Column[Any]]:
    """The columns that must be found, those of the record's own tables aside."""
    for model in mapped_classes():
        if kind_of(model) is not RECORD:
            for column in table_of(model).columns:
                if not {column.table.name, f"{column.table.name}.{column.name}"} & UNPROVED.keys():
                    yield column


def test_every_reason_is_about_something_that_there_is() -> None:
    tables = Base.metadata.tables
    for name in UNPROVED:
        table, _, column = name.partition(".")
        assert table in tables, name
        assert not column or column in tables[table].columns, name
        model = model_of_table(table)
        assert model is not None
        assert kind_of(model) is not RECORD


@on_sqlite
def test_every_column_is_found_and_named_or_has_a_reason(whole: Whole) -> None:
    columns = list(compared())
    assert len(columns) > 300
    alone = [[column] for column in columns if (column.table.name, column.name) in ALONE]
    by_table: dict[str, list[Column[Any]]] = {}
    for column in columns:
        if [column] not in alone:
            by_table.setdefault(column.table.name, []).append(column)
    together = [[column for column in batch if column is not None] for batch in zip_longest(*by_table.values())]
    unfound = []
    for batch in [*alone, *together]:
        with whole.owner() as owner:
            owner.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
            keys = [change(owner, column) for column in batch]
            report = whole.verified(owner, whole.file)
            for column, key in zip(batch, keys, strict=True):
                if not (is_named(report, column.table.name, key) or is_head(column, key, report)):
                    unfound.append(f"{column.table.name}.{column.name}")
    assert unfound == []


@on_sqlite
def test_bytes_that_are_no_text_are_named_and_hide_no_other_change(whole: Whole) -> None:
    texts: dict[str, list[Column[Any]]] = {}
    for column in compared():
        if column.type.python_type in (str, bytes, object) and not column.primary_key and not column.foreign_keys:
            texts.setdefault(column.table.name, []).append(column)
    first, last = ([columns[at] for columns in texts.values()] for at in (0, -1))
    unfound = []
    for batch in (first, last, [table_of(ProcedureVersion).c.bundle]):
        with whole.owner() as owner:
            owner.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
            keys = [alter(owner, column.table.name, column.name, NO_TEXT) for column in batch]
            report = whole.verified(owner, whole.file)
            named = zip(batch, keys, strict=True)
            unfound += [str(column) for column, key in named if not is_named(report, column.table.name, key)]
    assert len(texts) > 25
    assert unfound == []


@on_sqlite
def test_every_column_of_an_entry_is_found_and_named(whole: Whole) -> None:
    with whole.owner() as owner:
        owner.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
        places = {}
        columns = [column for column in ENTRY.columns if column.name not in OF_THE_CHAIN]
        for at, column in enumerate(columns):
            entry = owner.execute(select(ENTRY).order_by(ENTRY.c.id).offset(3 * at).limit(1)).mappings().one()
            owner.execute(
                update(ENTRY)
                .where(ENTRY.c.id == entry["id"])
                .values(
                    {
                        column.name: type_coerce(other(column), String())
                        if isinstance(column.type, Word)
                        else other(column)
                    }
                )
            )
            places[column.name] = (entry["chain"], entry["sequence"])
        found = {(breach.chain, breach.sequence) for breach in whole.verified(owner).breaches}
        assert [name for name, place in places.items() if place not in found] == []


@on_sqlite
@pytest.mark.parametrize("table", ["history_entry", "history_chain", "history_seal", "access_entry"])
def test_every_column_of_the_record_itself_is_found(whole: Whole, table: str) -> None:
    unfound = []
    with whole.owner() as owner:
        for column in Base.metadata.tables[table].columns:
            if table == "history_entry" and column.name not in OF_THE_CHAIN:
                continue
            trial = owner.begin_nested()
            change(owner, column)
            is_of_chain = table in ("history_entry", "history_chain") and column.name != "id"
            report = whole.verified(owner, whole.file) if is_of_chain else whole.seals_of(owner)
            if report.is_intact:
                unfound.append(column.name)
            trial.rollback()
    assert unfound == []


@on_sqlite
def test_a_record_marked_as_an_older_one_is_not_told_anew(whole: Whole) -> None:
    """Otherwise the next start would tell every row as somebody left it, and the worker would seal that."""
    with whole.owner() as owner:
        chain = Base.metadata.tables["history_chain"]
        owner.execute(update(chain).values(format=1))
        report = whole.verified(owner)
        assert [breach.sentence for breach in report.breaches] == [
            "The chain system is marked as one of another format than 2."
        ]
        assert owner.execute(select(func.count()).select_from(chain)).scalar_one() == 1
