"""The whitelist of the reader of letters: every key that a letter may have; data only.

What a letter holds beyond these is refused by name. accepted/letters.py says of each key what it does and which test proves it.
"""

from __future__ import annotations

from typing import Final

LETTER_KEYS: Final = frozenset(
    {
        "title",
        "series",
        "secrecy",
        "issuer",
        "recipient",
        "upward",
        "to",
        "receipt",
        "paragraphs",
        "annexes",
        "copies",
        "copies_line",
        "note",
        "signer",
        "date",
        "masks",
        "masked",
        "void_at",
    }
)
TITLE_KEYS: Final = frozenset({"zh", "en"})
MASK_KEYS: Final = frozenset({"people", "units", "villages", "numbers", "words"})
