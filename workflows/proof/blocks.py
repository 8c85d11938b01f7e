"""Compare rows that are told in blocks with the history: each by the digest it keeps, and those by the digest of their block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from workflows.proof.ledger import Ledger
from workflows.proof.reading import StoredRow, stored_rows
from workflows.proof.report import VerifyReport
from workflows.store import Base, UnitOfWork
from workflows.store.blocks import digest_of_block, digest_of_row
from workflows.store.kinds import DIGEST, OfRecord, key_names, key_text, layout_of, table_of


@dataclass(slots=True)
class _Block:
    """A block as the history tells it, and the digests of its rows as they were met."""

    first: int
    last: int
    layout: int
    digest: str | None
    chain: str
    sequence: int
    met: list[str] = field(default_factory=list)
    is_whole: bool = True

    @property
    def numbers(self) -> str:
        return f"{self.first}-{self.last}"


def compare_blocks(
    work: UnitOfWork, report: VerifyReport, ledger: Ledger, model: type[Base], layout: OfRecord, left: frozenset[str]
) -> None:
    """Compare every row of a class that is told in blocks; a row that was altered, is missing or was never told is named."""
    table, (head, number) = table_of(model), key_names(model)
    rows = stored_rows(work, table, order_by=(table.c[head], table.c[number]))
    for head_id, of_head in groupby(rows, key=lambda row: row.values[head]):
        if str(head_id) not in left:
            _compare_head(report, model, layout, str(head_id), ledger.blocks(table.name, str(head_id)), of_head)


def _compare_head(
    report: VerifyReport,
    model: type[Base],
    layout: OfRecord,
    head_id: str,
    told: list[tuple[str, int, str | None, str, int]],
    rows: Iterator[StoredRow],
) -> None:
    name, numbered = table_of(model).name, key_names(model)[1]
    blocks = _blocks(report, name, head_id, told)
    waiting = iter(blocks)
    block, expected = next(waiting, None), 0
    for stored in rows:
        report.rows += 1
        number = stored.values[numbered]
        key = key_text((head_id, number))
        while block is not None and isinstance(number, int) and number > block.last:
            _close(report, model, head_id, block, expected)
            block, expected = next(waiting, None), 0
        if block is None or not isinstance(number, int) or number < block.first:
            report.breach(name, 0, f"The row {name} {key} was never told in the history.")
            continue
        if block.digest is None:
            sentence = f"The row {name} {key} is there again, though the history tells that it is gone."
            report.breach(block.chain, block.sequence, sentence)
            continue
        expected = max(expected, block.first)
        _missing(report, name, head_id, block, expected, number)
        expected = number + 1
        block.met.append(str(stored.values[DIGEST]))
        for sentence in _wrong(model, layout, name, key, block, stored):
            report.breach(block.chain, block.sequence, sentence)
    while block is not None:
        _close(report, model, head_id, block, expected)
        block, expected = next(waiting, None), 0


def _blocks(
    report: VerifyReport, name: str, head_id: str, told: list[tuple[str, int, str | None, str, int]]
) -> list[_Block]:
    found = []
    for numbers, layout, digest, chain, sequence in told:
        first, _, last = numbers.partition("-")
        if first.isdecimal() and last.isdecimal():
            found.append(_Block(int(first), int(last), layout, digest, chain, sequence))
        else:
            report.breach(chain, sequence, f"The row {name} {head_id}|{numbers} was told by itself, not in a block.")
    return sorted(found, key=lambda block: block.first)


def _wrong(model: type[Base], layout: OfRecord, name: str, key: str, block: _Block, stored: StoredRow) -> Iterator[str]:
    for column in stored.unreadable:
        yield f"The value {column} of {name} {key} cannot be read."
    if stored.unreadable:
        return
    if not 1 <= block.layout <= len(layout.layouts):
        yield f"The row {name} {key} was told in layout {block.layout}, which this version of Gatepost does not know."
    elif digest_of_row(model, layout, block.layout, key, stored.values) != stored.values[DIGEST]:
        yield f"The row {name} {key} differs from what the history tells."


def _missing(report: VerifyReport, name: str, head_id: str, block: _Block, first: int, until: int) -> None:
    """Name the rows of a block that are not there, from `first` until before `until`; many in one sentence."""
    if first >= until:
        return
    block.is_whole = False
    numbers = str(first) if until - first == 1 else f"{first}-{until - 1}"
    report.breach(block.chain, block.sequence, f"The row {name} {head_id}|{numbers} is missing.")


def _close(report: VerifyReport, model: type[Base], head_id: str, block: _Block, expected: int) -> None:
    if block.digest is None:
        return
    name = table_of(model).name
    _missing(report, name, head_id, block, max(expected, block.first), block.last + 1)
    key = key_text((head_id, block.numbers))
    layout = layout_of(model)
    assert layout is not None
    if block.is_whole and digest_of_block(model, block.layout, key, block.met) != block.digest:
        sentence = f"The row {name} {key} differs: among these rows is one whose own digest was replaced."
        report.breach(block.chain, block.sequence, sentence)
