"""Prove the record: fold every chain, then compare every row of record with the history's last word on it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from workflows.proof.blocks import compare_blocks
from workflows.proof.derived import compare_derived
from workflows.proof.digests import entry_hash, row_digest
from workflows.proof.ledger import Ledger
from workflows.proof.models import FORMAT, HistoryChain, HistoryEntry
from workflows.proof.reading import stored_rows
from workflows.proof.report import VerifyReport
from workflows.proof.seal_file import SealFile
from workflows.proof.seals import verify_seals
from workflows.proof.words import HistoryKind
from workflows.store import Base, UnitOfWork
from workflows.store.commitments import commitment, is_blank, is_erased, parts
from workflows.store.kinds import (
    COMMITMENTS,
    SYSTEM_CHAIN,
    OfRecord,
    key_names,
    key_text,
    layout_of,
    mapped_classes,
    table_of,
)
from workflows.store.unreadable import bytes_that_are_no_text


def verify(work: UnitOfWork, *, file: SealFile | None = None) -> VerifyReport:
    """Read the whole history and every row of record: each hash, the unbroken sequence, each chain's head, each row's digest,
    derived rows derived anew, and the seals, with `file` against the signed lines outside.

    While others write, give it a transaction opened with `is_snapshot`: a chain that grows meanwhile looks altered.
    """
    report = VerifyReport()
    with Ledger() as ledger, bytes_that_are_no_text(work.connection):
        left = _fold(work, report, ledger)
        for model in mapped_classes():
            layout = layout_of(model)
            if layout is not None and layout.is_block:
                compare_blocks(work, report, ledger, model, layout, left)
            elif layout is not None:
                _compare(work, report, ledger, model, layout, left)
        for name, key, chain, sequence in ledger.missing():
            if chain not in left:
                report.breach(chain, sequence, f"The row {name} {key} is missing.")
        compare_derived(work, report, ledger)
        verify_seals(work, report, file)
    return report


def _heads(work: UnitOfWork, report: VerifyReport) -> dict[str, tuple[int, str]]:
    heads = {}
    for row in stored_rows(work, table_of(HistoryChain)):
        name = row.values["name"]
        heads[name] = (row.values["sequence"], row.values["hash"])
        # Otherwise the next start would tell every row anew, as it stands then (proof/restate.py).
        if row.values["format"] != FORMAT:
            report.breach(name, 0, f"The chain {name} is marked as one of another format than {FORMAT}.")
    for model in mapped_classes():
        layout = layout_of(model)
        if layout is not None and layout.head is not None:
            table = table_of(model)
            for row in stored_rows(work, table, names=(*key_names(model), *layout.head)):
                key, sequence, digest = (row.values[name] for name in (*key_names(model), *layout.head))
                heads[str(key)] = (sequence, digest)
    return heads


def _fold(work: UnitOfWork, report: VerifyReport, ledger: Ledger) -> frozenset[str]:
    """Check the chains and give the ledger what they tell; returns the chains that were left as they were (see restate.py)."""
    heads = _heads(work, report)
    report.chains = len(heads)
    chain, sequence, digest = "", 0, ""
    left: set[str] = set()

    def close() -> None:
        if chain and heads.pop(chain, None) != (sequence, digest):
            report.breach(chain, sequence, "The last entries of this chain are missing or replaced.")

    for entry, unreadable in entries_of(work):
        report.entries += 1
        if entry.chain != chain:
            close()
            chain, sequence, digest = entry.chain, 0, ""
        if unreadable:
            report.breach(chain, sequence + 1, f"The {', '.join(unreadable)} of the entry cannot be read.")
            sequence, digest = sequence + 1, entry.hash
            continue
        if entry.sequence != sequence + 1:
            report.breach(chain, entry.sequence, f"Entry {sequence + 1} is missing before this one.")
        if entry.previous_hash != digest:
            report.breach(chain, entry.sequence, "The entry does not follow from the one before it.")
        if str(entry.case_id or _case_of_none(entry)) != chain:
            report.breach(chain, entry.sequence, "The entry is shown in another case than its own.")
        if entry.hash == entry_hash(entry):
            _hear(report, ledger, entry, left)
        else:
            report.breach(chain, entry.sequence, "The entry was altered after it was written.")
        sequence, digest = entry.sequence, entry.hash
    close()
    for name, (length, _) in heads.items():
        if length:
            report.breach(name, 0, f"All {length} entries of this chain are gone.")
    return frozenset(left)


def _case_of_none(entry: HistoryEntry) -> str:
    """The chain that an entry of no case belongs to; the first format had no other, and its hash does not cover the case."""
    return SYSTEM_CHAIN if entry.format == 1 else entry.chain


def entries_of(work: UnitOfWork) -> Iterator[tuple[HistoryEntry, tuple[str, ...]]]:
    """Every entry, chain by chain, in order, with its columns that cannot be read; a thousand or so in memory."""
    table = table_of(HistoryEntry)
    for row in stored_rows(work, table, order_by=(table.c.chain, table.c.sequence)):
        yield HistoryEntry(**row.values), row.unreadable


def _hear(report: VerifyReport, ledger: Ledger, entry: HistoryEntry, left: set[str]) -> None:
    """Give the ledger what an entry tells, whose hash holds; whoever recomputed the hash may have made it tell anything."""
    if entry.format == 1:
        if entry.rows != "[]":
            report.breach(entry.chain, entry.sequence, "The entry tells of rows, which its format does not.")
        return
    try:
        if entry.rows != "[]":
            ledger.hear((tuple(row) for row in json.loads(entry.rows)), entry.chain, entry.sequence)
        if entry.kind == HistoryKind.ERASED:
            data = json.loads(entry.data)
            ledger.hear_erased(data["table"], data["key"], data["names"])
        elif entry.kind == HistoryKind.CHAINS_LEFT:
            data = json.loads(entry.data)
            left.update(data["chains"])
            for chain, sentence in zip(data["chains"], data["sentences"], strict=True):
                report.breach(chain, 0, f"This chain did not prove itself when the record was restated: {sentence}.")
    except (ValueError, TypeError, LookupError, AttributeError, sqlite3.Error) as error:
        report.breach(entry.chain, entry.sequence, f"What the entry tells cannot be read: {type(error).__name__}.")


def _compare(
    work: UnitOfWork, report: VerifyReport, ledger: Ledger, model: type[Base], layout: OfRecord, left: frozenset[str]
) -> None:
    table = table_of(model)
    for stored in stored_rows(work, table):
        report.rows += 1
        row = stored.values
        key = key_text(tuple(row[name] for name in key_names(model)))
        for name in stored.unreadable:
            report.breach(table.name, 0, f"The value {name} of {table.name} {key} cannot be read.")
        told = ledger.meet(table.name, key)
        if told is None:
            if not (left and _chain_name(row, layout) in left):
                report.breach(table.name, 0, f"The row {table.name} {key} was never told in the history.")
            continue
        if stored.unreadable:
            continue
        number, digest, chain, sequence = told
        for sentence in _wrong(ledger, model, layout, row, key, number, digest):
            report.breach(chain, sequence, sentence)


def _chain_name(row: Any, layout: OfRecord) -> str:
    """The chain of a row whose way to it is one step; rows further away are not spared where their chain was left."""
    return str(row.get(layout.chain) or SYSTEM_CHAIN)


def _wrong(
    ledger: Ledger, model: type[Base], layout: OfRecord, row: Any, key: str, number: int, digest: str | None
) -> Iterator[str]:
    name = table_of(model).name
    if digest is None:
        yield f"The row {name} {key} is there again, though the history tells that it is gone."
        return
    if not 1 <= number <= len(layout.layouts):
        yield f"The row {name} {key} was told in layout {number}, which this version of Gatepost does not know."
        return
    try:
        if row_digest(model, key, number, row) != digest:
            yield f"The row {name} {key} differs from what the history tells."
        if layout.committed:
            yield from _wrong_values(ledger, layout, name, key, row)
    except (ValueError, TypeError, AttributeError) as error:
        yield f"The row {name} {key} cannot be read: {type(error).__name__}."


def _wrong_values(ledger: Ledger, layout: OfRecord, name: str, key: str, row: Any) -> Iterator[str]:
    committed: dict[str, str] = json.loads(row[COMMITMENTS] or "{}")
    values = {part: value for column in layout.committed for part, value in parts(layout, column, row[column])}
    for part, value in values.items():
        item = committed.get(part)
        if item is None or is_erased(item):
            yield f"The value {part} of {name} {key} was put there past the history."
        else:
            salt, _, said = item.partition(".")
            if commitment(salt, value) != said:
                yield f"The value {part} of {name} {key} differs from what the history commits to."
    for part, item in committed.items():
        if part in values:
            continue
        if not is_erased(item):
            yield f"The value {part} of {name} {key} is gone."
        elif not ledger.is_erased(name, key, part):
            yield f"The value {part} of {name} {key} was cleared, and no entry tells that it was erased."
        column = part.split(".", 1)[0]
        if column in layout.whole and not is_blank(row[column]):
            yield f"The value {part} of {name} {key} is shown though it was erased."
