"""The whitelist of the reader of ledgers: every key that a ledger may have; data only.

What a ledger holds beyond these is refused by name. accepted/ledgers.py says of each key what it does and which test proves it.
"""

from __future__ import annotations

from typing import Final

LEDGER_KEYS: Final = frozenset({"title", "readers", "day", "columns"})
COLUMN_KEYS: Final = frozenset({"key", "head", "group", "value", "width"})
TEXT_KEYS: Final = frozenset({"zh", "en"})
"""Those of `title`, and of `head` and `group` of a column."""
