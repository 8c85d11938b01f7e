"""`notices/<id>.yaml` → an immutable NoticeFile; what is not in notice_vocabulary.py, or has another shape, is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.notice_model import NoticeFile
from workflows.procedure.notice_vocabulary import NOTICE_KEYS, TEXT_KEYS
from workflows.procedure.plain_data import DataRefused, lines_of, read_yaml
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
    try:
        raw = read_yaml(data)
    except DataRefused as refused:
        findings.add("yaml_refused", notice_id, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
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


class _Reading:
    """The values of one file, each refused by name where it is not what it must be."""

    def __init__(self, notice_id: str, findings: Findings, lines: Mapping[str, int]) -> None:
        self._id = notice_id
        self._findings = findings
        self._lines = lines

    def refuse_unknown(self, raw: Mapping[Any, Any], known: Collection[str], under: str) -> None:
        """Every key that is none of `known`, with the one that was probably meant."""
        for key in raw:
            if key not in known:
                name = str(key)[:80]
                self._add("notice_key_unknown", under + name, key=under + name, **advice_of(suggest(name, known)))

    def kind(self, raw: Mapping[str, Any]) -> str:
        """The word of its kind; whether there is such a kind is for the check of the whole."""
        value = raw.get("kind")
        if value is None:
            self._add("notice_key_missing", "kind", key="kind")
        elif not isinstance(value, str) or not value.isidentifier():
            self._wrong("kind", _WORD)
        return value if isinstance(value, str) else ""

    def texts(self, raw: Mapping[str, Any]) -> tuple[str, str]:
        """The text in Chinese and in English."""
        value = raw.get("text")
        if value is None:
            self._add("notice_key_missing", "text", key="text")
            return "", ""
        if not isinstance(value, dict):
            self._wrong("text", _TEXTS)
            return "", ""
        self.refuse_unknown(value, TEXT_KEYS, "text.")
        found = [value.get(locale) for locale in ("zh", "en")]
        if not all(isinstance(each, str) and each.strip() and len(each) <= MAX_TEXT for each in found):
            self._wrong("text", _TEXTS)
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
            self._wrong("to", _POSTS)
            return ()
        return tuple(value)

    def truth(self, raw: Mapping[str, Any], key: str) -> bool:
        """Yes or no; no where the key is absent."""
        value = raw.get(key, False)
        if not isinstance(value, bool):
            self._wrong(key, _TRUTH)
            return False
        return value

    def check_whole(self, notice: NoticeFile, raw: Mapping[str, Any]) -> None:
        """What no key says by itself: a notice goes to somebody, and blocks are not carried out."""
        if "to" not in raw and raw.get("to_persons") is not True:
            self._add("notice_to_nobody", "to")
        for place in notice.places():
            if place.is_block:
                self._add("notice_block", place.key, key=place.key, block=place.source[:60])

    def _wrong(self, key: str, expected: Sentence) -> None:
        self._add("notice_value", key, key=key, expected=expected.en, expected_zh=expected.zh)

    def _add(self, code: str, at: str, **values: object) -> None:
        line = self._lines.get(at) or self._lines.get(at.partition(".")[0])
        self._findings.add(code, self._id, line, **values)
