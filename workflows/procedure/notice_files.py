"""`notices/<id>.yaml` → an immutable NoticeFile; what is not in notice_vocabulary.py, or has another shape, is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.procedure.findings import Findings
from workflows.procedure.notice_model import NoticeFile
from workflows.procedure.notice_vocabulary import NOTICE_KEYS, TEXT_KEYS
from workflows.procedure.paper_files import UNREADABLE, PaperReading, read_plain
from workflows.procedure.plain_data import lines_of
from workflows.sentence import Sentence

MAX_TEXT = 2000
"""Characters that a text of a notice may have before its places are filled: it is read on a phone, between other things."""

_WORD = Sentence("a word such as reminder", "一个词，如 reminder")
_POSTS = Sentence("a list of posts", "岗位列表")
_TRUTH = Sentence("true or false", "true 或 false")
_TEXTS = Sentence(
    f"`{{zh: …, en: …}}`, neither of them empty, each at most {MAX_TEXT} characters",
    f"`{{zh: …, en: …}}`，两种文字都不能为空，各不超过 {MAX_TEXT} 字",
)


def read_notice(data: bytes, notice_id: str, findings: Findings) -> NoticeFile | None:
    """The notice of a file, or None where it cannot be read; every problem is in `findings`."""
    raw = read_plain(data, notice_id, findings)
    if raw is UNREADABLE:
        return None
    return notice_from(raw, notice_id, findings, lines_of(data))


def notice_from(raw: Any, notice_id: str, findings: Findings, lines: Mapping[str, int]) -> NoticeFile | None:
    """The notice that plain data describe; `lines` says where each key stands."""
    before = len(findings.problems)
    reading = _Reading(notice_id, findings, lines)
    if not isinstance(raw, dict):
        findings.add("notice_shape", notice_id, 1)
        return None
    reading.refuse_unknown(raw, NOTICE_KEYS, "")
    text, text_en = reading.texts(raw)
    notice = NoticeFile(
        id=notice_id,
        file=findings.file,
        kind=reading.kind(raw),
        text=text,
        text_en=text_en,
        to=reading.posts(raw),
        to_persons=reading.truth(raw, "to_persons"),
        lines=dict(lines),
    )
    reading.check_whole(notice, raw)
    return notice if len(findings.problems) == before else None


class _Reading(PaperReading):
    """The values of a notice."""

    KEY_UNKNOWN, KEY_MISSING, VALUE = "notice_key_unknown", "notice_key_missing", "notice_value"

    def kind(self, raw: Mapping[str, Any]) -> str:
        """The word of its kind; whether there is such a kind is for the check of the whole."""
        value = raw.get("kind")
        if value is None:
            self.missing("kind")
        elif not isinstance(value, str) or not value.isidentifier():
            self.wrong("kind", _WORD)
        return value if isinstance(value, str) else ""

    def texts(self, raw: Mapping[str, Any]) -> tuple[str, str]:
        """The text in Chinese and in English."""
        value = raw.get("text")
        if value is None:
            self.missing("text")
            return "", ""
        if not isinstance(value, dict):
            self.wrong("text", _TEXTS)
            return "", ""
        self.refuse_unknown(value, TEXT_KEYS, "text.")
        found = [value.get(locale) for locale in ("zh", "en")]
        if not all(isinstance(each, str) and each.strip() and len(each) <= MAX_TEXT for each in found):
            self.wrong("text", _TEXTS)
            return "", ""
        return str(found[0]).rstrip("\n"), str(found[1]).rstrip("\n")

    def posts(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The posts that it may go to; empty where the key is absent."""
        value = raw.get("to", [])
        if (
            not isinstance(value, list)
            or ("to" in raw and not value)
            or not all(isinstance(each, str) for each in value)
        ):
            self.wrong("to", _POSTS)
            return ()
        return tuple(value)

    def truth(self, raw: Mapping[str, Any], key: str) -> bool:
        """Yes or no; no where the key is absent."""
        value = raw.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, _TRUTH)
            return False
        return value

    def check_whole(self, notice: NoticeFile, raw: Mapping[str, Any]) -> None:
        """What no key says by itself: a notice goes to somebody, and blocks are not carried out."""
        if "to" not in raw and raw.get("to_persons") is not True:
            self.add("notice_to_nobody", "to")
        for place in notice.places():
            if place.is_block:
                self.add("notice_block", place.key, key=place.key, block=place.source[:60])
