"""The director takes a closed recall up again: it stays closed and says so, a lead of its own goes on with a clock of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.recall.office import Office
from tests.shipped import with_called
from workflows.casework.case_list import list_cases
from workflows.casework.catalogue import publish
from workflows.casework.errors import IncidentRaised, NotAllowed
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.models import Case, Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.documents.search import search
from workflows.jobs.duties import work_off
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.recall.models import Recall

REASON = "结案后村民补充反映，原走访未见到当事农户。"


def reopen(office: Office, number: str, by: str = "dai") -> None:
    with transaction(office.store) as work:
        for procedure in with_called("recall_reopening"):
            publish(work, procedure)
        answers = {"closed_number": number, "reopen_reason": REASON}
        start_case(work, "recall_reopening", actor=office.actor(by), answers=answers)
    work_off(office.store)


def reject(office: Office) -> None:
    office.do("accept_lead", "bao", outcome="reject", reason_code="other", reason="反映的情况此前已经核实，不予受理。")


def test_a_closed_recall_is_taken_up_again_by_a_lead_that_names_it(office: Office) -> None:
    closed_id = office.start("W01")
    with office.store.read() as work:
        number = work.session.scalars(select(Recall.number)).one()
    with pytest.raises(IncidentRaised, match="not closed yet"):
        reopen(office, number)
    reject(office)
    with office.store.read() as work:
        closed_at = work.session.get_one(Case, closed_id).updated_at
    with pytest.raises(NotAllowed):
        reopen(office, number, by="bao")
    with pytest.raises(IncidentRaised, match="There is no recall"):
        reopen(office, "驻召线〔2026〕99号")
    office.clock.now += timedelta(days=2)
    reopen(office, f" {number} ")
    with office.store.write() as work:
        again = work.session.scalars(select(Recall).where(Recall.case_id != closed_id)).one()
        before = work.session.get_one(Case, closed_id)
        assert (before.status, before.end_event, "（已重启）" in before.title) == ("completed", "lead_rejected", True)
        follower = work.session.get_one(Case, again.case_id)
        assert f"（重启{number}）" in follower.title
        assert before.full_title.en == before.title.replace("召回线索", "Recall lead").replace(
            "（已重启）", " (reopened)"
        )
        assert follower.full_title.en.endswith(f" (reopens:{number})")
        assert follower.public_title.en.startswith("Recall and replacement · ")
        found = [head.title.en for head in search(work, office.actor("dai"), "recall lead reopens").cases]
        assert found == [follower.full_title.en]
        assert list_cases(work, office.actor("dai"), search="Recall lead").total == 2
        first = work.session.scalars(select(Recall).where(Recall.case_id == closed_id)).one()
        assert (again.trigger, again.source, again.occurred_on) == (first.trigger, first.source, first.occurred_on)
        assert (REASON in again.facts, first.facts in again.facts) == (True, True)
        registered = open_case(work, lock_case(work, again.case_id), None, is_peek=True).run.variables["registered_by"]
        assert registered == str(office.persons["dai"]), "who took it up neither looks into it nor decides"
        assert before.updated_at == closed_at, "the lists of whom it was about do not show that it was taken up again"
        due = {each.case_id: each.due_at for each in work.session.scalars(select(Task).where(Task.due_at.is_not(None)))}
        assert due[again.case_id] > due[closed_id], "the new lead has a clock of its own"
        told = work.session.scalars(select(Notice).where(Notice.text.contains("决定重启")))
        assert {each.post_key for each in told} == {"general_group", "general_group_leader"}
        office.case_id = again.case_id
    with pytest.raises(IncidentRaised, match="is open; say it there"):
        reopen(office, number)
    reject(office)
    with transaction(office.store) as work:
        posting = work.session.get_one(Posting, office.postings["W01"])
        posting.status, posting.to_on = PostingStatus.ENDED, office.clock.now.date()
    with pytest.raises(IncidentRaised, match="Nobody of this recall"):
        reopen(office, number)
