"""The English of a procedure's texts beside their Chinese: what is there, what lacks, and writing it into the file of labels."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.casework.errors import InvalidRequest
from workflows.procedure.checks.presentation import label_keys
from workflows.procedure.model import Procedure
from workflows.procedure.plain_data import DataRefused, read_yaml

LABELS = "labels.en.yaml"
MOST_LETTERS = 500
"""Characters of one English text; a form's longest description has fewer."""
_PLAIN = re.compile(r"[A-Za-z0-9][\w .,;()“”‘’/–—%+&-]*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the procedure: where it stands, and its English; empty where it has none."""

    key: str
    chinese: str
    english: str


def texts_of(procedure: Procedure) -> Sequence[Text]:
    """Every text of a procedure that needs English, those without it first."""
    known = procedure.labels.get("en", {})
    found = [Text(key, text, known.get(key, "")) for key, text in label_keys(procedure) if not text.isascii()]
    return sorted(found, key=lambda each: bool(each.english))


def with_english(data: bytes, given: Mapping[str, str]) -> bytes:
    """The file of labels with these texts in it, by key; an empty one takes its line away. Every other line stays as it is.

    Raises InvalidRequest for a text that is too long, and where the file cannot be read or a text of it stands in several lines.
    """
    try:
        known = read_yaml(data) or {}
    except DataRefused as refused:
        raise InvalidRequest(*refused.reason) from None
    lines = data.decode("utf-8").splitlines()
    for key, text in given.items():
        said = " ".join(text.split())
        if len(said) > MOST_LETTERS:
            raise InvalidRequest(
                f"The English of {key} is too long: {MOST_LETTERS} characters at most.",
                f"{key} 的英文过长，最多 {MOST_LETTERS} 个字符。",
            )
        if said == known.get(key, ""):
            continue
        written = f"{key}: {_scalar(said)}"
        at = next((place for place, line in enumerate(lines) if _is_of(line, key)), None)
        if at is None:
            lines += [written] if said else []
        elif not _is_whole(lines[at], known.get(key)):
            raise InvalidRequest(
                f"The English of {key} stands in several lines of {LABELS}; change it there.",
                f"{key} 的英文在 {LABELS} 中占多行，请在该文件中修改。",
            )
        else:
            lines[at : at + 1] = [written] if said else []
    return ("\n".join(lines) + "\n").encode() if lines else b""


def _is_of(line: str, key: str) -> bool:
    return re.match(rf"""["']?{re.escape(key)}["']?:(\s|$)""", line) is not None


def _is_whole(line: str, value: object) -> bool:
    try:
        read = read_yaml(line.encode())
    except DataRefused:
        return False
    return isinstance(read, dict) and list(read.values()) == [value]


def _scalar(text: str) -> str:
    is_plain = (
        _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS and not re.fullmatch(r"[\d.,+-]+", text)
    )
    return text if is_plain and not text.endswith(" ") else json.dumps(text, ensure_ascii=False)
