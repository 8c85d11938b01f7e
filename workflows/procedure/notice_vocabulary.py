"""The whitelist of the reader of notices: every key that a notice may have; data only.

What a notice holds beyond these is refused by name. accepted/notices.py says of each key what it does and which test proves it.
"""

from __future__ import annotations

from typing import Final

NOTICE_KEYS: Final = frozenset({"kind", "to", "to_persons", "text"})
TEXT_KEYS: Final = frozenset({"zh", "en"})
