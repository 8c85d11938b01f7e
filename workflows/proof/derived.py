"""Derived rows: a room says how it derives them, and `verify` derives them anew and compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.proof.ledger import Ledger
from workflows.proof.reading import stored_rows
from workflows.proof.report import VerifyReport
from workflows.store import Base, UnitOfWork, as_utc, insert_rows
from workflows.store.commitments import canonical
from workflows.store.kinds import DERIVED, key_names, key_text, kind_of, mapped_classes, table_of

Derive = Callable[[UnitOfWork], Iterator[Mapping[str, Any] | str]]
"""Gives every row of a class as it ought to be, by column; a text is a sentence about what could not be derived."""

_derivers: dict[type[Base], tuple[Derive, tuple[str, ...]]] = {}


def derives(model: type[Base], *columns: str) -> Callable[[Derive], Derive]:
    """Mark the function that derives the rows of a class anew; these columns are compared."""

    def mark(function: Derive) -> Derive:
        _derivers[model] = (function, columns)
        return function

    return mark


def underived() -> list[str]:
    """The derived classes that no room derives: a test lists none."""
    return [model.__name__ for model in mapped_classes() if kind_of(model) is DERIVED and model not in _derivers]


def compare_derived(work: UnitOfWork, report: VerifyReport, ledger: Ledger) -> None:
    """Derive every derived row anew and compare with those there are."""
    for model, (derive, columns) in _derivers.items():
        table = table_of(model)
        for wanted in derive(work):
            if isinstance(wanted, str):
                report.breach(table.name, 0, wanted)
            else:
                ledger.expect(table.name, _text(wanted[name] for name in columns))
        for row in stored_rows(work, table):
            report.rows += 1
            if row.unreadable:
                key = key_text(tuple(row.values[name] for name in key_names(model)))
                names = ", ".join(row.unreadable)
                report.breach(table.name, 0, f"The {names} of {table.name} {key} cannot be read.")
            else:
                ledger.find(table.name, _text(row.values[name] for name in columns))
    for name, text, count in ledger.differing():
        what = "is missing, though it follows from its case" if count > 0 else "does not follow from its case"
        report.breach(name, 0, f"The row {name} {text} {what}.")


def write_missing(work: UnitOfWork) -> int:
    """Write the derived rows that follow from their cases and are not there; how many.

    For a database from before such rows were kept, once its chains were proved: its migrations cannot derive them.
    """
    count = 0
    for model, (derive, columns) in _derivers.items():
        table = table_of(model)
        with Ledger() as ledger:
            for wanted in derive(work):
                if not isinstance(wanted, str):
                    ledger.expect(table.name, _text(wanted[name] for name in columns))
            for row in work.session.execute(select(*(table.c[name] for name in columns))):
                ledger.find(table.name, _text(row))
            missing = {text for _, text, by in ledger.differing() if by > 0}
        if not missing:
            continue
        for wanted in list(derive(work)):
            if not isinstance(wanted, str) and _text(wanted[name] for name in columns) in missing:
                insert_rows(work, model(**wanted), is_kept=False)
                count += 1
    return count


def _text(values: Any) -> str:
    return canonical([as_utc(value).isoformat() if isinstance(value, datetime) else value for value in values])
