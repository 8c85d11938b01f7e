"""Two places exchanged between two units and two counties: everywhere the unit that sends, and whose opinion it is (S8 to S11)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from tests.selection.batch_office import Batch, add_staff, build_batch, reader
from tests.selection.test_posting import rows_of_orders, vet
from workflows.casework.models import Case, CasePart, RowEntry
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people import Person, Unit
from workflows.people.roster import Posting, Team
from workflows.selection.models import DispatchOrder, Slot
from workflows.selection.operations.withdrawals import candidacy_of, place_of
from workflows.store import Store

SHARES = {"V8-1": "WATER", "V9-1": "ROADS"}
TO = {"W11": "V9", "R11": "V8"}


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    """The batch, V9 in a second county with an office of its own, and ROADS with a party group and somebody to send."""
    built = build_batch(store, clock)
    with store.write() as work:
        units = {unit.code: unit for unit in work.session.scalars(select(Unit))}
        city = units["CITY"]
        county = Unit(code="C2", name="乙县", kind="county", parent_id=city.id, path=f"{city.path}C2/")
        work.session.add(county)
        work.session.flush()
        units["V9"].parent_id, units["V9"].path = county.id, f"{county.path}V9/"
        add_staff(work.session, built.office, "yi", "易县办", "county_office", "C2")
        add_staff(work.session, built.office, "lu", "陆书记", "unit_secretary", "ROADS")
        add_staff(work.session, built.office, "mai", "麦副局长", "unit_leader", "ROADS")
        known = {"born_on": date(1985, 5, 1), "is_party_member": True, "employee_no": "R11"}
        person = Person(name="路二帆", unit_id=units["ROADS"].id, **known)
        work.session.add(person)
        work.session.flush()
        built.office.persons["R11"] = person.id
    return built


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_is_exchanged_between_units_is_sent_by_their_own(batch: Batch) -> None:
    batch.begin()
    left = {"reason": "等待该村合并后再定。"}
    batch.save("zu", {**{place: {"share_unit": unit} for place, unit in SHARES.items()}, "V8-2": left})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    groups = {"WATER": ("shu", "fen", "hu"), "ROADS": ("lu", "mai", "lin")}
    for unit, personnel, secretary, number in (("WATER", "hu", "shu", "W11"), ("ROADS", "lin", "lu", "R11")):
        batch.do("reply", personnel, unit)
        batch.do("nominate", personnel, unit, **batch.nomination(number))
        batch.do("meeting", secretary, unit, **batch.meeting(present=groups[unit], **{number: 3}))
    for _ in SHARES:
        batch.do("review_unit", "wen")
    batch.do("settle_list", "zu", outcome="proceed")
    vet(batch, "V8-1-1")
    vet(batch, "V9-1-1", by="yi")
    found = {number: str(row.id) for number, row in batch.candidates().items()}
    rows = {place: {"chosen": found[number]} for place, number in (("V8-1", "W11"), ("V9-1", "R11"))}
    batch.save("lead", rows, "match_places", "posting")
    batch.do("match_places", "lead", "posting")
    swap = {"outcome": "swap", "swap_a": "V8-1 · 八坪村队员：江一帆", "swap_b": "V9-1 · 九坪村队员：路二帆"}
    batch.do("settle_matching", "lead", "posting", **swap)
    # The list that was chosen from holds other names now; the record says what was chosen, never the bare value.
    recorded = reader(batch, "lead").get(f"/cases/{batch.case('posting')}").words
    assert "八坪村第1名额 队员：江一帆" in recorded
    assert swap["swap_a"] not in recorded
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {"V8-1": {}, "V9-1": {}}, "sign_orders", "posting")
    batch.do("sign_orders", "dai", "posting")

    numbers = {batch.office.persons[number]: number for number in TO}
    with batch.store.read() as work:
        teams = work.session.scalars(select(Team)).all()
        of_order = select(Posting).join(DispatchOrder, DispatchOrder.posting_id == Posting.id)
        sent = {numbers[each.person_id]: each for each in work.session.scalars(of_order)}
        senders = {
            number: (each.team.dispatching_unit.code, each.team.village.unit.code) for number, each in sent.items()
        }
        assert senders == {"W11": ("WATER", "V9"), "R11": ("ROADS", "V8")}
        here = [
            (each.dispatching_unit.code, each.village.unit.code) for each in teams if each.name.startswith(("八", "九"))
        ]
        assert sorted(here) == [("ROADS", "V8"), ("WATER", "V9")], "no team stands empty"
        # Each county was asked about its own village: of the other nobody has given an opinion, and the director reads so.
        said = [row.given["choice_reason"] for row in rows_of_orders(work)]
        assert [each.endswith("（县驻村办未就此村提出意见）") for each in said] == [True, True]
        # The places stay in the shares of the units that were asked for them.
        slots = work.session.scalars(select(Slot).where(Slot.place.is_not(None)))
        assert {slot.place: slot.unit.code for slot in slots} == SHARES
        units = {unit.id: unit.code for unit in work.session.scalars(select(Unit))}
        parts = select(Case.unit_id, CasePart.key).join(CasePart, CasePart.part_id == Case.id)
        arriving = work.session.execute(parts.where(CasePart.process_id == "selection_person"))
        assert {key: units[unit_id] for unit_id, key in arriving if unit_id} == {"V8-1": "ROADS", "V9-1": "WATER"}
        letters = work.session.scalars(select(Document).where(Document.kind == "dispatch_order"))
        assert {units[each.unit_id]: each.fields["unit"] for each in letters if each.unit_id} == {
            "ROADS": "市交通局",
            "WATER": "市水务局",
        }
        for number, village in TO.items():
            candidate = candidacy_of(work, batch.office.persons[number])
            assert candidate is not None
            assert place_of(work, candidate).team.village.unit.code == village
        matched = work.session.scalars(select(RowEntry).where(RowEntry.element_id == "match_places")).all()
        said = [each.labels["chosen"][each.answers["chosen"]]["label"] for each in matched]
        assert len(said) == len(TO)
        assert all(any(name in label for label in said) for name in ("江一帆", "路二帆"))
    assert breaches(batch.store) == []
