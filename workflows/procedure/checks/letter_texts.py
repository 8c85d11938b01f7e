"""Every place of a letter where an expression stands, and which steps of a diagram issue which letter."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.procedure.checks.text import Text
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.procedure.model import Element, Procedure
from workflows.procedure.signatures import Signature

OWN_NAMES = frozenset({ISSUED_ON})


def texts_of_letter(letter: Letter) -> Iterator[Text]:
    """Every expression of a letter, in the order of its text; blocks are told where the file is read."""
    for place in letter.places():
        if not place.is_block:
            what, what_zh = f"{place.key} of the letter {letter.id}", f"文书 {letter.id} 的 {place.key} "
            source = f"={place.source}"
            at = letter.id
            yield Text(
                source, what, what_zh, at, must_be_feel=True, file=letter.file, own_names=OWN_NAMES, line=place.line
            )


def named_letter(element: Element, signature: Signature) -> tuple[str, str] | None:
    """The header by which a task names a letter, and the letter; None where its operation asks for none."""
    header = next((each.name for each in signature.headers if each.is_letter), None)
    return next(((name, value.strip()) for name, value in element.headers if name == header), None)


def texts_of_letters(procedure: Procedure, element: Element, signature: Signature) -> Iterator[Text]:
    """The expressions of the letter that a task issues by its name: they read what the task sees."""
    named = named_letter(element, signature) if signature.reads_all else None
    letter = procedure.letters.get(named[1]) if named is not None else None
    if letter is not None:
        yield from texts_of_letter(letter)
