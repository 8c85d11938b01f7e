"""Regular expressions: the flavour of XPath, what it does not have, and what would never end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import FeelLimitError, parse_expression

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "value"),
    [
        ("foobar", "^fo*b", "", True),
        ("foobar", "^Fo*bar", "", False),
        ("foobar", "^Fo*bar", "i", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("hello world", "hello\\ sworld", "x", True),
        ("hello world", "hello[ ]world", "x", True),
        ("a.c", "a.c", "q", True),
        ("abc", "a.c", "q", False),
        ("\u212a", "k", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("x", "[a-z-[aeiou]]", "", True),
        ("e", "[^a-z-[aeiou]]", "", False),
        ("村", "\\p{L}", "", True),
        ("a", "\\p{IsBasicLatin}", "", True),
        ("村", "^\\P{IsBasicLatin}$", "", True),
        ("a-b:1", "^\\i\\c*$", "", True),
        ("abab", "^(ab)\\1$", "", True),
        ("aab", "^(?:a)+b$", "", True),
        ("aaa", "^a{2,3}$", "", True),
        ("aaa", "a+?", "", True),
        ("-", "[\\-a]", "", True),
        ("", "", "", True),
        ("abc", "abc", "p", None),
        ("abc", "(?=a)", "", None),
        ("abc", "(?P<n>a)", "", None),
        ("abc", "[", "", None),
        ("abc", "a)", "", None),
        ("abc", "(a", "", None),
        ("abc", "*a", "", None),
        ("abc", "a**", "", None),
        ("abc", "a{3,2}", "", None),
        ("abc", "(a)\\2", "", None),
        ("abc", "(a\\1)", "", None),
        ("abc", "(asd)[\\1]", "", None),
        ("abc", "\\y", "", None),
        ("abc", "[z-a]", "", None),
        ("abc", "[]", "", None),
        ("abc", "\\p{Nonsense}", "", None),
        ("abc", "a\\", "", None),
    ],
)
def test_matches(feel: Feel, text: str, pattern: str, flags: str, value: bool | None) -> None:
    assert feel("matches(t, p, f)", t=text, p=pattern, f=flags) is value


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "flags", "value"),
    [
        ("abracadabra", "bra", "*", "", "a*cada*"),
        ("abracadabra", "a.*?a", "*", "", "*c*bra"),
        ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
        ("AAAA", "A+?", "b", "", "bbbb"),
        ("darted", "^(.*?)d(.*)$", "$1c$2", "", "carted"),
        ("facetiously", "[iouy]", "[$0]", "", "facet[i][o][u]sl[y]"),
        ("abc", "b", "\\$1", "", "a$1c"),
        ("abc", "(b)", "$12", "", "ab2c"),
        ("abc", "b", "$3", "", "ac"),
        ("a/b", "/", "$", "q", "a$b"),
        ("abc", ".*?", "x", "", None),
        ("abc", "b", "\\", "", None),
        ("abc", "b", "$", "", None),
        ("ABC", "b", "x", "i", "AxC"),
    ],
)
def test_replace(feel: Feel, text: str, pattern: str, replacement: str, flags: str, value: str | None) -> None:
    assert feel("replace(t, p, r, f)", t=text, p=pattern, r=replacement, f=flags) == value


@pytest.mark.parametrize(
    ("call", "text", "pattern"),
    [
        ("matches(t, p)", "a" * 30_000, "a.*a.*a.*a.*a.*b"),
        ('replace(t, p, "x")', "a" * 60 + "!", "^(a|aa)+$"),
        ("split(t, p)", "a" * 30_000, "a.*a.*a.*a.*a.*b"),
    ],
)
def test_a_search_that_would_not_end_is_refused(call: str, text: str, pattern: str) -> None:
    before = time.thread_time()
    with pytest.raises(FeelLimitError, match="takes too long"):
        parse_expression(call).evaluate({"t": text, "p": pattern})
    assert time.thread_time() - before < 10


@pytest.mark.parametrize("pattern", ["(((a{100}){100}){100})", "a{99999}", "(" * 1500, "a" * 3000])
def test_a_pattern_that_is_too_large_is_not_compiled(feel: Feel, pattern: str) -> None:
    before = time.thread_time()
    assert feel("matches(t, p)", t="aaa", p=pattern) is None
    assert time.thread_time() - before < 5
