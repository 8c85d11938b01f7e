"""Rows that are written once and in thousands: the history tells one digest for each block of them, not one for each row.

Every row keeps its own digest beside it, and the digest of a block covers those: so `verify` names an altered, missing or untold
row without an entry for each (workflows/proof/blocks.py). Nothing changes such a row afterwards; they only go all together.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflows.store.base import Base
from workflows.store.bulk import bound_to, write_many
from workflows.store.collector import Block, Gone
from workflows.store.commitments import canonical
from workflows.store.guard import TOLD
from workflows.store.kinds import DIGEST, OfRecord, key_names, key_text, layout_of, table_of
from workflows.store.unit_of_work import UnitOfWork

ROWS_PER_BLOCK = 1_000


def _digest(parts: Any) -> str:
    return b2a_base64(hashlib.sha256(canonical(parts).encode()).digest(), newline=False).rstrip(b"=").decode()


def digest_of_row(model: type[Base], layout: OfRecord, number: int, key: str, values: Mapping[str, Any]) -> str:
    """The digest of one row by a layout: table, key, layout and its columns (design 6a, erasing and proving, rule 2)."""
    parts = [values[name] for name in layout.columns[number - 1]]
    return _digest([table_of(model).name, key, number, parts])


def digest_of_block(model: type[Base], number: int, key: str, digests: Sequence[str]) -> str:
    """The digest of a block: its table, its key with the first and the last number, and the digests of its rows in their order."""
    return _digest([table_of(model).name, key, number, list(digests)])


def block_key(first: int, last: int) -> str:
    """How entries write which rows of a head a block holds."""
    return f"{first}-{last}"


def insert_blocks(
    work: UnitOfWork, model: type[Base], head_id: Any, first: int, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write rows of one head, numbered from `first` on, by the quickest way that the driver has, told a thousand at a time.

    Each row gives every column but its key and its digest. `first` begins a block: 1, 1,001 and so on, so that rows that come in
    several transactions are told as if they had come in one. Raises ValueError for another number, and for a class whose rows
    are told singly.
    """
    layout = layout_of(model)
    if layout is None or not layout.is_block:
        raise ValueError(f"Rows of {model.__name__} are told one by one: use insert_rows.")
    if (first - 1) % ROWS_PER_BLOCK:
        raise ValueError(f"A block begins at 1, {ROWS_PER_BLOCK + 1} and so on, not at {first}.")
    work.session.flush()
    table, number, (head, numbered) = table_of(model), len(layout.layouts), key_names(model)
    names = (head, numbered, *layout.columns[-1], DIGEST)
    bound = [bound_to(table, name, work.connection.engine) for name in names]
    for start in range(0, len(rows), ROWS_PER_BLOCK):
        block, digests, written = rows[start : start + ROWS_PER_BLOCK], [], []
        for place, row in enumerate(block, first + start):
            digests.append(digest_of_row(model, layout, number, key_text((head_id, place)), row))
            values = {**row, head: head_id, numbered: place, DIGEST: digests[-1]}
            written.append([_plain(bind(values[name])) for name, bind in zip(names, bound, strict=True)])
        key = (head_id, block_key(first + start, first + start + len(block) - 1))
        write_many(work.connection, table, names, written)
        told = digest_of_block(model, number, key_text(key), digests)
        work.session.collector.tell(model, key, Block({head: head_id}, told))


def delete_blocks(work: UnitOfWork, model: type[Base], head_id: Any, blocks: Iterable[tuple[int, int]]) -> None:
    """Remove all rows of a head, whose blocks (first and last number) are told as gone."""
    table, head = table_of(model), key_names(model)[0]
    work.session.flush()
    work.connection.execute(table.delete().where(table.c[head] == head_id).execution_options(**{TOLD: True}))
    for first, last in blocks:
        work.session.collector.tell(model, (head_id, block_key(first, last)), Gone({head: head_id}))


def _plain(value: Any) -> Any:
    return value.hex if hasattr(value, "hex") and not isinstance(value, (float, bytes)) else value
