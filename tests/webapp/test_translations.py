"""The catalogue: every text of the pages has its Chinese, and nothing is left over."""

from __future__ import annotations

import re

from webapp.labels import LABELS
from webapp.translations.extraction import extract, read_catalogue
from workflows.casework.models import CaseStatus, DeadlineStatus, TaskStatus
from workflows.casework.verbs.extend import EXTENSION_REASONS
from workflows.people.relatives import RELATION_KINDS


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


def test_every_enumeration_has_its_words() -> None:
    assert set(LABELS["case_status"]) == {status.value for status in CaseStatus}
    assert set(LABELS["task_status"]) == {status.value for status in TaskStatus}
    assert set(LABELS["deadline_status"]) == {status.value for status in DeadlineStatus}
    assert set(LABELS["extension_reason"]) == set(EXTENSION_REASONS)
    assert set(LABELS["relation_kind"]) == set(RELATION_KINDS)
