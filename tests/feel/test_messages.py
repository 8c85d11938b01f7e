"""The catalogue of sentences: complete, and the same in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

from workflows.feel.messages import SENTENCES, sentence

WORKFLOWS = Path(__file__).parents[2] / "workflows"
_CODE = re.compile(r'"([a-z]+\.[a-z_]+)"')
_SAID = re.compile(r'(?:run\.note|self\.error|Feel\w*Error|Unfit|_Misfit|unexpected)\(\s*(?:code=)?"([a-z]+\.[a-z_]+)"')


def _sources(room: str) -> str:
    files = sorted((WORKFLOWS / room).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.name != "messages.py")


def test_every_sentence_that_is_said_is_in_the_catalogue() -> None:
    said = set(_SAID.findall(_sources("feel"))) | set(re.findall(r'run\.note\(\s*"([a-z]+\.[a-z_]+)"', _sources("dmn")))
    assert len(said) > 30
    assert said - set(SENTENCES) == set()


def test_every_sentence_in_the_catalogue_is_said() -> None:
    # Functions that casework adds to FEEL say theirs there.
    named = set(_CODE.findall(_sources("feel") + _sources("dmn") + _sources("casework")))
    assert set(SENTENCES) - named == set()


def test_both_languages_name_the_same_things() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [code for code, (english, chinese) in SENTENCES.items() if places(english) != places(chinese)] == []


def test_sentences_end_as_sentences_do() -> None:
    for code, (english, chinese) in SENTENCES.items():
        assert english.endswith((".", "?")), code
        assert chinese.endswith(("。", "？")), code
    assert sentence("number.zero", {}).zh == "除数为零。"
