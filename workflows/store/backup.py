"""Copy an SQLite database while others write in it, and put a file of its own mode in place."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from workflows.store.unit_of_work import Store

PRIVATE = 0o600


def copy_sqlite(store: Store, target: Path) -> Path:
    """A whole copy of the store's SQLite file as of one moment, readable by its owner only. Raises FileExistsError."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    source = store.engine.raw_connection()
    copy = sqlite3.connect(target)
    try:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]  # the driver underneath is sqlite3
    finally:
        copy.close()
        source.close()
    return target
