"""What the history says of every row, kept while `verify` reads: in a temporary file once it is large, so memory is bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType

from workflows.proof.digests import Told

BATCH = 1_000


class Ledger:
    """The last word of the history on each row, and which erasable values it says were erased."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary database: in memory while it is small, then a file that nobody else sees.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("BEGIN")
        self._base.execute(
            "CREATE TABLE told (name TEXT, key TEXT, layout INT, digest TEXT, chain TEXT, sequence INT, is_met INT DEFAULT 0,"
            " PRIMARY KEY (name, key)) WITHOUT ROWID"
        )
        self._base.execute(
            "CREATE TABLE erased (name TEXT, key TEXT, value TEXT, PRIMARY KEY (name, key, value)) WITHOUT ROWID"
        )
        self._base.execute(
            "CREATE TABLE derived (name TEXT, row TEXT, count INT, PRIMARY KEY (name, row)) WITHOUT ROWID"
        )

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._base.close()

    def hear(self, rows: Iterable[Told], chain: str, sequence: int) -> None:
        """Note what an entry says of rows; later entries have the last word."""
        self._base.executemany(
            "INSERT OR REPLACE INTO told (name, key, layout, digest, chain, sequence) VALUES (?, ?, ?, ?, ?, ?)",
            ((*row, chain, sequence) for row in rows),
        )

    def hear_erased(self, name: str, key: str, values: Iterable[str]) -> None:
        """Note that values of a row were erased, as an `erased` entry says."""
        self._base.executemany(
            "INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", ((name, key, value) for value in values)
        )

    def meet(self, name: str, key: str) -> tuple[int, str | None, str, int] | None:
        """The history's last word on a row that exists: (layout, digest or None for gone, chain, sequence); None where untold."""
        found = self._base.execute(
            "SELECT layout, digest, chain, sequence FROM told WHERE name = ? AND key = ?", (name, key)
        ).fetchone()
        if found is None:
            return None
        self._base.execute("UPDATE told SET is_met = 1 WHERE name = ? AND key = ?", (name, key))
        return (found[0], found[1], found[2], found[3])

    def blocks(self, name: str, head: str) -> list[tuple[str, int, str | None, str, int]]:
        """The blocks that the history has last told of a head's rows: (numbers, layout, digest or None for gone, chain, sequence).

        They count as met: whoever asks looks at their rows.
        """
        span = (name, f"{head}|", f"{head}}}")  # `}` follows `|`
        found = self._base.execute(
            "SELECT key, layout, digest, chain, sequence FROM told WHERE name = ? AND key > ? AND key < ?", span
        )
        rows = [(key.partition("|")[2], *rest) for key, *rest in found.fetchall()]
        self._base.execute("UPDATE told SET is_met = 1 WHERE name = ? AND key > ? AND key < ?", span)
        return rows

    def is_erased(self, name: str, key: str, value: str) -> bool:
        """True where an entry says that this value of a row was erased."""
        where = "SELECT 1 FROM erased WHERE name = ? AND key = ? AND value = ?"
        return self._base.execute(where, (name, key, value)).fetchone() is not None

    def missing(self) -> Iterator[tuple[str, str, str, int]]:
        """(Table, key, chain, sequence) of every row that the history has last told as there, and that was not met."""
        yield from self._base.execute(
            "SELECT name, key, chain, sequence FROM told WHERE is_met = 0 AND digest IS NOT NULL ORDER BY name, key"
        )

    def expect(self, name: str, row: str) -> None:
        """A derived row as it ought to be."""
        self._count(name, row, 1)

    def find(self, name: str, row: str) -> None:
        """A derived row as it is."""
        self._count(name, row, -1)

    def _count(self, name: str, row: str, by: int) -> None:
        self._base.execute(
            "INSERT INTO derived VALUES (?, ?, ?) ON CONFLICT (name, row) DO UPDATE SET count = count + excluded.count",
            (name, row, by),
        )

    def differing(self) -> Iterator[tuple[str, str, int]]:
        """(Table, row, more or less) of derived rows that are missing (1) or too many (-1)."""
        yield from self._base.execute("SELECT name, row, count FROM derived WHERE count <> 0 ORDER BY name, row")
