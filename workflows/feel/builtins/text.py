"""Built-in functions on texts: parts, case, search, and those that take regular expressions (see patterns)."""

from __future__ import annotations

from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.numbers import Number, whole_part
from workflows.feel.patterns import BadPattern, expand, matcher, replacement_parts


@builtin("substring", "string: string", "start position: number", "length: number?", result="string")
def substring(run: Evaluation, text: str, start: Number, length: Number | None = None) -> str | None:
    """The characters from a position on (from 1, or from -1 backwards), all or so many."""
    place = whole_part(start)
    if place == 0 or abs(place) > len(text):
        return None
    first = place - 1 if place > 0 else len(text) + place
    if length is None:
        return text[first:]
    wanted = whole_part(length)
    return text[first : first + wanted] if wanted >= 1 else None


@builtin("string length", "string: string", result="number")
def string_length(run: Evaluation, text: str) -> int:
    """The number of Unicode characters."""
    return len(text)


@builtin("upper case", "string: string", result="string")
def upper_case(run: Evaluation, text: str) -> str:
    """The text in capitals."""
    return text.upper()


@builtin("lower case", "string: string", result="string")
def lower_case(run: Evaluation, text: str) -> str:
    """The text in small letters."""
    return text.lower()


@builtin("substring before", "string: string", "match: string", result="string")
def substring_before(run: Evaluation, text: str, match: str) -> str:
    """What stands before the first place of a text; empty where it does not occur."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string", "match: string", result="string")
def substring_after(run: Evaluation, text: str, match: str) -> str:
    """What stands after the first place of a text; empty where it does not occur."""
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string", "match: string", result="boolean")
def contains(run: Evaluation, text: str, match: str) -> bool:
    """Whether the text occurs."""
    return match in text


@builtin("starts with", "string: string", "match: string", result="boolean")
def starts_with(run: Evaluation, text: str, match: str) -> bool:
    """Whether the text stands at the start."""
    return text.startswith(match)


@builtin("ends with", "string: string", "match: string", result="boolean")
def ends_with(run: Evaluation, text: str, match: str) -> bool:
    """Whether the text stands at the end."""
    return text.endswith(match)


@builtin("string join", "list: list", "delimiter: string?|null", result="string")
def string_join(run: Evaluation, elements: list[Any], delimiter: str | None = None) -> str | None:
    """The texts of a list in one, with a delimiter between them; nulls are left out."""
    texts = [adopt(each) for each in elements if each is not None]
    if not all(isinstance(each, str) for each in texts):
        return None
    run.check_text(sum(len(each) for each in texts) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)


@builtin("split", "string: string", "delimiter: string")
def split(run: Evaluation, text: str, delimiter: str) -> list[str] | None:
    """The parts of a text between the places where a pattern matches."""
    try:
        pattern = matcher(delimiter, "")
        parts: list[str] = []
        start = 0
        for found in pattern.find_all(run, text):
            if found.end() == found.start():
                return None
            parts.append(text[start : found.start()])
            start = found.end()
    except BadPattern:
        return None
    run.check_list(len(parts) + 1)
    return [*parts, text[start:]]


@builtin("matches", "input: string", "pattern: string", "flags: string?|null", result="boolean")
def matches(run: Evaluation, text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether a pattern of XPath matches somewhere in the text."""
    try:
        return matcher(pattern, flags or "").search(run, text) is not None
    except BadPattern:
        return None


@builtin("replace", "input: string", "pattern: string", "replacement: string", "flags: string?|null", result="string")
def replace(run: Evaluation, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """The text with each place where a pattern matches replaced; `$1` stands for a group; null for an empty match."""
    try:
        compiled = matcher(pattern, flags or "")
        if compiled.search(run, "") is not None:
            return None
        parts = replacement_parts(replacement, compiled.pattern.groups, is_literal="q" in (flags or ""))
        pieces: list[str] = []
        start = length = 0
        for found in compiled.find_all(run, text):
            run.charge(len(parts) >> 3)
            piece = expand(parts, found)
            length += len(piece)
            if length > run.limits.characters:
                run.check_text(length)
            pieces += (text[start : found.start()], piece)
            start = found.end()
    except BadPattern:
        return None
    return "".join(pieces) + text[start:]
