"""Letters: numbers without gaps, masked texts that betray nobody, service recorded once."""

from __future__ import annotations

import threading
import uuid
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  every table and operation
from tests.clock import MovingClock, at
from tests.documents.calls import calling
from tests.shipped import with_called
from workflows.casework.errors import WrongValue
from workflows.casework.models import Case, CaseReader, ProcedureVersion
from workflows.documents import Addressee, issue, next_number, serve
from workflows.documents.addressing import copies_above, names_of
from workflows.documents.masking import mask_name, mask_text, mask_unit, masks_for
from workflows.documents.queries import documents_of_case, is_served_by_sending
from workflows.people import Person, Unit
from workflows.people.posts import ensure_posts
from workflows.procedure import Procedure, bundle, read_folder
from workflows.store import Store, UnitOfWork, new_id

ROOT = Path(__file__).parents[2]


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
    letters = [letter for procedure in with_called("recall") for letter in procedure.letters.values()]
    assert len({letter.series for letter in letters}) == len(letters) == 38
    for letter in letters:
        assert letter.title
        assert letter.title_en
        assert any(True for _ in letter.places())


@lru_cache
def folder(name: str) -> Procedure:
    """A procedure of the house, read once."""
    return read_folder(ROOT / "bpmn" / name)


def a_case(work: UnitOfWork) -> Case:
    procedure = folder("recall_replacement")
    version = ProcedureVersion(
        process_id="recall_replacement",
        number=1,
        digest=procedure.digest,
        name="另行选派",
        bundle=bundle(procedure),
        published_at=work.now,
    )
    work.session.add(version)
    work.session.flush()
    case = Case(
        procedure_version_id=version.id,
        process_id="recall_replacement",
        called_versions={},
        started_at=work.now,
        updated_at=work.now,
        state=b"",
    )
    work.session.add(case)
    work.session.flush()
    return case


URGE = {"unit": "市水务局", "order": "驻召〔2026〕1号", "due": at("2026-03-09 24:00")}


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


def test_two_series_in_opposite_orders_wait_for_one_another_and_never_for_ever(store: Store) -> None:
    given: dict[str, list[str]] = {"other": []}
    begun, has_first = threading.Event(), threading.Event()

    def other() -> None:
        begun.set()
        with store.write() as work:
            given["other"].append(next_number(work, "驻乙"))
            has_first.set()
            given["other"].append(next_number(work, "驻甲"))

    thread = threading.Thread(target=other)
    with store.write() as work:
        first = next_number(work, "驻甲")
        thread.start()
        assert begun.wait(60)
        # It would have the other series by now, had it not to stand in line.
        assert not has_first.wait(1)
        second = next_number(work, "驻乙")
    thread.join(60)
    year = first[3:7]
    assert [first, second] == [f"驻甲〔{year}〕1号", f"驻乙〔{year}〕1号"]
    assert given["other"] == [f"驻乙〔{year}〕2号", f"驻甲〔{year}〕2号"]


def test_a_number_given_in_a_transaction_that_failed_is_given_again(store: Store) -> None:
    with store.read() as work:  # undone at its end
        assert next_number(work, "驻召") == "驻召〔2026〕1号"
    with store.write() as work:
        assert next_number(work, "驻召") == "驻召〔2026〕1号"


def test_a_letter_is_kept_in_full_and_masked(store: Store) -> None:
    with store.write() as work:
        case = a_case(work)
        to = Addressee(None, masks_for(units=["市水务局"]))
        letter = issue(calling(work, case), "urge", URGE, to=to)
        case_id: uuid.UUID = case.id
        assert letter.text.startswith("催办通知\n驻催〔2026〕1号\n\n市水务局：")
        assert "2026年3月2日" in letter.text
        assert "市水务局" not in letter.masked_text
        assert "某局" in letter.masked_text
    with store.read() as work:
        assert [found.number for found in documents_of_case(work, case_id)] == ["驻催〔2026〕1号"]
        assert documents_of_case(work, new_id()) == []


def test_a_letter_that_lacks_a_field_is_not_issued(store: Store) -> None:
    with store.read() as work:
        call = calling(work, a_case(work))
        with pytest.raises(ValueError, match="declares other fields of the letter urge: due"):
            issue(call, "urge", {"unit": "市水务局", "order": "1号"}, to=Addressee(None))
        with pytest.raises(ValueError, match="does not declare the letter circular"):
            issue(call, "circular", {}, to=Addressee(None))
        with pytest.raises(WrongValue, match=r"The letter urge was not issued: paragraphs\.0 gave null") as refused:
            issue(call, "urge", {**URGE, "due": None}, to=Addressee(None))
        assert "市水务局" not in str(refused.value)


ORDER = {
    "unit": "市水务局",
    "people": [{"name": "陈小明", "village": "清溪村", "role": "队员"}],
    "findings": [{"name": "陈小明", "ground": "消极怠工", "finding": "属实"}],
    "facts": "长期不入户",
    "basis": "第十二条",
    "slots": 0,
    "no_refill_reason": "任期将满",
    "days": 7,
    "rolls": False,
    "deemed_hours": 24,
    "contact": "综合组",
    "copy_to": ["county_office", "township_committee"],
}


class Place(NamedTuple):
    """A bureau, and a village under a township and a county."""

    bureau: Unit
    county: Unit
    village: Unit


def a_place(work: UnitOfWork) -> Place:
    """Units and the posts that letters name."""
    ensure_posts(work)
    units: list[Unit] = []
    for code, kind, parent in (
        ("B", "organ", None),
        ("C1", "county", None),
        ("T1", "township", 1),
        ("V1", "village", 2),
    ):
        above = units[parent] if parent is not None else None
        path = f"{above.path if above else '/'}{code}/"
        units.append(Unit(code=code, name=code, kind=kind, path=path, parent_id=above.id if above else None))
        work.session.add(units[-1])
        work.session.flush()
    return Place(units[0], units[1], units[3])


def told_of(work: UnitOfWork, case: Case) -> set[str]:
    """To whom the letters of a case have opened it."""
    return set(work.session.scalars(select(CaseReader.reader).where(CaseReader.case_id == case.id)))


def test_a_letter_with_a_receipt_is_served_once(store: Store) -> None:
    with store.read() as work:
        letter = issue(
            calling(work, a_case(work), "recall.issue_order"),
            "recall_order",
            ORDER,
            to=Addressee(a_place(work).bureau.id),
        )
        assert not is_served_by_sending(letter)
        assert (letter.sent_at, letter.served_at) == (work.now, None)
        serve(work, letter, at=at("2026-03-02 10:00"), mode="read", received_by="胡人事")
        with pytest.raises(ValueError, match="served already"):
            serve(work, letter, at=at("2026-03-02 11:00"), mode="deemed")
        assert (letter.served_at, letter.service_mode) == (at("2026-03-02 10:00"), "read")


def test_a_letter_without_a_receipt_is_served_by_being_sent(store: Store) -> None:
    with store.read() as work:
        letter = issue(calling(work, a_case(work)), "urge", URGE, to=Addressee(a_place(work).bureau.id))
        assert is_served_by_sending(letter)
        assert (letter.sent_at, letter.served_at) == (work.now, None)


def test_a_paper_of_the_office_is_sent_to_nobody_whatever_unit_it_is_about(store: Store) -> None:
    with store.read() as work:
        case, place = a_case(work), a_place(work)
        fields = {"case": "1号", "unit": "市水务局", "letters": [], "summary": ""}
        letter = issue(calling(work, case, "recall.close"), "case_index", fields, to=Addressee(place.bureau.id))
        assert (letter.receivers, letter.told, letter.sent_at, letter.served_at) == ([], [], None, None)
        assert told_of(work, case) == set()


def test_those_a_letter_names_learn_of_the_case_when_it_is_sent_and_its_copies_at_service(store: Store) -> None:
    with store.read() as work:
        case, place = a_case(work), a_place(work)
        person = Person(name="陈小明", unit_id=place.bureau.id)
        work.session.add(person)
        work.session.flush()
        copies = copies_above(work, [place.village], ["county_office", "township_committee"], date(2026, 3, 2))
        assert names_of(copies) == "C1驻村办、T1党委"
        to = Addressee(place.bureau.id, persons=(person.id,), places=(place.village,))
        letter = issue(calling(work, case, "recall.issue_order"), "recall_order", ORDER, to=to)
        assert "抄送：C1驻村办、T1党委" in letter.text
        assert "抄送：某办、某委" in letter.masked_text
        county = f"post:county_office@{place.county.id}"
        assert {f"person:{person.id}", f"unit:{place.bureau.id}"} <= told_of(work, case)
        assert county not in told_of(work, case)
        serve(work, letter, at=work.now, mode="deemed")
        assert county in told_of(work, case)


def test_a_post_whose_kind_of_unit_does_not_stand_above_the_village_gets_no_copy(store: Store) -> None:
    with store.read() as work:
        place = a_place(work)
        assert copies_above(work, [place.county], ["village_secretary"], date(2026, 3, 2)) == ()
        assert names_of(()) == "无"
