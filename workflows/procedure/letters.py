"""`letters/<id>.yaml` → an immutable Letter; what is not in letter_vocabulary.py, or of another shape, is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from workflows.procedure.findings import Findings
from workflows.procedure.letter_model import Letter
from workflows.procedure.letter_vocabulary import LETTER_KEYS, MASK_KEYS, TITLE_KEYS
from workflows.procedure.paper_files import UNREADABLE, PaperReading, read_plain
from workflows.procedure.plain_data import lines_of
from workflows.sentence import Sentence

MAX_TITLE = 200
"""Characters that the row of a letter keeps of its title."""

# `★` and how long: GB/T 9704-2012, 7.2.2. 内部 is no secrecy of the State; offices write it in the same place.
_SECRECY = re.compile(r"(?:绝密|机密|秘密)(?:★(?:长期|\d{1,2}年|\d{1,2}个月))?|内部")
_LINE = re.compile(r"[^\n]+")
_SERIES = re.compile(r"[^\s〔〕\[\]()（）]{1,20}")

_TEXT = Sentence("a text that is not empty", "非空文本")
_TEXTS = Sentence("a list of texts that are not empty", "由非空文本组成的列表")
_LINE_SAID = Sentence("one line", "一行文本")
_TRUTH = Sentence("true or false", "true 或 false")
_FEEL = Sentence("an expression that begins with =", "以 = 开头的表达式")
_TITLE = Sentence(
    f"`{{zh: …, en: …}}`, each without expressions and at most {MAX_TITLE} characters: people who may not read the letter read it",
    f"`{{zh: …, en: …}}`，各不超过 {MAX_TITLE} 字且不含表达式（不能阅读文书的人也会看到标题）",
)
_SERIES_SAID = Sentence(
    "the name of the series as it stands in the number, such as 驻召, at most 20 characters",
    "编号中的机关代字，如驻召，不超过 20 字",
)
_SECRECY_SAID = Sentence(
    "内部, or 绝密, 机密 or 秘密 with the period after ★ where there is one, such as 秘密★1年",
    "内部，或绝密、机密、秘密，保密期限写在 ★ 后，如 秘密★1年",
)
_COPIES = Sentence(
    "a list of posts, or an expression that begins with = and gives one", "岗位列表，或以 = 开头、给出岗位列表的表达式"
)
_MASKS = Sentence(
    "expressions that begin with = under people, units, villages, numbers and words; `{}` where the letter names nobody",
    "people、units、villages、numbers、words 之下以 = 开头的表达式；不涉及任何人和单位的写 `{}`",
)


def read_letter(data: bytes, letter_id: str, findings: Findings) -> Letter | None:
    """The letter of a file, or None where it cannot be read; every problem is in `findings`."""
    raw = read_plain(data, letter_id, findings)
    if raw is UNREADABLE:
        return None
    return letter_from(raw, letter_id, findings, lines_of(data))


def letter_from(raw: Any, letter_id: str, findings: Findings, lines: Mapping[str, int]) -> Letter | None:
    """The letter that plain data describe; `lines` says where each key stands."""
    before = len(findings.problems)
    reading = _Reading(letter_id, findings, lines)
    if not isinstance(raw, dict):
        findings.add("letter_shape", letter_id, 1)
        return None
    reading.refuse_unknown(raw, LETTER_KEYS, "")
    title = reading.title(raw.get("title"))
    copies = raw.get("copies", [])
    letter = Letter(
        id=letter_id,
        file=findings.file,
        title=title[0],
        title_en=title[1],
        series=reading.text(raw, "series", _SERIES_SAID, _SERIES, is_required=True),
        paragraphs=reading.texts(raw, "paragraphs", is_required=True),
        issuer=reading.text(raw, "issuer", _LINE_SAID, _LINE),
        recipient=reading.text(raw, "recipient"),
        to=reading.texts(raw, "to"),
        has_receipt=reading.truth(raw, "receipt", default=False),
        is_upward=reading.truth(raw, "upward", default=False),
        annexes=reading.texts(raw, "annexes"),
        copies=reading.feel("copies", copies, _COPIES) if isinstance(copies, str) else reading.texts(raw, "copies"),
        has_copies_line=reading.truth(raw, "copies_line", default=True),
        note=reading.text(raw, "note"),
        signer=reading.text(raw, "signer"),
        date=reading.feel("date", raw["date"], _FEEL) if "date" in raw else "",
        secrecy=reading.text(raw, "secrecy", _SECRECY_SAID, _SECRECY),
        masks=reading.masks(raw["masks"]) if "masks" in raw else None,
        masked=reading.texts(raw, "masked") if "masked" in raw else None,
        void_at=reading.texts(raw, "void_at"),
        lines=MappingProxyType(dict(lines)),
    )
    reading.check_whole(letter, raw)
    return letter if len(findings.problems) == before else None


class _Reading(PaperReading):
    """The values of a letter."""

    KEY_UNKNOWN, KEY_MISSING, VALUE = "letter_key_unknown", "letter_key_missing", "letter_value"

    def title(self, value: Any) -> tuple[str, str]:
        """The title in Chinese and in English."""
        if value is None:
            self.missing("title")
            return "", ""
        if not isinstance(value, dict):
            self.wrong("title", _TITLE)
            return "", ""
        self.refuse_unknown(value, TITLE_KEYS, "title.")
        found = [value.get(locale) for locale in ("zh", "en")]
        if not all(_is_title(text) for text in found):
            self.wrong("title", _TITLE)
            return "", ""
        return str(found[0]), str(found[1])

    def text(
        self,
        raw: Mapping[str, Any],
        key: str,
        expected: Sentence = _TEXT,
        pattern: re.Pattern[str] | None = None,
        *,
        is_required: bool = False,
    ) -> str:
        """One text; empty where the key is absent."""
        if key not in raw:
            if is_required:
                self.missing(key)
            return ""
        value = raw[key]
        if not _is_text(value) or (pattern is not None and pattern.fullmatch(value) is None):
            self.wrong(key, expected)
            return ""
        return str(value).rstrip("\n")

    def texts(self, raw: Mapping[str, Any], key: str, *, is_required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        if key not in raw:
            if is_required:
                self.missing(key)
            return ()
        value = raw[key]
        if not isinstance(value, list) or not value or not all(_is_text(each) for each in value):
            self.wrong(key, _TEXTS)
            return ()
        return tuple(each.rstrip("\n") for each in value)

    def truth(self, raw: Mapping[str, Any], key: str, *, default: bool) -> bool:
        """Yes or no."""
        value = raw.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, _TRUTH)
            return default
        return value

    def feel(self, key: str, value: Any, expected: Sentence) -> str:
        """An expression with its `=`."""
        if not isinstance(value, str) or not value.strip().startswith("="):
            self.wrong(key, expected)
            return ""
        return value.strip()

    def masks(self, value: Any) -> Mapping[str, str]:
        """The expressions that give what must be masked outside, by what they name."""
        if not isinstance(value, dict):
            self.wrong("masks", _MASKS)
            return {}
        self.refuse_unknown(value, MASK_KEYS, "masks.")
        return MappingProxyType({str(key): self.feel(f"masks.{key}", text, _MASKS) for key, text in value.items()})

    def check_whole(self, letter: Letter, raw: Mapping[str, Any]) -> None:
        """What no key says by itself: a paper that goes to nobody has no receipt and no copies; blocks are not carried out."""
        if not letter.to:
            for key in ("receipt", "copies"):
                if letter.has_receipt if key == "receipt" else bool(letter.copies):
                    self.add("letter_goes_nowhere", key, key=key)
        if letter.is_upward and not letter.issuer:
            self.add("letter_upward", "upward")
        if "copies_line" in raw and not letter.copies:
            self.add("letter_copies_line", "copies_line")
        for place in letter.places():
            if place.is_block:
                self.add("letter_block", place.key, key=place.key, block=place.source[:60])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_title(value: Any) -> bool:
    return _is_text(value) and len(value) <= MAX_TITLE and "{{" not in value and "\n" not in value
