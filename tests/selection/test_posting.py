"""An accepted list carried on through people's verbs: calls, reviews, matching, an exchange, orders (S6 to S10)."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.attendance.stored_office import breaches
from tests.clock import MovingClock, at
from tests.selection.batch_office import Batch, build_batch, reader
from workflows.casework.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.casework.models import SheetRow, Task
from workflows.casework.sheet_rows import RowsOpen
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.selection.models import BackgroundCall, Candidate, Slot
from workflows.selection.operations.calls import Drawing, draw_interviewee
from workflows.selection.posted_people import PostedWanted, batches_read, posted_lines
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.store import Store


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


def until_posting(batch: Batch, *, is_pressed: bool = False) -> None:
    """Two places of V8 for WATER, two candidates for the first, and the list goes on; with `is_pressed` the worker has not run yet.

    Posting and candidates read their round in their first step: nothing waits for the clock."""
    batch.begin()
    left = {"reason": "等待该村合并后再定。"}
    batch.save("zu", {"V8-1": {"share_role": "team_leader"}, "V8-2": {}, "V9-1": left})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    batch.do("reply", "hu", "WATER")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11", add_another=True, strengths=["education"]))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W13", strengths=["industry"]))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W12", strengths=["building"]))
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=3, W13=2, W12=3))
    batch.do("review_unit", "wen")
    batch.do("settle_list", "zu", is_followed=not is_pressed, outcome="proceed")


def vet(
    batch: Batch,
    key: str,
    by: str = "county",
    relations: Sequence[str] = ("peer", "superior", "served"),
    **county: str,
) -> None:
    """Three calls, two reviews, the county's opinion."""
    part = f"posting/{key}"
    for relation in relations:
        batch.do("phone_check", "bao", part, relation=relation)
    batch.do("review_a", "wen", part)
    with pytest.raises(NotAllowed):
        batch.do("review_b", "wen", part)
    batch.do("review_b", "bao", part)
    batch.do("county_opinion", by, part, **county)


def test_an_accepted_list_goes_on_to_signed_orders(batch: Batch) -> None:
    until_posting(batch)
    assert batch.open("posting") == []
    with batch.store.read() as work:
        calls = work.session.get_one(Task, batch.task("phone_check", "posting/V8-1-1"))
        assert calls.due_at == at("2026-03-05 24:00"), "three working days"
    with pytest.raises(NotFound):
        batch.do("phone_check", "hu", "posting/V8-1-1")
    assert drawn_about(batch, "W11") & {"shu", "fen", "hu", "W11", "W13"} == set(), "no rival, nobody who decided"
    assert "W12" in drawn_about(batch, "W11")
    # Whoever is not reached three times is replaced by another colleague, drawn and not chosen.
    for _ in range(3):
        batch.do("phone_check", "bao", "posting/V8-1-1", is_unreached=True)
    said = {"interviewee": "何 同事", "call_remarks": "到村调研少，同群众打交道的办法不多。"}
    batch.do("phone_check", "bao", "posting/V8-1-1", relation="superior", **said)
    page = reader(batch, "bao").get(f"/tasks/{batch.task('phone_check', 'posting/V8-1-1')}")
    # Whoever calls next does not hear first what others said: until the calls are done they are for their caller alone.
    blind = reader(batch, "wen").get(f"/tasks/{batch.task('phone_check', 'posting/V8-1-1')}")
    assert "已考察：何同事" in blind.words
    assert said["call_remarks"] not in blind.words
    assert "已考察：何同事" in page.words
    assert "至今没有听取同事或者下属" in page.words
    assert not page.all("//input[@name='called_at']")[0].get("value"), "another call is another matter"
    assert not page.all("//select[@name='relation']/option[@selected and @value != '']")
    assert not (page.all("//textarea[@name='call_remarks']")[0].text or "").strip()
    for same in ({"interviewee": "何同事"}, {"called_at": "=heard[1].at"}):
        with pytest.raises(InvalidAnswers) as refused:
            batch.do("phone_check", "bao", "posting/V8-1-1", **same)
        assert list(refused.value.fields) == list(same)
    vet(batch, "V8-1-1", relations=("peer", "served"))
    assert said["call_remarks"] in reader(batch, "wen").get(f"/cases/{batch.case('posting/V8-1-1')}").words
    vet(batch, "V8-1-2", county_view="reserved")
    vet(batch, "V8-2-1")
    assert batch.open("posting") == ["match_places"]
    with batch.store.read() as work:
        assert len(work.session.scalars(select(BackgroundCall)).all()) == 9

    found = {number: str(row.id) for number, row in batch.candidates().items()}
    with pytest.raises(NotAllowed):
        batch.save("wen", {"V8-1": {"chosen": found["W13"]}}, "match_places", "posting")
    for chosen in ("W11", "W13"):  # the lesser fit; and the best, of whom the county has doubts
        with pytest.raises(InvalidAnswers):
            batch.save("lead", {"V8-1": {"chosen": found[chosen], "match_reason": "合适"}}, "match_places", "posting")
    with pytest.raises(InvalidAnswers):
        batch.save("lead", {"V8-2": {"chosen": found["W11"]}}, "match_places", "posting")
    batch.save("lead", {"V8-1": {"chosen": found["W13"]}, "V8-2": {"chosen": found["W12"]}}, "match_places", "posting")
    batch.do("match_places", "lead", "posting")
    swap = {"outcome": "swap", "swap_a": "V8-1 · 八坪村队长：江三帆", "swap_b": "V8-2 · 八坪村队员：江二帆"}
    batch.do("settle_matching", "lead", "posting", **swap)
    batch.do("settle_matching", "lead", "posting")
    with pytest.raises(NotAllowed):
        batch.do("sign_orders", "lead", "posting")
    with pytest.raises(RowsOpen):
        batch.do("sign_orders", "dai", "posting")
    with batch.store.read() as work:
        shown = {row.name[:3]: row.given["letter"] for row in rows_of_orders(work)}
    batch.save("dai", {"V8-1": {}, "V8-2": {}}, "sign_orders", "posting")
    batch.do("sign_orders", "dai", "posting")
    work_off(batch.store)
    assert batch.open("posting") == [] == batch.open()

    with batch.store.read() as work:
        sheet = work.session.scalars(select(Document.text).where(Document.kind == "match_sheet")).one()
        told = {name: sheet.partition(name)[2].partition("\n")[0] for name in ("队长：江二帆", "队员：江三帆")}
        # Exchanged, whoever was ranked for a place stays in reserve for it.
        assert [("后备江一帆" in text, "无后备人选" in text) for text in told.values()] == [
            (True, False),
            (False, True),
        ]
        assert all("匹配度" in text and "县驻村办" in text and "理由：" in text for text in told.values())
        letters = work.session.scalars(select(Document).where(Document.kind == "dispatch_order")).all()
        assert all(any(text in letter.text for letter in letters) for text in shown.values()), "the very letter"
        sent = work.session.scalars(select(Posting).where(Posting.status == PostingStatus.ACTIVE)).all()
        people = {batch.office.persons[number]: number for number in ("W11", "W12", "W13")}
        assert {people[each.person_id] for each in sent if each.person_id in people} == {"W12", "W13"}
        # The roster by batch: for whoever reads the batch, and for nobody by its number alone.
        of_batch = PostedWanted(batch_id=batch.round_id)
        found = {each.person_id for each in posted_lines(work, batch.office.actor("dai"), of_batch, "zh").lines}
        assert found == {batch.office.persons["W12"], batch.office.persons["W13"]}
        assert posted_lines(work, batch.office.actor("hu"), of_batch, "zh").lines == []
        assert [each[0] for each in batches_read(work, batch.office.actor("dai"))] == [batch.round_id]
        assert batches_read(work, batch.office.actor("hu")) == []
        slots = {slot.place: slot for slot in work.session.scalars(select(Slot).where(Slot.place.is_not(None)))}
        assert {slots["V8-1"].status, slots["V8-2"].status} == {SlotStatus.FILLED}
        ended = {people[row.person_id]: row.status for row in work.session.scalars(select(Candidate))}
    assert ended == {
        "W11": CandidateStatus.QUALIFIED,
        "W12": CandidateStatus.DISPATCHED,
        "W13": CandidateStatus.DISPATCHED,
    }
    assert breaches(batch.store) == []


def drawn_about(batch: Batch, number: str) -> set[str]:
    """Everybody who would be drawn one after the other to be called about a candidate."""
    candidate = batch.candidates()[number]
    named = {"id": str(candidate.id), "person_id": str(candidate.person_id), "name": number}
    kept_away = [f"person:{batch.office.persons['fen']}"]  # who sat in the meeting, as `open_vetting` says
    numbers = {str(person): each for each, person in batch.office.persons.items()}
    with batch.store.read() as work:
        call = SimpleNamespace(work=work)
        drawn: list[str] = []
        while True:
            found = draw_interviewee(call, Drawing(named, "unit_secretary", kept_away, drawn))  # type: ignore[arg-type]
            if found["drawn_name"] is None:
                return {numbers[each] for each in drawn if each in numbers}
            drawn = found["drawn_ids"]


def rows_of_orders(work: object) -> list[SheetRow]:
    """The rows that the director signs."""
    return list(work.session.scalars(select(SheetRow).where(SheetRow.sheet == "selection.orders")))  # type: ignore[attr-defined]
