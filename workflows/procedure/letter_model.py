"""What a letter of a procedure is once its file has been read: immutable texts with places for values, and whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflows.feel import parse_expression
from workflows.procedure.templates import is_block, pieces_of

ISSUED_ON = "issued_on"
"""What every letter may read beside its fields: the day of its issue on the office's clock."""


@dataclass(frozen=True, slots=True)
class Place:
    """One expression of a letter: the key it stands under, its FEEL without a leading `=`, its line in the file."""

    key: str
    source: str
    line: int | None
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter. Texts may hold `{{expression}}`; `date`, `masks` and a `copies` that is one text are FEEL with a `=`.

    `to` names the posts of the unit it goes to, none for a paper of the office's own. `copies` are posts at or above the
    places that it is about. `masked` are the paragraphs of the version for everybody else, None where they are the same.
    """

    id: str
    file: str
    title: str
    title_en: str
    series: str
    paragraphs: tuple[str, ...]
    issuer: str = ""
    recipient: str = ""
    to: tuple[str, ...] = ()
    has_receipt: bool = False
    is_upward: bool = False  # to a body above: who signed it stands beside its number
    annexes: tuple[str, ...] = ()
    copies: tuple[str, ...] | str = ()
    has_copies_line: bool = True
    note: str = ""
    signer: str = ""
    date: str = ""
    secrecy: str = ""
    masks: Mapping[str, str] | None = None
    masked: tuple[str, ...] | None = None
    void_at: tuple[str, ...] = ()  # end events after which it is no longer in force
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether somebody stands under it, and with them the date."""
        return bool(self.issuer or self.signer or self.date)

    def label(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title if locale.startswith("zh") else self.title_en

    def places(self) -> Iterator[Place]:
        """Every expression of the letter, in the order of its text."""
        texts = [("recipient", self.recipient), ("note", self.note), ("signer", self.signer), ("issuer", self.issuer)]
        for name, several in (
            ("paragraphs", self.paragraphs),
            ("annexes", self.annexes),
            ("masked", self.masked or ()),
        ):
            texts += [(f"{name}.{number}", text) for number, text in enumerate(several)]
        for key, text in texts:
            for piece in pieces_of(text):
                if piece.is_feel:
                    yield Place(key, piece.text, self.line(key), is_block(piece))
        whole = [("date", self.date), *((f"masks.{name}", text) for name, text in (self.masks or {}).items())]
        if isinstance(self.copies, str):
            whole.append(("copies", self.copies))
        for key, text in whole:
            if text:
                yield Place(key, text.strip().removeprefix("=").strip(), self.line(key))

    def names_read(self) -> frozenset[str]:
        """Every variable that the letter may read."""
        found: set[str] = set()
        for place in self.places():
            if not place.is_block:
                found |= parse_expression(place.source).names
        return frozenset(found - {ISSUED_ON})

    def line(self, key: str) -> int | None:
        """The line where a key stands, or that of what it stands in."""
        return self.lines.get(key) or self.lines.get(key.partition(".")[0])
