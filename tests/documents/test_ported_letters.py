"""The letters that were written in Python once: word for word the same, for running cases to the last character."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shipped import with_called
from workflows import feel
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.zone import OFFICE_ZONE
from workflows.documents.letters import letters_of_before
from workflows.documents.writing import Writer, outline_of, parts_of, text_of
from workflows.office.settings_file import shipped_settings
from workflows.procedure.letter_model import ISSUED_ON, Letter

ROOT = Path(__file__).parents[2]
WRITTEN: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("as_before.yaml").read_text(encoding="utf-8"))
CHANGED: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("changed_since.yaml").read_text(encoding="utf-8")
)
NAMES = {f'{{{{setting("{key}")}}}}': entry.values[0][1] for key, entry in shipped_settings().items() if entry.is_text}
ENVIRONMENT = feel.Environment(
    now=datetime(2026, 3, 2, 1, tzinfo=UTC),
    zone=OFFICE_ZONE,
    functions={**calendar_functions(Calendar()), "setting": lambda key: shipped_settings()[key].values[0][1]},
)
DAY, TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)"), re.compile(r" (\d\d):(\d\d)")


def written(letter: Letter, fields: dict[str, Any]) -> str:
    """The text of a letter of 2 March 2026 that is the first of its series; its outline gives the same parts again."""
    writer = Writer(letter, {**fields, ISSUED_ON: date(2026, 3, 2)}, ENVIRONMENT, at="step")
    parts = writer.parts(f"{letter.series}〔2026〕1号", "无")
    assert parts_of(text_of(parts), outline_of(parts)) == parts
    return text_of(parts)


def named() -> list[str]:
    return [f"{number} {each['letter']}" for number, each in enumerate(WRITTEN)]


@pytest.mark.parametrize("name", named())
def test_a_case_of_a_version_without_letters_issues_the_text_of_before(name: str) -> None:
    wanted = WRITTEN[int(name.split()[0])]
    letter = letters_of_before()[wanted["letter"]]
    assert written(letter, wanted["fields"]) == wanted["text"]
    assert (letter.title_en, list(letter.to), letter.has_receipt) == (
        wanted["title_en"],
        wanted["to"],
        wanted["receipt"],
    )


def official(text: str) -> str:
    """The dates and times of a text as officials write them."""
    text = DAY.sub(lambda found: f"{int(found[1])}年{int(found[2])}月{int(found[3])}日", text)
    return TIME.sub(lambda found: f"{int(found[1])}时" + (f"{int(found[2])}分" if int(found[2]) else ""), text)


@lru_cache
def shipped() -> dict[str, Letter]:
    # The unit's rectification has letters of its own under the names of those of a warning.
    folders = sorted(with_called("recall"), key=lambda folder: folder.process_id != "rectification")
    return {letter.id: letter for folder in folders for letter in folder.letters.values()}


# 督办 is a procedure of its own since, whose letter may come before the end, has words of the director and asks for an answer.
# So is 上问一级, whose notice names time and place, and whose proposal is about one leader by name.
REPLACED = {
    "supervision": "supervision_order",
    "special_interview_notice": "special_interview_notice",
    "circular": "circular",
    "accountability_proposal": "accountability_proposal",
}


@pytest.mark.parametrize("name", [name for name in named() if name.split()[1] not in REPLACED])
def test_the_letters_of_the_procedures_say_the_same_with_official_dates_but_for_what_was_changed_since(
    name: str,
) -> None:
    wanted = WRITTEN[int(name.split()[0])]
    letter = shipped()[wanted["letter"]]
    since = CHANGED.get(name, {})
    fields = {**wanted["fields"], **since.get("fields", {})}
    assert written(letter, fields) == since.get("text", official(wanted["text"]))
    before = letters_of_before()[wanted["letter"]]
    same = ("title", "title_en", "series", "to", "has_receipt", "issuer", "copies", "has_copies_line")
    assert {each: getattr(letter, each) for each in same} == {
        each: since.get(each, getattr(before, each)) for each in same if each != "issuer"
    } | {"issuer": letter.issuer}
    assert NAMES.get(letter.issuer, letter.issuer) == since.get("issuer", before.issuer), "by the name that is set"


def test_every_change_since_is_of_a_recorded_letter_and_has_its_reason() -> None:
    assert set(CHANGED) <= set(named())
    assert all(each["because"] for each in CHANGED.values())


def test_a_typed_text_ends_with_one_stop_whether_it_was_typed_with_it_or_not() -> None:
    """What people type stands between other sentences of an order, so it must end as one."""
    for number in (4, 5, 12):
        wanted = WRITTEN[number]
        letter = shipped()[wanted["letter"]]
        typed = [key for key in ("facts", "basis", "no_refill_reason") if isinstance(wanted["fields"].get(key), str)]
        bare = {**wanted["fields"], **{key: f"{key}的文字" for key in typed}}
        for end in ("。", "，", "；\n", " "):
            ended = {**bare, **{key: f"{bare[key]}{end}" for key in typed}}
            assert written(letter, ended) == written(letter, bare)
        assert "basis的文字。" in written(letter, bare)


def test_every_letter_that_was_is_still_there_and_was_looked_at() -> None:
    papers = {
        "call_record",
        "match_sheet",
        "nomination_form",
        "qualification_form",
        "qualification_told",
        "review_opinion",
        "self_nomination_form",
        "village_plan",
    }
    above = {"special_interview_record", "rectification_report"}
    written_since = {
        "introduction",
        "referral",
        "no_refill",
        "urge_now",
        "extension",
        "makeup_record",
        "revocation",
        "handover_list",
        "appeal_opinion",
        *papers,
        *above,
        *REPLACED.values(),
    }
    still = {each["letter"] for each in WRITTEN} - set(REPLACED)
    assert set(letters_of_before()) - set(REPLACED) == still == set(shipped()) - written_since
    before = letters_of_before()
    assert {shipped()[new].series for new in REPLACED.values()} == {before[old].series for old in REPLACED}
