"""The reserve of a batch (S8 to S11): who stands elsewhere is not sent out of it, and whoever leaves leaves it too."""

from __future__ import annotations

import io
import re

import docx
import pytest
from sqlalchemy import select

from tests.attachments import samples
from tests.clock import MovingClock
from tests.selection.batch_office import Batch, add_staff, build_batch, reader
from tests.selection.test_posting import until_posting, vet
from tests.selection.test_withdrawal import ended, told, withdraw
from workflows.casework.models import Case, SheetRow
from workflows.casework.operations import OperationCall
from workflows.documents.models import Document
from workflows.documents.queries import file_of_letter, visible_document
from workflows.documents.words import FileKind
from workflows.jobs.duties import work_off
from workflows.people.arrivals import end_unarrived
from workflows.people.roster import Posting
from workflows.people.words import EndReason
from workflows.procedure.model import Element, ElementType
from workflows.recall.models import Recall
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.batch_ends import slots_in_hand
from workflows.selection.operations.reopening import reopen_places
from workflows.selection.operations.sent_people import NothingGiven
from workflows.selection.operations.withdrawals import candidacy_of
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.settings import letter_template
from workflows.store import Store, new_id


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_no_show_the_order_ends_on_paper_and_the_reserve_is_who_stands_nowhere_else(
    batch: Batch, clock: MovingClock
) -> None:
    with batch.store.write() as work:
        add_staff(work.session, batch.office, "cun8", "八坪书记", "village_secretary", "V8")
    until_posting(batch)
    for key in ("V8-1-1", "V8-1-2", "V8-2-1"):
        vet(batch, key)
    ids = {number: str(row.id) for number, row in batch.candidates().items()}
    why = {"match_reason": "该人选熟悉当地情况，适合该村。"}
    rows = {"V8-1": {"chosen": ids["W11"], **why}, "V8-2": {"chosen": ids["W12"], **why}}
    batch.save("lead", rows, "match_places", "posting")
    batch.do("match_places", "lead", "posting")
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {"V8-1": {}, "V8-2": {}}, "sign_orders", "posting")
    batch.do("sign_orders", "dai", "posting")
    work_off(batch.store)
    with batch.store.read() as work:
        sheet = work.session.scalars(select(Document.text).where(Document.kind == "match_sheet")).one()
    (line,) = [each for each in sheet.split("\n") if "第1名额" in each]
    assert "队长：江一帆（市水务局），匹配度" in line
    assert "县驻村办支持；未选匹配度更高的江三帆（匹配度100）；理由：该人选熟悉当地情况，适合该村；后备江三帆。" in line
    with batch.store.write() as work:
        # Nominated meanwhile for a place of another round.
        known = work.session.scalars(select(Slot).where(Slot.place == "V8-1")).one()
        copied = {
            name: getattr(known, name) for name in ("case_id", "unit_id", "team_id", "role", "reason", "opened_at")
        }
        again = Slot(id=new_id(), number="驻岗999号", status=SlotStatus.OPEN, **copied)
        first = work.session.get_one(Candidate, type(known.id)(ids["W13"]))
        other = Candidate(
            id=new_id(),
            slot_id=again.id,
            person_id=first.person_id,
            status=CandidateStatus.NOMINATED,
            nominated_at=work.now,
            nomination=first.nomination,
        )
        work.session.add(again)
        work.session.flush()
        work.session.add(other)
        found = candidacy_of(work, first.person_id)
        assert found is not None
        assert found.id == other.id, "what they stand for now goes before the reserve"

    with batch.store.write() as work:
        # A batch that began before opens the place itself, and matches it anew.
        tried = work.session.begin_nested()
        case = work.session.get_one(Case, batch.case("posting"))
        call = OperationCall(work, case, Element("step", ElementType.SERVICE_TASK), case.process_id, new_id(), None)
        sent = work.session.scalars(select(Slot).where(Slot.place == "V8-1", Slot.posting_id.is_not(None))).one()
        end_unarrived(work, work.session.get_one(Posting, sent.posting_id))
        assert reopen_places(call, NothingGiven()) == {"no_show_count": 1}
        in_hand = {each.place for each in slots_in_hand(call, None) if each.status == SlotStatus.OPEN}
        assert "V8-1" in in_hand
        assert reopen_places(call, NothingGiven()) == {"no_show_count": 0}, "once for each no-show"
        tried.rollback()

    own = reader(batch, "W12")
    task = f"/tasks/{batch.task('report_in', 'posting/V8-2')}"
    own.get(task)
    far = {"latitude": "30.0", "longitude": "110.0", "dingtalk_account": "ding-w12"}
    page = own.press("提交", photo=(io.BytesIO(samples.picture("JPEG")), "路上.jpg"), **far)
    assert "未获通过" in page.words
    assert page.path != task
    assert re.search("位置不在.{2,12}的考勤围栏以内", page.words), "at once, and where it is done again"
    assert not re.search("[0-9] ?米", page.words), "metres from three places would tell where the village's point is"
    (form,) = page.all("//form[contains(@action, '/complete')]")
    assert "路上.jpg" not in form.text_content(), "it stays on record; the next punch has a photo of its own"
    near = {**far, "latitude": "27.5"}
    page = own.press("提交", photo=(io.BytesIO(samples.picture("JPEG")), "村部.jpg"), **near)
    assert "“到村打卡”已办理完毕" in page.words

    clock.forward(days=7)
    work_off(batch.store)
    batch.do("confirm_arrival", "cun8", "posting/V8-1", outcome="no_show", absence_reason="未到村报到，电话多次未通。")
    batch.do("confirm_second", "zhen", "posting/V8-1", second_outcome="absent")
    with batch.store.read() as work:
        active = select(Posting).join(Slot, Slot.posting_id == Posting.id).where(Slot.place == "V8-1")
        assert work.session.scalars(active).one().status == "active", "an order ends by its signer's word alone"
    batch.do("confirm_no_show", "dai", "posting/V8-1")
    work_off(batch.store)
    with batch.store.read() as work:
        gone = work.session.scalars(select(Posting).where(Posting.end_reason == EndReason.NO_SHOW)).one()
        assert gone.to_on == gone.from_on, "no day was served"
        letter = work.session.scalars(select(Document).where(Document.kind == "order_ended")).one()
        assert "江一帆未报到，该派驻自即日起终止，派驻通知和介绍信同时失效" in letter.text
        ended_letters = work.session.scalars(select(Document).where(Document.ended_by == letter.number)).all()
        assert {each.kind for each in ended_letters} == {"dispatch_order", "introduction"}
        assert all("江一帆" in each.text for each in ended_letters), "nobody else's"
        order = next(each for each in ended_letters if each.kind == "dispatch_order")
        opened = visible_document(work, order.id, batch.office.actor("dai"))
        data = file_of_letter(opened, FileKind.DOCX, is_masked=False, template=letter_template())
        top = docx.Document(io.BytesIO(data)).paragraphs[0].text
        assert top.startswith("（本件已作废：自")
        assert letter.number in top
    assert f"本文书已由 {letter.number} 终止" in reader(batch, "dai").get(f"/documents/{order.id}").words
    with batch.store.read() as work:
        sheets = select(SheetRow).join(Case, Case.id == SheetRow.case_id).where(SheetRow.sheet == "selection.matching")
        row = work.session.scalars(sheets.order_by(Case.started_at.desc(), Case.id)).first()
        assert row is not None
        remarks = {each["name"]: each["remark"] for each in row.given["compared"]}
    assert remarks == {"江三帆": "不能选派：已是其他名额的人选"}

    case_id = withdraw(batch, "W13")
    assert ended(batch, case_id) == "withdrawn"
    with batch.store.read() as work:
        of_person = select(Candidate.status, Candidate.is_reserve).where(Candidate.person_id == first.person_id)
        assert {tuple(row) for row in work.session.execute(of_person)} == {(CandidateStatus.WITHDRAWN, False)}
        assert candidacy_of(work, first.person_id) is None

    # Whoever has come withdraws no more: that is a recall without fault.
    batch.do("confirm_arrival", "cun8", "posting/V8-2", outcome="arrived")
    case_id = withdraw(batch, "W12")
    assert ended(batch, case_id) == "passed_on"
    assert "转为一般调整召回的线索" in told(batch, case_id)[0][1]
    with batch.store.read() as work:
        recall = work.session.scalars(select(Recall)).one()
        assert (recall.trigger, recall.source, recall.facts) == ("T7", "member", "家中老人突发重病，需要长期照料。")
