"""Write a letter: its parts in their order with every value in its place, in full and masked. Pure functions.

A part is a role and a text. The order on the page is that of official letters as far as the page shows it; the roles are what an
output needs to lay a letter out (GB/T 9704-2012, 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from workflows import feel
from workflows.casework.errors import WrongValue
from workflows.casework.filling import Unwritable, as_written, filled, filled_as_example, value_of
from workflows.documents.masking import Masks, mask_text, masks_for
from workflows.procedure.letter_model import Letter


class Role(StrEnum):
    """What a part of a letter is."""

    SECRECY = "secrecy"  # 密级和保密期限
    TITLE = "title"  # 标题
    NUMBER = "number"  # 发文字号
    RECIPIENT = "recipient"  # 主送机关
    PARAGRAPH = "paragraph"  # 正文
    ANNEXES = "annexes"  # 附件说明
    COPIES = "copies"  # 抄送机关
    NOTE = "note"  # 附注
    SIGNER = "signer"  # 发文机关署名
    DATE = "date"  # 成文日期


# What stands on the line below the part before it; every other part has an empty line above.
_BELOW = {Role.NOTE: Role.COPIES, Role.DATE: Role.SIGNER}
HEAD = (Role.SECRECY, Role.TITLE, Role.NUMBER)
"""What a page sets as headings, line below line."""


class Part(NamedTuple):
    """One part of a letter."""

    role: Role
    text: str


class Writer:
    """Fills the places of one letter from its fields; a place without a value is a mistake, never a gap in a letter."""

    def __init__(self, letter: Letter, scope: Mapping[str, Any], environment: feel.Environment, *, at: str) -> None:
        self._letter = letter
        self._scope = scope
        self._environment = environment
        self._at = at

    def parts(self, number: str, copies: str) -> list[Part]:
        """The letter in full; `copies` is its line of copies."""
        return list(self._parts(number, copies, self._letter.paragraphs))

    def masked_parts(self, number: str, copies: str) -> list[Part]:
        """The same with the paragraphs of the masked version, names still in place."""
        return list(self._parts(number, copies, self._letter.masked or self._letter.paragraphs))

    def _parts(self, number: str, copies: str, paragraphs: Sequence[str]) -> Iterator[Part]:
        letter = self._letter
        if letter.secrecy:
            yield Part(Role.SECRECY, letter.secrecy)
        yield Part(Role.TITLE, letter.title)
        yield Part(Role.NUMBER, number)
        if letter.recipient:
            yield Part(Role.RECIPIENT, f"{self._filled('recipient', letter.recipient)}：")
        key = "paragraphs" if paragraphs is letter.paragraphs else "masked"
        for place, text in enumerate(paragraphs):
            # A paragraph that an expression leaves empty is none.
            if filled := self._filled(f"{key}.{place}", text):
                yield Part(Role.PARAGRAPH, filled)
        annexes = [self._filled(f"annexes.{place}", text) for place, text in enumerate(letter.annexes)]
        if len(annexes) == 1:
            yield Part(Role.ANNEXES, f"附件：{annexes[0]}")
        elif annexes:
            yield Part(Role.ANNEXES, "附件：" + "\n".join(f"{place}. {text}" for place, text in enumerate(annexes, 1)))
        if letter.copies and letter.has_copies_line:
            yield Part(Role.COPIES, f"抄送：{copies}")
        if letter.note:
            yield Part(Role.NOTE, self._filled("note", letter.note))
        if letter.is_signed:
            signers = [self._filled("issuer", letter.issuer), self._filled("signer", letter.signer)]
            if any(signers):
                yield Part(Role.SIGNER, "\n".join(text for text in signers if text))
            yield Part(Role.DATE, self._date())

    def copies(self) -> list[str]:
        """The posts that get a copy."""
        if not isinstance(self._letter.copies, str):
            return list(self._letter.copies)
        return self._texts("copies", self._letter.copies)

    def masks(self) -> Masks:
        """What the letter itself says that must be masked outside."""
        found = {name: self._texts(f"masks.{name}", text) for name, text in (self._letter.masks or {}).items()}
        return masks_for(**found)

    def _date(self) -> str:
        if not self._letter.date:
            return self._filled("date", "{{official date(issued_on)}}")
        value = self._value("date", self._letter.date.removeprefix("="))
        return as_written(value) or self._raise("date", Unwritable(value))

    def _texts(self, key: str, text: str) -> list[str]:
        value = self._value(key, text.removeprefix("="))
        values = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values if each is not None):
            self._raise(key, Unwritable(value))
        return [each for each in values if each]

    def _filled(self, key: str, text: str) -> str:
        try:
            return filled(text, self._scope, self._environment)
        except Unwritable as refused:
            return self._raise(key, refused)

    def _value(self, key: str, source: str) -> Any:
        try:
            return value_of(source, self._scope, self._environment)
        except Unwritable as refused:
            return self._raise(key, refused)

    def _raise(self, key: str, refused: Unwritable) -> str:
        # The sentence tells where and of what kind, never the value: incidents are read by people who may not read the letter.
        kind = refused.kind
        raise WrongValue(
            self._at,
            f"The letter {self._letter.id} was not issued: {key} gave {kind}, where a text, a number or a date belongs. "
            "Have the variable corrected, then retry.",
            f"文书 {self._letter.id} 未印发：{key} 得到 {kind}，此处应为文本、数字或日期。请更正变量后重试。",
        )


class ExampleWriter(Writer):
    """Writes a letter for those who draw up its text, with example values; it is never issued."""

    def __init__(self, letter: Letter, scope: Mapping[str, Any], environment: feel.Environment) -> None:
        super().__init__(letter, scope, environment, at="")

    def _date(self) -> str:
        return self._filled("date", self._letter.date or "=official date(issued_on)")

    def _filled(self, key: str, text: str) -> str:
        return filled_as_example(text, self._scope, self._environment)


def masked(parts: Iterable[Part], masks: Masks) -> list[Part]:
    """The parts with every name replaced and numbers of people struck out."""
    return [Part(role, mask_text(text, masks)) for role, text in parts]


def text_of(parts: Sequence[Part]) -> str:
    """The letter as one text: its head line by line, an empty line between the other parts."""
    found: list[str] = []
    for place, part in enumerate(parts):
        before = parts[place - 1].role if place else None
        if before is not None:
            is_below = part.role in HEAD or _BELOW.get(part.role) is before
            found.append("\n" if is_below else "\n\n")
        found.append(part.text)
    return "".join(found)


def outline_of(parts: Sequence[Part]) -> list[list[Any]]:
    """Which part has how many lines: with it the parts can be told in the text, which alone holds the words."""
    return [[part.role.value, part.text.count("\n") + 1] for part in parts]


def parts_of(text: str, outline: Sequence[Sequence[Any]]) -> list[Part]:
    """The parts of a text that `text_of` wrote, by its outline."""
    lines = text.split("\n")
    found: list[Part] = []
    at = 0
    for name, count in outline:
        role = Role(name)
        before = found[-1].role if found else None
        if before is not None and not (role in HEAD or _BELOW.get(role) is before):
            at += 1
        found.append(Part(role, "\n".join(lines[at : at + count])))
        at += count
    return found
