"""What the office decides is what the order says: an investigation may end in a no-fault recall."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.errors import InvalidAnswers, InvalidRequest
from workflows.casework.models import Incident
from workflows.casework.unit_facts import unit_facts
from workflows.people.arrivals import end_unarrived
from workflows.people.roster import Posting
from workflows.people.words import EndReason
from workflows.recall.models import RecallOrder
from workflows.recall.operations.arrived import require_arrived
from workflows.recall.operations.variables import RecalledPerson


def test_a_no_fault_decision_after_an_investigation_is_no_order_at_fault(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    office.do(
        "decide",
        "dai",
        outcome="no_fault",
        deviation_reason="经查属身体原因，不属于消极怠工，按一般调整处理。",
        slots_wanted=1,
        meeting_on=office.today(),
        minutes_no="部务会22号",
        votes_for=5,
        votes_against=0,
        votes_abstain=1,
        decision_basis="本人因病不能坚持驻村，调整召回，另行选派。",
    )
    steps.prepare(office, "W01")
    steps.serve(office)
    assert "interview" not in office.open_tasks()
    steps.interview_and_recall(office)
    with office.store.read() as work:
        assert work.session.scalars(select(RecallOrder)).one().kind == "no_fault"
        assert work.session.get_one(Posting, office.postings["W01"]).end_reason == "no_fault"
        (facts,) = unit_facts(work, date(2026, 3, 1), date(2026, 3, 31)).values()
        assert (facts.ordered_recalls, facts.empty_days) == (0, 1), "no order at fault; empty since this morning"


def test_whoever_never_arrived_is_not_recalled_once_more(office: Office) -> None:
    """Refused at the forms of decision and order, with its reason and nothing lost; what came past them, by the order itself."""
    office.start("W01")
    office.do("accept_lead", "bao", outcome="accept", recall_type="no_fault")
    with office.store.write() as work:
        end_unarrived(work, work.session.get_one(Posting, office.postings["W01"]))
    with pytest.raises(InvalidAnswers) as refused:
        steps.decide(office, 1, outcome="no_fault")
    assert "未到村报到，派驻已经终止" in refused.value.fields["outcome"].zh
    assert "never reported in the village" in refused.value.fields["outcome"].en
    _came(office, EndReason.NONE)
    steps.decide(office, 1, outcome="no_fault")
    _came(office, EndReason.NO_SHOW)
    with pytest.raises(InvalidAnswers) as refused:
        steps.prepare(office, "W01")
    assert list(refused.value.fields) == ["order_facts"]
    assert "不能再发召回通知" in refused.value.fields["order_facts"].zh
    assert office.open_tasks() == ["prepare_order"], "nothing is lost; the director cancels the case"
    with office.store.read() as work:
        assert work.session.scalars(select(RecallOrder)).all() == []
        assert work.session.scalars(select(Incident)).all() == []
        named = [{"posting_id": str(office.postings["W01"]), "name": "陈小明"}]
        with pytest.raises(InvalidRequest, match="never reported in the village"):
            require_arrived(work, cast(list[RecalledPerson], named))


def _came(office: Office, reason: EndReason) -> None:
    with office.store.write() as work:
        work.session.get_one(Posting, office.postings["W01"]).end_reason = reason
