"""The text literals of an expression as they stand in its source: which there are, and the same expression with others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workflows.feel.scanner import unescape

_PIECE = re.compile(r'//[^\n]*|/\*.*?\*/|`[^`\n\r]*`|@"(?:[^"\\\n\r]|\\.)*"|"(?P<text>(?:[^"\\\n\r]|\\.)*)"', re.DOTALL)


def texts_in(source: str) -> Iterator[str]:
    """The text literals that an expression gives or joins, in order; those that it compares with `=` or `!=` are left out."""
    for match in _PIECE.finditer(source):
        if match["text"] is not None and not _is_compared(source, match):
            yield unescape(match["text"])


def with_texts(source: str, words: Mapping[str, str]) -> str:
    """The expression with these texts in place of those of `texts_in`; what has none stays."""

    def other(match: re.Match[str]) -> str:
        if match["text"] is None or _is_compared(source, match):
            return match[0]
        word = words.get(unescape(match["text"]))
        return match[0] if word is None else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return _PIECE.sub(other, source)


def _is_compared(source: str, match: re.Match[str]) -> bool:
    before, after = source[: match.start()].rstrip(), source[match.end() :].lstrip()
    return before.endswith("=") or after.startswith(("=", "!="))
