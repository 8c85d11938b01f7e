"""Texts of forms with `{{expression}}` inside, as form-js writes them: which parts are words and which are FEEL."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a text: words as they are written, or an expression whose value stands in its place."""

    text: str
    is_feel: bool


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The parts of a text in order. A text that starts with `=` is one expression as a whole."""
    if text.startswith("="):
        return (Piece(text[1:].strip(), True),)
    # re.split gives the words at even places, what the braces enclose at odd ones.
    parts = _EXPRESSION.split(text)
    return tuple(
        Piece(part.strip().removeprefix("=") if at % 2 else part, at % 2 == 1) for at, part in enumerate(parts) if part
    )


def is_block(piece: Piece) -> bool:
    """True for the loops and conditions of form-js's templates (`{{#if …}}`), which are not carried out here."""
    return piece.is_feel and piece.text.startswith(("#", "/"))
