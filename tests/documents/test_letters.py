"""Letters: numbers without gaps, masked texts that betray nobody, service recorded once."""

from __future__ import annotations

import string
import uuid

import pytest

import workflows.models  # noqa: F401  every table
from tests.clock import MovingClock, at
from workflows.casework.models import Case, ProcedureVersion
from workflows.documents import Addressee, issue, next_number, serve
from workflows.documents.masking import mask_name, mask_text, mask_unit, masks_for
from workflows.documents.queries import documents_of_case
from workflows.documents.templates import TEMPLATES
from workflows.store import Store, UnitOfWork, new_id


@pytest.mark.parametrize(
    ("name", "masked"),
    [("陈小明", "陈某"), ("魏海", "魏某"), ("欧阳修文", "欧阳某"), ("司马", "司某"), (" 李 ", "李某"), ("", "")],
)
def test_a_person_keeps_only_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("市水务局", "某局"),
        ("市发展和改革委员会", "某委员会"),
        ("职业学院", "某院"),
        ("电力公司", "某公司"),
        ("青松", "某单位"),
    ],
)
def test_a_unit_keeps_only_its_kind(name: str, masked: str) -> None:
    assert mask_unit(name) == masked


def test_a_name_within_a_longer_one_is_not_torn() -> None:
    masks = masks_for(["江帆", "江帆远"], ["市水务局"], ["清溪村"])
    text = "市水务局江帆远、江帆在清溪村。"
    assert mask_text(text, masks) == "某局江某、江某在某村。"


def test_every_letter_says_what_it_is_in_both_languages_and_has_a_series_of_its_own() -> None:
    assert len({template.series for template in TEMPLATES.values()}) == len(TEMPLATES)
    for kind, template in TEMPLATES.items():
        assert template.kind == kind
        assert template.title
        assert template.title_en
        assert any(name for _, name, _, _ in string.Formatter().parse(template.text))


def a_case(work: UnitOfWork) -> Case:
    version = ProcedureVersion(
        process_id="recall", number=1, digest="0", name="召回", bundle=b"", published_at=work.now
    )
    work.session.add(version)
    work.session.flush()
    case = Case(
        procedure_version_id=version.id,
        process_id="recall",
        called_versions={},
        started_at=work.now,
        updated_at=work.now,
        state=b"",
    )
    work.session.add(case)
    work.session.flush()
    return case


URGE = {"unit": "市水务局", "order": "驻召〔2026〕1号", "due": "2026-03-09 24:00"}


def test_numbers_run_by_series_and_year(store: Store, clock: MovingClock) -> None:
    with store.write() as work:
        assert [next_number(work, "驻召"), next_number(work, "驻召"), next_number(work, "驻催")] == [
            "驻召〔2026〕1号",
            "驻召〔2026〕2号",
            "驻催〔2026〕1号",
        ]
    clock.move_to("2026-12-31 24:00")
    with store.write() as work:
        assert next_number(work, "驻召") == "驻召〔2027〕1号"


def test_a_number_given_in_a_transaction_that_failed_is_given_again(store: Store) -> None:
    with store.read() as work:  # undone at its end
        assert next_number(work, "驻召") == "驻召〔2026〕1号"
    with store.write() as work:
        assert next_number(work, "驻召") == "驻召〔2026〕1号"


def test_a_letter_is_kept_in_full_and_masked(store: Store) -> None:
    with store.write() as work:
        case = a_case(work)
        to = Addressee(None, masks_for(units=["市水务局"]))
        letter = issue(work, case, "urge", URGE, to=to)
        case_id: uuid.UUID = case.id
        assert letter.text.startswith("催办通知\n驻催〔2026〕1号\n\n市水务局：")
        assert "2026年3月2日" in letter.text
        assert "市水务局" not in letter.masked_text
        assert "某局" in letter.masked_text
    with store.read() as work:
        assert [found.number for found in documents_of_case(work, case_id)] == ["驻催〔2026〕1号"]
        assert documents_of_case(work, new_id()) == []


def test_a_letter_that_lacks_a_field_is_not_issued(store: Store) -> None:
    with store.read() as work, pytest.raises(KeyError, match="due"):
        issue(work, a_case(work), "urge", {"unit": "市水务局", "order": "1号"}, to=Addressee(None))


def test_a_letter_is_served_once(store: Store) -> None:
    with store.read() as work:
        letter = issue(work, a_case(work), "urge", URGE, to=Addressee(None))
        serve(letter, at=at("2026-03-02 10:00"), mode="read", received_by="胡人事")
        with pytest.raises(ValueError, match="served already"):
            serve(letter, at=at("2026-03-02 11:00"), mode="deemed")
        assert (letter.served_at, letter.service_mode) == (at("2026-03-02 10:00"), "read")
