"""A batch through people's verbs: needs, shares, nominations, one meeting for all places, the ranked list (S1 to S5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from tests.selection.batch_office import SINCE, Batch, build_batch, reader
from workflows.casework.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.casework.models import CaseSubject, Decision, Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Unit
from workflows.people.roster import Village
from workflows.selection.batch_models import VillageNeed
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import latest_needs, no_longer_free
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.store import Store

REGISTERED = {"born_on": date(1985, 5, 1), "is_party_member": True, "sex": "female", "post_rank": "一级主任科员"}


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


def test_a_need_is_entered_by_the_township_accepted_by_the_county_and_kept(batch: Batch) -> None:
    """S1: the latest accepted profile holds; kind and fence are the village's own."""
    batch.office.wait_until("2026-03-02 10:00")
    case_id = batch.start("village_need", "zhen", village_code="V9", village_number="431209000009", slots=3)
    with pytest.raises(NotAllowed):
        batch.do("accept_need", "zhen", case_id=case_id)
    with batch.store.read() as work:
        task = work.session.scalars(
            select(Task.id).where(Task.case_id == case_id, Task.element_id == "accept_need")
        ).one()
    page = reader(batch, "county").get(f"/tasks/{task}")
    assert "现行围栏：中心 27.5，110，半径 500 米；本次填报的中心距现行中心" in page.words
    assert "现行名额 1 个" in page.words
    batch.do("accept_need", "county", case_id=case_id)
    with batch.store.read() as work:
        latest = {need.village.unit.code: need for need in latest_needs(work)}
        assert {code: need.slots for code, need in latest.items()} == {"V8": 2, "V9": 3}
        assert len(work.session.scalars(select(VillageNeed)).all()) == 3, "what held before stays in the record"
        village = work.session.get_one(Village, latest["V9"].village_id)
        assert (village.code, village.fence_radius_m, village.latitude) == ("431209000009", 800, 27.512345)
    batch.begin()
    assert batch.places() == ["V8-1", "V8-2", "V9-1", "V9-2", "V9-3"]


def test_a_batch_from_its_shares_to_the_ranked_list(batch: Batch) -> None:
    """S2 to S5 with several candidates for a place, a self-nomination, and a relative who must not vote."""
    batch.begin()
    assert batch.places() == ["V8-1", "V8-2", "V9-1"]
    with pytest.raises(InvalidAnswers):
        batch.save("zu", {"V8-1": {"share_unit": "V8"}})
    batch.save("zu", {"V8-1": {"share_role": "team_leader"}, "V8-2": {}, "V9-1": {"share_unit": "ROADS"}})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    assert batch.open("WATER") == ["reply"]
    with pytest.raises(NotFound):
        batch.do("reply", "lin", "WATER")
    batch.do("reply", "hu", "WATER")
    assert batch.open("WATER") == ["nominate", "nominate"]

    # S3a, S3b: two for the first place, one of them by their own word alone.
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11", add_another=True))
    assert typed(batch, "hu", "employee_no") == [""], "another is nominated on an empty form"
    assert typed(batch, "hu", "proofs", is_ticked=True) == []
    own: dict[str, Any] = {"attitude_reason": None, "resource_reason": None, "rural_reason": None}
    with batch.store.write() as work:
        work.session.get_one(Person, batch.office.persons["W13"]).born_on = date(1984, 5, 1)
    batch.do("nominate", "hu", "WATER", **batch.nomination("W13", is_self_nominated=True, **own))
    with pytest.raises(NotAllowed):
        batch.do("self_nominate", "hu", "WATER")
    with batch.store.read() as work:
        # Whoever is close to the person is kept from the file before the person has said a word.
        kept_away = set(work.session.scalars(select(CaseSubject.person_id).where(CaseSubject.person_id.is_not(None))))
        assert kept_away == {batch.office.persons["W11"], batch.office.persons["W13"]}
    batch.do("self_nominate", "W13", "WATER", has_care_motive=True)
    # S4: the motive of care goes to a person, and refuses nobody; what the roster says otherwise stands beside it.
    page = reader(batch, "wen").get(f"/tasks/{batch.task('qualify_manually', 'WATER')}")
    assert "出生日期，推荐表1985年5月1日，名册1984年5月1日" in page.words
    assert "政治面貌" not in page.words.partition("与名册不一致")[2].partition("。")[0]
    batch.do("qualify_manually", "wen", "WATER", outcome="pass")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W12"))

    # S5: one meeting for both places; equal votes for one place are put again, never ranked, and stay in the file.
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=2, W13=2, W12=3))
    assert batch.open("WATER") == ["meeting"]
    page = reader(batch, "shu").get(f"/tasks/{batch.task('meeting', 'WATER')}")
    assert "得票相同：八坪村第1名额江一帆、八坪村第1名额江三帆。" in page.words
    assert "江一帆（八坪村第1名额队长）" in page.words, "which of two places of one village"
    votes = [each.get("value") or "" for each in page.all("//input[contains(@name, 'votes_for')]")]
    assert sorted(votes) == ["", "", "3"], "only the place without a result is put to the vote again"
    with batch.store.read() as work:
        tied = work.session.scalars(select(Decision).where(Decision.element_id == "meeting")).one()
        assert [row["votes_for"] for row in tied.answers["ranked"]] == [2, 2, 3]
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=2, W13=3, W12=3))
    found = batch.candidates()
    assert {number: (row.rank, row.status, row.is_reserve) for number, row in found.items()} == {
        "W11": (2, CandidateStatus.QUALIFIED, True),
        "W13": (1, CandidateStatus.PROPOSED, False),
        "W12": (1, CandidateStatus.PROPOSED, False),
    }
    assert {number for number, row in found.items() if row.is_self_nominated} == {"W13"}
    with batch.store.read() as work:
        letters = {letter.kind: letter for letter in work.session.scalars(select(Document))}
        assert {"dispatch_notice", "proposal_list"} <= set(letters)
        assert "江一帆为后备人选（赞成2、反对0、弃权1）" in letters["proposal_list"].text

    batch.do("reply", "lin", "ROADS", outcome="exemption")
    batch.do("decide_exemption", "zu", "ROADS")
    batch.do("review_unit", "wen")
    assert batch.open("WATER") == [] == batch.open("ROADS")
    assert batch.open() == ["settle_list"]
    with batch.store.read() as work:
        slots = {slot.place: slot.status for slot in work.session.scalars(select(Slot).where(Slot.place.is_not(None)))}
    assert slots == {"V8-1": SlotStatus.OPEN, "V8-2": SlotStatus.OPEN, "V9-1": SlotStatus.CANCELLED}

    # S2: what one open notice asks for, no other asks for; the database holds it against every program.
    first = batch.round_id
    batch.begin(batch_name="2026年第二批")
    assert batch.places() == ["V9-1"]
    with pytest.raises(IntegrityError):
        reopen_as(batch, "V9-1", "V8-1")
    batch.round_id = first
    settle(batch)


def test_a_place_given_out_in_one_draft_is_refused_in_another(batch: Batch) -> None:
    """S2: two batches may list a place; the second that gives it to a unit hears at once which has it, and where to free it."""
    batch.begin()
    first = batch.round_id
    batch.save("zu", {"V8-1": {}})
    batch.begin(batch_name="2026年第二批")
    with pytest.raises(InvalidAnswers) as refused:
        batch.save("zu", {"V8-1": {}})
    assert "2026年第一批" in refused.value.fields["share_unit"].zh
    batch.save("zu", {"V8-2": {"share_role": "team_leader"}})
    batch.save("zu", {"V9-1": {"share_role": "team_leader"}})
    second, batch.round_id = batch.round_id, first
    batch.save("zu", {"V8-1": {"share_role": "team_leader"}})
    with pytest.raises(InvalidAnswers):
        batch.save("zu", {"V8-2": {}})
    batch.round_id = second
    batch.save("zu", {"V8-2": {"reason": "等待该村合并后再定。"}})
    batch.round_id = first
    with pytest.raises(InvalidAnswers) as twice:
        batch.save("zu", {"V8-2": {"share_role": "team_leader"}})
    assert twice.value.fields["share_role"].zh.startswith("八坪村（第1名额）已分配为队长，一个村只设一名")
    with batch.store.read() as work:
        village = work.session.scalars(select(Village).join(Unit).where(Unit.code == "V8")).one()
        assert no_longer_free(work, second or village.unit_id, "V8-3", village) is not None, "it wants two people"


def test_departments_nominate_where_the_unit_has_them(batch: Batch) -> None:
    """S3a: which department nominates and who recommends; that it has nobody is an answer; a unit without any says none."""
    with batch.store.write() as work:
        units = {unit.code: unit for unit in work.session.scalars(select(Unit))}
        for code, name, above in (
            ("W-1", "规划科", "WATER"),
            ("W-2", "办公室", "WATER"),
            ("W-3", "水库管理处", "WATER"),
        ):
            path = f"{units[above].path}{code}/"
            work.session.add(Unit(code=code, name=name, kind="organ", parent_id=units[above].id, path=path))
        work.session.flush()
        own = work.session.scalars(select(Unit.id).where(Unit.code == "W-3")).one()
        holder = batch.office.persons["W13"]
        work.session.add(PostHolding(person_id=holder, post_key="unit_hr", unit_id=own, from_on=SINCE))
        work.session.add(Person(name="路远", unit_id=units["ROADS"].id, employee_no="R02", **REGISTERED))
    batch.begin()
    batch.save("zu", {"V8-1": {}, "V8-2": {"share_unit": "ROADS"}, "V9-1": {"reason": "等待该村合并后再定。"}})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    batch.do("reply", "hu", "WATER")
    # One with people of its own in posts acts for itself: it is no department of the unit above it.
    for answers in ({}, {"department": "W-3"}, {"department": "W-2", "departments_without": ["W-2"]}):
        with pytest.raises(InvalidAnswers) as refused:
            batch.do("nominate", "hu", "WATER", **batch.nomination("W11", **answers))
        assert set(refused.value.fields) == {"department"}
    said = {"department": "W-1", "departments_without": ["W-2"], "recommender": "潘科长"}
    # S4: one that is not qualified comes back with what was typed, and with the sheet that says why.
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11", **said, staff_type="temporary"))
    assert (typed(batch, "hu", "employee_no"), typed(batch, "hu", "recommender")) == (["W11"], ["潘科长"])
    assert {"cv", "health"} <= set(typed(batch, "hu", "proofs", is_ticked=True)), "ticks of the same facts as well"
    with batch.store.read() as work:
        of_unit = select(Document.id).where(Document.kind == "qualification_told")
        sheet_id = work.session.scalars(of_unit).one()
    told = reader(batch, "hu").get(f"/documents/{sheet_id}").words
    assert "不合格的理由：临时聘用、工勤或编外人员" in told
    reader(batch, "fen").get(f"/documents/{sheet_id}", status=404)
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11", **said))
    batch.do("reply", "lin", "ROADS")
    batch.do("nominate", "lin", "ROADS", **batch.nomination("R02"))
    with batch.store.read() as work:
        kinds = (Document.kind == "nomination_form", Document.text.contains("推荐人"))
        texts = work.session.scalars(select(Document.text).where(*kinds).order_by(Document.number)).all()
        of_road = (Document.kind == "qualification_form", Document.text.contains("路远"))
        judged = work.session.scalars(select(Document.text).where(*of_road)).one()
        decided = work.session.scalars(select(Decision).where(Decision.element_id == "nominate")).all()
    assert ["推荐科室：规划科。推荐人：潘科长。" in text for text in texts] == [True, False]
    assert ["推荐科室" in text for text in texts] == [True, False]
    # What the register says of somebody stands in both papers, and what it does not say is left out.
    assert [
        line in text
        for line, text in zip(("基本情况：1985年", "基本情况：女；一级主任科员；1985年"), texts, strict=True)
    ] == [True, True]
    assert "人选：市交通局路远，女，一级主任科员，单位推荐" in judged
    assert [each.answers.get("departments_without") for each in decided if each.answers["employee_no"] == "W11"] == [
        ["W-2"],
        ["W-2"],
    ]


def settle(batch: Batch) -> None:
    """The organisation department ends the accepted list: places and people are free, and only the unit of the list is told."""
    with pytest.raises(NotAllowed):
        batch.do("settle_list", "wen")
    batch.do("settle_list", "zu")
    assert batch.open() == []
    assert {number: (row.status, row.rank) for number, row in batch.candidates().items()} == {
        "W11": (CandidateStatus.WITHDRAWN, 2),
        "W13": (CandidateStatus.WITHDRAWN, 1),
        "W12": (CandidateStatus.WITHDRAWN, 1),
    }
    with batch.store.read() as work:
        ended = work.session.scalars(select(Slot).where(Slot.place.is_not(None))).all()
        assert {slot.status for slot in ended} == {SlotStatus.CANCELLED}
        assert all(slot.ended_at is not None for slot in ended)
        told = work.session.scalars(
            select(Notice).where(Notice.case_id == batch.case(), Notice.text.contains("释放"))
        ).all()
        names = {unit.id: unit.code for unit in work.session.scalars(select(Unit))}
        assert {(notice.post_key, names[notice.unit_id]) for notice in told if notice.unit_id} == {
            ("unit_hr", "WATER"),
            ("unit_secretary", "WATER"),
            *(("village_secretary", village) for village in ("V8", "V9")),
            ("township_committee", "T9"),
            ("county_office", "C1"),
        }
        assert any("江一帆（八坪村第1名额队长，排序第2）" in notice.text for notice in told)

    batch.begin(batch_name="2026年第三批")
    assert batch.places() == ["V8-1", "V8-2", "V9-1"]
    batch.save(
        "zu", {"V8-1": {}, "V8-2": {"reason": "等待该村合并后再定。"}, "V9-1": {"reason": "等待该村合并后再定。"}}
    )
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    batch.do("reply", "hu", "WATER")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W12", add_another=True))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11"))
    assert batch.open("WATER") == ["meeting"], "whoever was on a settled list qualifies for another"
    # A vote is kept as it was cast: whoever loses it is not put forward, and where all lose there is another.
    batch.do("meeting", "shu", "WATER", **batch.meeting(against=2, W12=1, W11=1))
    assert batch.open("WATER") == ["meeting"]
    batch.do("meeting", "shu", "WATER", **batch.meeting(against=2, W12=3, W11=1))
    with batch.store.read() as work:
        lost = "八坪村第1名额队员江一帆未获多数赞成，不予提出（赞成1、反对2、弃权0）"
        said = Document.kind == "proposal_list", Document.text.contains(lost)
        assert work.session.scalars(select(Document.id).where(*said)).one()
        ranks = {
            row.person.name: row.rank
            for row in work.session.scalars(select(Candidate))
            if row.slot.case_id == batch.case("WATER")
        }
    assert ranks == {"江二帆": 1, "江一帆": None}

    with transaction(batch.store) as work:
        cancel_case(work, batch.case(), batch.office.actor("dai"), "机构改革期间暂缓选派，另行通知。")
    batch.begin(batch_name="2026年第四批")
    assert batch.places() == ["V8-1", "V8-2", "V9-1"], "a batch that was broken off keeps no place either"
    assert breaches(batch.store) == []


def reopen_as(batch: Batch, old: str, place: str) -> None:
    """Reopen a slot that was given up as another place, whatever the program would say."""
    with batch.store.write() as work:
        slot = work.session.scalars(select(Slot).where(Slot.place == old)).one()
        slot.place, slot.status, slot.ended_at = place, SlotStatus.OPEN, None
        work.session.flush()


def typed(batch: Batch, by: str, key: str, *, is_ticked: bool = False) -> list[str]:
    """What stands in a question of the form by which a unit nominates next, or is ticked there."""
    page = reader(batch, by).get(f"/tasks/{batch.task('nominate', 'WATER')}")
    return [
        each.get("value") or "" for each in page.all(f"//input[@name='{key}'{' and @checked' if is_ticked else ''}]")
    ]
