"""A database in which every table of record holds rows, signed and sealed, for those who would alter it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from tests.calendar.entered import confirmed, days_off, enter_day
from tests.jobs.procedures import publish_pair
from tests.office.values import decided
from tests.proof.whole_absence import away
from tests.proof.whole_asked import asked_for
from tests.proof.whole_attendance import imports_of_attendance, months_of_members
from tests.proof.whole_batch import earlier_arrivals, needs_and_batches
from tests.proof.whole_diary import diaries
from tests.proof.whole_leave import leave_and_ledger
from tests.proof.whole_recall import appeal_for_one, pursue_a_leader, revoke_for_one
from tests.recall import steps
from tests.recall.office import Office
from workflows.attachments.models import Attachment
from workflows.calendar.models import CalendarSetting
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.casework.models import (
    Case,
    CasePart,
    ClockHold,
    ClockStart,
    Deadline,
    DeadlineExtension,
    Decision,
    EvaluationRecord,
    Notice,
    OverdueExplanation,
    Recusal,
    RowAsk,
    RowEntry,
    RowReply,
    SheetRow,
    Task,
)
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.casework.words import AskState
from workflows.files.file_types import FileType
from workflows.jobs.holds import confirm_hold
from workflows.people import Relation
from workflows.people.models import Unit
from workflows.people.unit_models import UnitChange, UnitTie
from workflows.proof.keys import make_key
from workflows.proof.models import AccessEntry
from workflows.proof.seal_file import SealFile
from workflows.proof.seals import seal
from workflows.recall.models import Appeal, Recall, Rectification, Verification
from workflows.selection.models import BackgroundCall, Candidate, Slot
from workflows.sentence import Sentence
from workflows.store import insert_rows
from workflows.studio.models import VersionRequest


def fill(office: Office, folder: Path) -> SealFile:
    """A recall from lead to closing, a second one with its clock running, waiting cases, and what they left out; sealed twice."""
    file = SealFile(folder / "outside.seals", make_key())
    _served(office, "W01")
    steps.interview_and_recall(office)
    office.wait_until("2026-03-04 10:00")
    steps.replace(office, "W11", "2026-03-05", "2028-03-31")
    office.wait_until("2026-03-06 11:00")
    steps.arrive(office)
    steps.hand_over(office)
    steps.close(office)
    closed = office.case_id
    assert closed is not None
    sealed(office, file)
    _served(office, "W02")
    _waiting_cases(office)
    _a_file(office, closed)
    _what_else_there_is(office, closed)
    sealed(office, file)
    return file


def sealed(office: Office, file: SealFile) -> None:
    """Seal what there is."""
    with file.locked(), office.store.write() as work:
        assert seal(work, file) is not None


def _served(office: Office, member: str) -> None:
    office.start(member)
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, member)
    steps.serve(office)


def _waiting_cases(office: Office) -> None:
    publish_pair(office.store, "city_director")
    for key in ("a", "b", "c"):
        with transaction(office.store) as work:
            start_case(work, "waiter", {"number": key}, actor=None)


def _a_file(office: Office, closed: uuid.UUID) -> None:
    with office.store.write() as work:
        decision = work.session.scalars(select(Decision).where(Decision.case_id == closed).limit(1)).one()
        given = Attachment(
            id=uuid.uuid4(),
            case_id=closed,
            decision_id=decision.id,
            field="proof",
            person_id=decision.person_id,
            type=FileType.PDF,
            size=1200,
            attached_at=work.now,
            name="证明.pdf",
            sha256="ab" * 32,
        )
        insert_rows(work, given)


def _what_else_there_is(office: Office, closed: uuid.UUID) -> None:
    """Rows that this way through the procedures does not leave, written as their operations write them."""
    with office.store.write() as work:
        now, people = work.now, office.persons
        recalls = work.session.scalars(select(Recall).order_by(Recall.registered_at)).all()
        deadline = work.session.scalars(select(Deadline).where(Deadline.case_id == closed).limit(1)).one()
        case = work.session.get_one(Case, closed)
        for number in (1, 2):
            work.session.add(
                DeadlineExtension(
                    deadline_id=deadline.id,
                    granted_by_id=people["dai"],
                    granted_at=now,
                    previous_due_at=now,
                    due_at=now + timedelta(days=number),
                    reason_code="road",
                    reason=f"道路中断，第 {number} 次延期，情况属实。",
                )
            )
            work.session.add(
                Rectification(
                    recall_id=recalls[0].id,
                    unit_id=recalls[0].unit_id,
                    kind="unit",
                    number=f"整改{number}号",
                    due_at=now,
                    measures="加强日常管理",
                    issued_at=now,
                )
            )
            work.session.add(
                OverdueExplanation(
                    deadline_id=deadline.id,
                    decided_by_id=people["dai"],
                    decided_at=now,
                    due_at=now,
                    overdue_days=number + 1,
                    reason_code="road",
                    reason=f"道路中断，第 {number} 次认定，情况属实。",
                )
            )
            work.session.add(
                Recusal(case_id=closed, person_id=people["bao"], reason=f"第{number}次回避", recused_at=now)
            )
            work.session.add(
                Notice(case_id=None, kind="reminder", person_id=people["wen"], text=f"第{number}则", created_at=now)
            )
            enter_day(work, date(2026, 10, number), is_working=number == 1, name="调休")
            confirmed(work, days_off(2026, date(2026, 11, number + 1)), by=people["wen"])
            work.session.add(
                CalendarSetting(jurisdiction="", valid_from=date(2026, number, 1), office_hours="08:00-12:00")
            )
            asked_for(work, people, number)
            asking = VersionRequest(process_id="review", digest=f"{number}" * 64, state="refused", reason="增加复核")
            asking.prepared_by_id, asking.decided_by_id = people["wen"], people["dai"]
            asking.prepared_at = asking.decided_at = now
            work.session.add(asking)
            water, city = (
                work.session.scalars(select(Unit).where(Unit.code == code)).one() for code in ("WATER", "CITY")
            )
            since = date(2030 + number, 1, 1)
            tie = UnitTie(
                unit_id=water.id, kind="cadre", above_id=city.id, from_on=since, to_on=date(2031 + number, 1, 1)
            )
            asked = UnitChange(unit_id=water.id, kind="cadre", above_id=city.id, from_on=since, state="decided")
            asked.prepared_by_id, asked.decided_by_id = people["wen"], people["dai"]
            asked.prepared_at = asked.decided_at = now
            asked.reason = f"第{number}次调整管理权限"
            work.session.add_all([tie, asked])
            away(work, people, city, since, f"第{number}次外出")
            decided(work, "10", unit="CITY", since=date(2026, number, 1), by=people["wen"])
            work.session.add(
                ClockStart(
                    process_id="monthly",
                    element_id=f"start_{number}",
                    timer_kind="timeCycle",
                    timer="R/2026-03-01T00:30:00/P1M",
                    from_at=now,
                    next_at=now,
                    last_case_id=closed,
                    failure="The program failed.",
                )
            )
            work.session.add(
                AccessEntry(at=now, kind="read", person_id=people["wen"], case_id=closed, what="cases.case")
            )
        for recall in recalls:
            work.session.add(
                Appeal(
                    recall_id=recall.id, text="不服", outcome="uphold", reason="事实清楚，维持原决定。", decided_at=now
                )
            )
        pursue_a_leader(work, people)
        appeal_for_one(work, people)
        revoke_for_one(work, people)
        work.session.add(Relation(person_id=people["wen"], other_id=people["dai"], kind="collateral", declared_at=now))
        work.session.add(Relation(person_id=people["bao"], other_id=people["dai"], kind="spouse", declared_at=now))
        assert work.session.scalars(select(Verification)).first() is not None
        assert work.session.scalars(select(BackgroundCall)).first() is not None
        assert work.session.scalars(select(Candidate).join(Slot)).first() is not None
        insert_rows(
            work,
            EvaluationRecord(
                case_id=closed,
                element_id="grade",
                decision_id="grade",
                procedure_version_id=case.procedure_version_id,
                evaluated_at=now,
                explanation={"rules": [1]},
            ),
        )
    _parts_of_a_round(office, closed)
    _rows_of_a_sheet(office, closed)
    imports_of_attendance(office)
    months_of_members(office, closed)
    assert office.case_id is not None
    needs_and_batches(office, (closed, office.case_id))
    diaries(office)
    leave_and_ledger(office, (closed, office.case_id))
    _confirmed_clocks(office)
    earlier_arrivals(office)
    for text in ("one", "two"):
        assert office.case_id is not None
        with office.store.write() as work:
            record_incident(work, IncidentRaised(office.case_id, "decide", Sentence(text, text), {"kind": text}))


def _parts_of_a_round(office: Office, round_id: uuid.UUID) -> None:
    """Two parts that have reported and were answered."""
    for key in ("a", "b"):
        with transaction(office.store) as work:
            part = start_case(work, "waiter", {"number": f"part {key}"}, actor=None)
            row = CasePart(
                part_id=part.id,
                round_id=round_id,
                process_id="waiter",
                key=key,
                name=f"部分 {key}",
                report_name="reply",
                started_at=work.now,
                reported_at=work.now,
                report={"points": 80},
                answered_at=work.now,
                answer_name="returned",
                answer={"reason": "附件不全"},
            )
            work.session.add(row)


def _rows_of_a_sheet(office: Office, case_id: uuid.UUID) -> None:
    """Two rows that somebody has settled."""
    for key in ("a", "b"):
        with transaction(office.store) as work:
            task = work.session.scalars(select(Task).where(Task.case_id == case_id).limit(1)).one()
            row = SheetRow(
                case_id=case_id,
                process_id=task.process_id,
                sheet="points",
                key=key,
                name=f"第 {key} 队",
                given={"days": 20},
                opened_at=work.now,
                version=1,
                answers={"points": 80},
                settled_task_id=task.id,
                saved_at=work.now,
                saved_by_id=office.persons["dai"],
            )
            work.session.add(row)
            work.session.flush()
            entry = RowEntry(
                row_id=row.id,
                task_id=task.id,
                case_id=case_id,
                element_id=task.element_id,
                person_id=office.persons["dai"],
                post_key="city_director",
                signature="驻村办主任 戴主任",
                written_at=work.now,
                version=1,
                answers={"points": 80},
                form_id="score",
                procedure_version_id=task.procedure_version_id,
            )
            work.session.add(entry)
            ask = RowAsk(
                row_id=row.id,
                case_id=case_id,
                process_id=task.process_id,
                element_id="ask",
                person_id=office.persons["bao"],
                form_id="say",
                procedure_version_id=task.procedure_version_id,
                asked_at=work.now,
                due_at=work.now,
                silence="confirm",
                row_version=1,
                state=AskState.ANSWERED,
                ended_at=work.now,
            )
            work.session.add(ask)
            work.session.flush()
            reply = RowReply(
                ask_id=ask.id,
                row_id=row.id,
                case_id=case_id,
                element_id="ask",
                person_id=office.persons["bao"],
                signature="鲍杰",
                written_at=work.now,
                version=2,
                outcome="appeal",
                answers={"grounds": "少计两天"},
            )
            work.session.add(reply)


def _confirmed_clocks(office: Office) -> None:
    """Two leaps of the machine's clock that a person has looked at."""
    for _ in range(2):
        with office.store.write() as work:
            hold = ClockHold(kind="forward", earlier_at=work.now - timedelta(days=9), found_at=work.now)
            work.session.add(hold)
            work.session.flush()
            assert confirm_hold(work, hold.id, office.actor("dai"))
