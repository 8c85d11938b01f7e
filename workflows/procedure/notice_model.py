"""What a notice of a procedure is once its file has been read: its kind, whom it may go to, and its text in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from workflows.feel import parse_expression
from workflows.feel.shapes import TEXT, Shape
from workflows.procedure.letter_model import Place
from workflows.procedure.templates import is_block, pieces_of

CANCEL_FIELDS: Final[Mapping[str, Shape]] = MappingProxyType({"title": TEXT, "by": TEXT, "reason": TEXT})
"""What the notice `cancel_notice` of a process may read: the full title of the case, who broke it off, and the reason given."""


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """One notice. Both texts may hold `{{expression}}`; `to` names the posts that it may go to, `to_persons` whether it may go to
    people by name."""

    id: str
    file: str
    kind: str
    text: str
    text_en: str
    to: tuple[str, ...] = ()
    to_persons: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)

    def places(self) -> Iterator[Place]:
        """Every expression of the notice, in the order of its texts."""
        for key, text in (("text.zh", self.text), ("text.en", self.text_en)):
            for piece in pieces_of(text):
                if piece.is_feel:
                    yield Place(key, piece.text, self.line(key), is_block(piece))

    def names_read(self) -> frozenset[str]:
        """Every variable that the notice may read."""
        found: set[str] = set()
        for place in self.places():
            if not place.is_block:
                found |= parse_expression(place.source).names
        return frozenset(found)

    def line(self, key: str) -> int | None:
        """The line where a key stands, or that of what it stands in."""
        return self.lines.get(key) or self.lines.get(key.partition(".")[0])
