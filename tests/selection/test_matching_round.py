"""A round of matching through people's verbs: what a batch is judged by, who is kept from a village, nobody twice (S2, S8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.office.values import decided
from tests.selection.batch_office import SINCE, Batch, build_batch, reader
from tests.selection.test_posting import vet
from workflows.casework.errors import InvalidAnswers
from workflows.casework.models import SheetRow
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Relation, Unit
from workflows.selection.models import Review
from workflows.store import Store

PLACES = ("V8-1", "V8-2", "V9-1")


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    """The batch with two more people of the unit; the village secretary of V9 is married to one of them."""
    built = build_batch(store, clock)
    office = built.office
    with store.write() as work:
        units = {unit.code: unit.id for unit in work.session.scalars(select(Unit))}
        for number, name, unit in (("W14", "江四帆", "WATER"), ("W15", "江五帆", "WATER"), ("cun9", "覃书记", "V9")):
            known = {"born_on": date(1985, 5, 1), "is_party_member": True, "employee_no": number}
            person = Person(name=name, unit_id=units[unit], **known)
            work.session.add(person)
            work.session.flush()
            office.persons[number] = person.id
        post = {"post_key": "village_secretary", "unit_id": units["V9"], "from_on": SINCE}
        work.session.add(PostHolding(person_id=office.persons["cun9"], **post))
        kin = {"kind": "spouse", "declared_at": work.now}
        work.session.add(Relation(person_id=office.persons["W14"], other_id=office.persons["cun9"], **kin))
    return built


def answers(batch: Batch) -> dict[str, Mapping[str, object]]:
    """What stands on the rows of the matching, by place."""
    with batch.store.read() as work:
        found = work.session.scalars(select(SheetRow).where(SheetRow.sheet == "selection.matching"))
        return {row.key: row.answers for row in found}


def rows(batch: Batch) -> dict[str, Any]:
    """What the rows of the matching show, by place."""
    with batch.store.read() as work:
        return {
            row.key: row.given
            for row in work.session.scalars(select(SheetRow).where(SheetRow.sheet == "selection.matching"))
        }


def choose(batch: Batch, place: str, candidate_id: str) -> None:
    given = {place: {"chosen": candidate_id, "match_reason": "熟悉产业，村里急需，综合比较确定。"}}
    batch.save("lead", given, "match_places", "posting")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_kept_from_a_village_is_shown_and_never_offered_and_nobody_goes_to_two_places(batch: Batch) -> None:
    batch.begin()
    with batch.store.write() as work:
        decided(work, "nanping_4", key="selection.criteria")
    batch.save("zu", {place: {} for place in PLACES})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    batch.do("reply", "hu", "WATER")
    for number, more in (("W11", True), ("W15", True), ("W13", False)):
        batch.do(
            "nominate", "hu", "WATER", **batch.nomination(number, add_another=more, is_home_village=number == "W13")
        )
    batch.do("qualify_manually", "wen", "WATER")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W12"))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W14"))
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=3, W15=2, W13=1, W12=3, W14=3))
    batch.do("review_unit", "wen")
    batch.do("settle_list", "zu", outcome="proceed")
    for key in ("V8-1-1", "V8-1-2", "V8-1-3", "V8-2-1", "V9-1-1"):
        vet(batch, key)

    # S2: the notice names the set of criteria, and the reviews of the batch go by it whatever the office decided since.
    with batch.store.read() as work:
        notice = work.session.scalars(select(Document.text).where(Document.kind == "dispatch_notice")).one()
        scored = work.session.scalars(select(Review)).all()
    assert "五条选派标准（怀化）审核：政治素质好（20分）、有较强工作能力（20分）、善于做群众工作（20分）" in notice
    assert {tuple(each.scores) for each in scored} == {("politics", "ability", "masses", "style", "hardship")}

    # S8: of the village itself, and married to its secretary: side by side with the others, with why, and no option.
    found, seen = {number: str(row.id) for number, row in batch.candidates().items()}, rows(batch)
    assert {line["name"]: line["remark"] for line in seen["V8-1"]["compared"]} == {
        "江一帆": "",
        "江二帆": "",  # ranked for the other place of the same village and role
        "江五帆": "",
        "江三帆": "不能选派：本人即该村人",
    }
    assert [each["value"] for each in seen["V8-1"]["options"]] == [found["W11"], found["W12"], found["W15"]]
    assert [line["remark"] for line in seen["V9-1"]["compared"]] == ["不能选派：与村干部有亲属关系"]
    assert seen["V9-1"]["options"] == []
    for place, number in (("V8-1", "W13"), ("V9-1", "W14")):
        with pytest.raises(InvalidAnswers):
            choose(batch, place, found[number])
    choose(batch, "V8-1", found["W11"])
    choose(batch, "V8-2", found["W12"])
    leave(batch, "V9-1")
    batch.do("match_places", "lead", "posting")
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {"V8-1": {}, "V8-2": {"outcome": "return"}}, "sign_orders", "posting")
    batch.do("sign_orders", "dai", "posting")

    # The first place is filled: its reserve is laid beside the others for both that are open, and goes to one of them only.
    seen = rows(batch)
    assert [seen[place]["returned"] for place in PLACES[1:]] == ["该村另有安排，请重新匹配人选。", ""], (
        "why, where it is chosen anew"
    )
    assert answers(batch)["V8-2"] == {}, "nothing of the choice that came back"
    assert all(found["W15"] in [each["value"] for each in seen[place]["options"]] for place in PLACES[1:])
    choose(batch, "V8-2", found["W15"])
    with pytest.raises(InvalidAnswers) as refused:
        choose(batch, "V9-1", found["W15"])
    assert refused.value.fields["chosen"].zh.startswith("江五帆已确定派往八坪村（第2名额），一人不能派往两处")
    batch.office.clock.forward(minutes=1)
    choose(batch, "V8-2", found["W12"])
    choose(batch, "V9-1", found["W13"])
    batch.do("match_places", "lead", "posting")
    assert batch.open("posting") == ["settle_matching"]
    swap = {"outcome": "swap", "swap_a": "V8-2 · 八坪村队员：江二帆", "swap_b": "V9-1 · 九坪村队员：江三帆"}
    with pytest.raises(InvalidAnswers) as refused:
        batch.do("settle_matching", "lead", "posting", **swap)
    assert refused.value.fields["swap_b"].zh == "不能调换：江三帆本人即该村人。", "at its form, and no task is done"
    assert batch.open("posting") == ["settle_matching"]
    batch.do("settle_matching", "lead", "posting", outcome="again")
    assert answers(batch)["V8-2"]["chosen"] == found["W12"], "chosen since the order came back: not asked once more"

    # A sheet of which nothing was signed reads as void; one that sent somebody stands, and the next says what it replaces.
    choose(batch, "V8-2", found["W12"])
    choose(batch, "V9-1", found["W13"])
    batch.do("match_places", "lead", "posting")
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {place: {"outcome": "return"} for place in ("V8-2", "V9-1")}, "sign_orders", "posting")
    batch.do("sign_orders", "dai", "posting")
    with batch.store.read() as work:
        of_kind = select(Document).where(Document.kind == "match_sheet").order_by(Document.issued_at)
        first, second = work.session.scalars(of_kind).all()
    assert (first.ended_at is None, second.ended_at is None) == (True, False)
    assert f"{first.number}中退回的名额以本表为准" in second.text
    assert "已不再有效" in reader(batch, "dai").get(f"/documents/{second.id}").words


def leave(batch: Batch, place: str) -> None:
    """Leave a place, with a reason."""
    batch.save("lead", {place: {"reason": "无可派人选，另行安排。"}}, "match_places", "posting")
