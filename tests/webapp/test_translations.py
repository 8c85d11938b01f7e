"""The catalogue: every text of the pages has its Chinese, and nothing is left over."""

from __future__ import annotations

import re

from webapp.translations.extraction import extract, read_catalogue


def _key(message_id: str | tuple[str, str] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def test_every_text_of_the_pages_is_translated() -> None:
    known = {_key(message.id): message for message in read_catalogue() if message.id}
    for message in extract():
        if not message.id:
            continue
        found = known.get(_key(message.id))
        assert found is not None, (
            f"{message.id!r} is missing: run python -m webapp.translations.extraction and translate it"
        )
        texts = found.string if isinstance(found.string, tuple) else (found.string,)
        assert all(texts), f"{message.id!r} has no Chinese"
        assert not found.fuzzy, f"{message.id!r} is marked fuzzy"


def test_no_text_is_left_over() -> None:
    used = {_key(message.id) for message in extract() if message.id}
    left = {_key(message.id) for message in read_catalogue() if message.id} - used
    assert not left


def test_placeholders_agree() -> None:
    for message in read_catalogue():
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            assert set(re.findall(r"%\((\w+)\)", str(text))) == set(re.findall(r"%\((\w+)\)", _key(message.id))), (
                message.id
            )
