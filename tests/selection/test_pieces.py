"""The long acts of a batch, in pieces by the worker: others write in between, and a piece that is killed is done once (S6, S10)."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.selection.batch_office import Batch, build_batch, reader
from tests.selection.test_posting import rows_of_orders, until_posting, vet
from workflows.casework import rounds
from workflows.casework.models import CasePart, Notice
from workflows.casework.timers import fire_due
from workflows.casework.transaction import transaction
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people.posting import begin_posting
from workflows.people.roster import Posting, Team
from workflows.people.team_roles import TeamRole
from workflows.people.words import PostingStatus
from workflows.selection.models import DispatchOrder
from workflows.selection.operations import orders
from workflows.store import Store


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


class Killed(BaseException):
    """The worker's process ends here."""


def killed_piece(batch: Batch) -> None:
    """The worker does the next piece of the posting and is killed before its transaction ends."""
    with suppress(Killed), transaction(batch.store) as work:
        assert fire_due(work, batch.case("posting"))
        work.session.flush()
        raise Killed


def parts(batch: Batch) -> int:
    with batch.store.read() as work:
        return len(
            work.session.scalars(select(CasePart.part_id).where(CasePart.round_id == batch.case("posting"))).all()
        )


def sent(batch: Batch) -> list[DispatchOrder]:
    with batch.store.read() as work:
        return list(work.session.scalars(select(DispatchOrder).order_by(DispatchOrder.number)))


def matched(batch: Batch) -> None:
    """Everybody is vetted and matched; the director has been through both orders."""
    for key in ("V8-1-1", "V8-1-2", "V8-2-1"):
        vet(batch, key)
    ids = {number: str(row.id) for number, row in batch.candidates().items()}
    reason = {"match_reason": "该人选熟悉当地情况，适合该村。"}
    rows = {"V8-1": {"chosen": ids["W13"], **reason}, "V8-2": {"chosen": ids["W12"], **reason}}
    batch.save("lead", rows, "match_places", "posting")
    batch.do("match_places", "lead", "posting")
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {"V8-1": {}, "V8-2": {}}, "sign_orders", "posting")


def test_others_write_between_the_pieces_and_none_is_done_twice(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PARTS_AT_ONCE", 1)
    monkeypatch.setattr(orders, "ORDERS_AT_ONCE", 1)
    until_posting(batch, is_pressed=True)
    # The press came back with the first of three; a piece that is killed leaves nothing and is done again.
    assert parts(batch) == 1
    killed_piece(batch)
    assert parts(batch) == 1
    seen: list[int] = []

    def meanwhile() -> None:
        seen.append(parts(batch))
        batch.do("phone_check", "bao", "posting/V8-1-1", is_followed=False, is_unreached=True)

    work_off(batch.store, give_way=meanwhile)
    assert (seen, parts(batch)) == ([2], 3), "somebody has called about the first between the second and the third"

    matched(batch)
    batch.do("sign_orders", "dai", "posting", is_followed=False)
    assert len(sent(batch)) == 1
    page = reader(batch, "dai").get(f"/cases/{batch.case('posting')}")
    assert "正在办理：编号发文 1 / 2" in page.words
    killed_piece(batch)
    assert len(sent(batch)) == 1
    work_off(batch.store)
    found = sent(batch)
    numbers = [order.number for order in found]
    assert len(set(numbers)) == 2
    assert len({order.candidate_id for order in found}) == 2
    assert {order.signed_by_id for order in found} == {batch.office.persons["dai"]}, "who pressed, in every piece"
    with batch.store.read() as work:
        letters = Counter(
            (each.kind, each.fields["person"])
            for each in work.session.scalars(select(Document))
            if each.kind in ("dispatch_order", "introduction")
        )
        assert len(letters) == 4
        assert set(letters.values()) == {1}
        notices = Counter(
            (each.case_id, each.post_key, each.person_id, each.text) for each in work.session.scalars(select(Notice))
        )
        assert set(notices.values()) == {1}
        assert sorted(row.given["result"] for row in rows_of_orders(work)) == [
            f"已印发：{number}" for number in numbers
        ]
        of_parts = work.session.scalars(select(CasePart.key).where(CasePart.process_id == "selection_person"))
        assert sorted(of_parts) == ["V8-1", "V8-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_cannot_be_sent_any_more_stops_nobody_else(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    until_posting(batch)
    matched(batch)
    monkeypatch.setattr(orders, "ORDERS_AT_ONCE", 1)
    # The second is posted to another village between the piece of the press and the worker's.
    batch.do("sign_orders", "dai", "posting", is_followed=False)
    with batch.store.write() as work:
        team = work.session.scalars(select(Team).limit(1)).one()
        begin_posting(work, batch.office.persons["W12"], team, TeamRole.MEMBER, batch.store.clock().date())
    work_off(batch.store)
    assert batch.open("posting") == ["match_places"], "their place is matched anew"
    with batch.store.read() as work:
        results = {row.key: row.given["result"] for row in rows_of_orders(work)}
        active = work.session.scalars(select(Posting.person_id).where(Posting.status == PostingStatus.ACTIVE)).all()
    assert results["V8-1"].startswith("已印发：")
    assert results["V8-2"] == "未印发：该人选正在驻村，不能重复派驻。"
    assert Counter(active)[batch.office.persons["W12"]] == Counter(active)[batch.office.persons["W13"]] == 1
