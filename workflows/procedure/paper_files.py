"""What the files of letters, notices and ledgers are read alike by: plain data, whose every key and value is refused by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.sentence import Sentence

UNREADABLE = object()
"""What a file gives that is no YAML, or more than plain data; the finding is noted."""


def read_plain(data: bytes, paper_id: str, findings: Findings) -> Any:
    """The plain data of a file, or UNREADABLE."""
    try:
        return read_yaml(data)
    except DataRefused as refused:
        findings.add("yaml_refused", paper_id, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
        return UNREADABLE


class PaperReading:
    """The values of one file, each refused by name where it is not what it must be; a kind of paper names its sentences."""

    KEY_UNKNOWN: ClassVar[str]
    KEY_MISSING: ClassVar[str]
    VALUE: ClassVar[str]

    def __init__(self, paper_id: str, findings: Findings, lines: Mapping[str, int]) -> None:
        self._id = paper_id
        self._findings = findings
        self._lines = lines

    def refuse_unknown(self, raw: Mapping[Any, Any], known: Collection[str], under: str) -> None:
        """Every key that is none of `known`, with the one that was probably meant."""
        for key in raw:
            if key not in known:
                name = str(key)[:80]
                self.add(self.KEY_UNKNOWN, under + name, key=under + name, **advice_of(suggest(name, known)))

    def given(self, raw: Mapping[str, Any], key: str, at: str = "") -> Any:
        """The value of a key that must be there; None, and its finding, where it is not."""
        value = raw.get(key)
        if value is None:
            self.missing(at + key)
        return value

    def missing(self, key: str) -> None:
        """Note that a key must be there."""
        self.add(self.KEY_MISSING, key, key=key)

    def wrong(self, key: str, expected: Sentence) -> None:
        """Note that a value is not what is expected under its key."""
        self.add(self.VALUE, key, key=key, expected=expected.en, expected_zh=expected.zh)

    def add(self, code: str, at: str, **values: object) -> None:
        """Note a finding at the line of a key, or of the nearest around it that has one."""
        line = self._lines.get(at) or self._lines.get(at.rpartition(".")[0]) or self._lines.get(at.partition(".")[0])
        self._findings.add(code, self._id, line, **values)
