"""Letters: their posts exist, their expressions can be read, each is issued by a step, and what they read is given to them."""

from __future__ import annotations

from workflows.feel import suggest
from workflows.feel.shapes import Shape
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.expressions import check_text
from workflows.procedure.checks.letter_texts import named_letter, texts_of_letter
from workflows.procedure.checks.paper_places import Sight, Use, check_fields, check_seen
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.procedure.model import ElementType

TO_UNIT, TO_PERSONS = "to_unit", "to_persons"
"""What the general operation reads of whom a letter goes to."""

_OWN = {ISSUED_ON: Shape("date")}


def check_letters(checking: Checking) -> None:
    """Every letter of the folder by itself, and with every step that issues it."""
    uses = _uses(checking)
    for letter in checking.procedure.letters.values():
        _check_posts(checking, letter)
        _check_ends(checking, letter)
        for text in texts_of_letter(letter):
            check_text(checking, text)
        if checking.operations is not None and letter.id not in uses:
            checking.in_file("letter_unissued", letter.file, letter.id)
    if not uses:
        return
    sight = Sight(checking)
    for letter_id, of_it in uses.items():
        letter = checking.procedure.letters[letter_id]
        texts = tuple(texts_of_letter(letter))
        for use in of_it:
            if use.fields is not None:
                check_fields(checking, "letter", texts, use.signature, use.fields, _OWN)
                continue
            check_seen(checking, "letter", texts, use.element, sight, _OWN)
            names, is_complete = sight.names(use.element)
            headers = {name for name, _ in use.element.headers}
            if letter.to and is_complete and not {TO_UNIT, TO_PERSONS} & (names | headers):
                checking.error("letter_to_nobody", use.element, name=letter.id)
            if letter.to and letter.masks is None:
                checking.in_file("letter_masks_missing", letter.file, letter.id, values={"element": use.element.id})


def _check_ends(checking: Checking, letter: Letter) -> None:
    """A letter is void after ends that the procedure has."""
    ends = [each.id for each in checking.procedure.elements.values() if each.type is ElementType.END_EVENT]
    for number, name in enumerate(letter.void_at):
        if name not in ends:
            values = {"name": name[:80], **advice_of(suggest(name, ends))}
            line = letter.line(f"void_at.{number}") or letter.line("void_at")
            checking.in_file("letter_end_unknown", letter.file, letter.id, line=line, values=values)


def _uses(checking: Checking) -> dict[str, list[Use]]:
    """Who issues which letter of the folder; a step that issues one that is not there is told."""
    found: dict[str, list[Use]] = {}
    letters = checking.procedure.letters
    for element in checking.procedure.elements.values():
        signature = (checking.operations or {}).get(element.operation or "")
        if signature is None:
            continue
        for letter_id, fields in signature.letters.items():
            if letter_id in letters:
                found.setdefault(letter_id, []).append(Use(element, signature, fields))
            else:
                advice = advice_of(suggest(letter_id, letters))
                checking.error("operation_letter_missing", element, operation=signature.name, name=letter_id, **advice)
        named = named_letter(element, signature)
        if named is not None and named[1] in letters:
            # A step may name a letter that another has issued: to say that it was served.
            if signature.reads_all:
                found.setdefault(named[1], []).append(Use(element, signature, None))
        elif named is not None:
            values = {"operation": signature.name, "name": named[0], "value": named[1][:80]}
            advice = advice_of(suggest(named[1], letters))
            checking.error("operation_header_letter", element, **values, **advice)
    return found


def _check_posts(checking: Checking, letter: Letter) -> None:
    if checking.posts is None:
        return
    copies = () if isinstance(letter.copies, str) else letter.copies
    for key, posts in (("to", letter.to), ("copies", copies)):
        for number, post in enumerate(posts):
            if post not in checking.posts:
                advice = advice_of(suggest(post, checking.posts))
                line = letter.line(f"{key}.{number}")
                checking.in_file(
                    "letter_post", letter.file, letter.id, line=line, values={"key": key, "name": post, **advice}
                )
