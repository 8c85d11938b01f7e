"""`ledgers/<id>.yaml` → an immutable LedgerFile; what is not in ledger_vocabulary.py, or has another shape, is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.procedure.findings import Findings
from workflows.procedure.ledger_model import LedgerColumn, LedgerFile
from workflows.procedure.ledger_vocabulary import COLUMN_KEYS, LEDGER_KEYS, TEXT_KEYS
from workflows.procedure.paper_files import UNREADABLE, PaperReading, read_plain
from workflows.procedure.plain_data import lines_of
from workflows.sentence import Sentence

MOST_COLUMNS = 40
MAX_TEXT = 60
"""Characters of a title or a head: it stands over a column."""
WIDTHS = range(4, 81)

_TEXTS = Sentence(
    f"`{{zh: …, en: …}}`, neither of them empty, each at most {MAX_TEXT} characters",
    f"`{{zh: …, en: …}}`，两种文字都不能为空，各不超过 {MAX_TEXT} 字",
)
_POSTS = Sentence("a list of posts that is not empty", "非空的岗位列表")
_FEEL = Sentence("FEEL, which begins with =", "以 = 开头的 FEEL 表达式")
_KEY = Sentence("a name of letters, digits and _", "由字母、数字和下划线组成的名称")
_WIDTH = Sentence(f"a whole number from {WIDTHS[0]} to {WIDTHS[-1]}", f"{WIDTHS[0]} 到 {WIDTHS[-1]} 的整数")
_COLUMNS = Sentence(f"a list of 1 to {MOST_COLUMNS} columns", f"1 至 {MOST_COLUMNS} 栏的列表")


def read_ledger(data: bytes, ledger_id: str, findings: Findings) -> LedgerFile | None:
    """The ledger of a file, or None where it cannot be read; every problem is in `findings`."""
    raw = read_plain(data, ledger_id, findings)
    if raw is UNREADABLE:
        return None
    before = len(findings.problems)
    reading = _Reading(ledger_id, findings, lines_of(data))
    if not isinstance(raw, dict):
        findings.add("ledger_shape", ledger_id, 1)
        return None
    reading.refuse_unknown(raw, LEDGER_KEYS, "")
    ledger = LedgerFile(
        id=ledger_id,
        file=findings.file,
        title=reading.texts(raw, "title"),
        readers=reading.posts(raw),
        day=reading.feel(raw, "day"),
        columns=reading.columns(raw),
        lines=dict(lines_of(data)),
    )
    return ledger if len(findings.problems) == before else None


class _Reading(PaperReading):
    """The values of a ledger."""

    KEY_UNKNOWN, KEY_MISSING, VALUE = "ledger_key_unknown", "ledger_key_missing", "ledger_value"

    def texts(self, raw: Mapping[str, Any], key: str, at: str = "") -> Sentence:
        """A text in both languages."""
        value = self.given(raw, key, at)
        if not isinstance(value, dict):
            self._wrong_if(value is not None, at + key, _TEXTS)
            return Sentence("", "")
        self.refuse_unknown(value, TEXT_KEYS, f"{at}{key}.")
        found = [value.get(locale) for locale in ("en", "zh")]
        is_good = all(isinstance(each, str) and each.strip() and len(each) <= MAX_TEXT for each in found)
        self._wrong_if(not is_good, at + key, _TEXTS)
        return Sentence(str(found[0]), str(found[1])) if is_good else Sentence("", "")

    def posts(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The posts that may open it."""
        value = self.given(raw, "readers")
        is_good = isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
        self._wrong_if(value is not None and not is_good, "readers", _POSTS)
        return tuple(value) if isinstance(value, list) and is_good else ()

    def feel(self, raw: Mapping[str, Any], key: str, at: str = "") -> str:
        """An expression without its `=`."""
        value = self.given(raw, key, at)
        is_good = isinstance(value, str) and value.strip().startswith("=")
        self._wrong_if(value is not None and not is_good, at + key, _FEEL)
        return value.strip()[1:].strip() if isinstance(value, str) and is_good else "null"

    def columns(self, raw: Mapping[str, Any]) -> tuple[LedgerColumn, ...]:
        """The columns, in their order; no two have one key."""
        value = self.given(raw, "columns")
        if not isinstance(value, list) or not 0 < len(value) <= MOST_COLUMNS:
            self._wrong_if(value is not None, "columns", _COLUMNS)
            return ()
        found: list[LedgerColumn] = []
        for number, each in enumerate(value):
            at = f"columns.{number}."
            if not isinstance(each, dict):
                self.add("ledger_column_shape", at[:-1], number=number + 1)
                continue
            self.refuse_unknown(each, COLUMN_KEYS, at)
            key, width = self.given(each, "key", at), each.get("width", 14)
            is_name = isinstance(key, str) and key.isidentifier() and key.isascii() and len(key) <= 40
            self._wrong_if(key is not None and not is_name, f"{at}key", _KEY)
            is_width = isinstance(width, int) and not isinstance(width, bool) and width in WIDTHS
            self._wrong_if(not is_width, f"{at}width", _WIDTH)
            if any(other.key == key for other in found):
                self.add("ledger_column_twice", f"{at}key", key=str(key)[:40])
            group = self.texts(each, "group", at) if "group" in each else None
            head, feel = self.texts(each, "head", at), self.feel(each, "value", at)
            found.append(LedgerColumn(str(key), head, feel, group, width if is_width else 14))
        return tuple(found)

    def _wrong_if(self, is_wrong: bool, key: str, expected: Sentence) -> None:
        if is_wrong:
            self.wrong(key, expected)
