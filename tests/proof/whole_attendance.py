"""Rows of attendance for the whole record: two stored files, who was in them, and what was decided about their days."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tests.recall.office import Office
from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.check_models import DiaryCheck
from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.finding_models import InspectionFinding
from workflows.assessment.joint_models import JointResult, QuotaWaiver
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.result_models import AssessmentLine, MemberResult, TeamLine
from workflows.assessment.words import (
    AppealLevel,
    AppealState,
    DiaryFinding,
    FindingCounts,
    FindingState,
    Grade,
    Heard,
    MonthState,
    PeerGroup,
)
from workflows.attendance.import_words import AccountProgram, DayDecision, ImportState, Recognition, RowKind
from workflows.attendance.models import (
    AttendanceAccount,
    AttendanceImport,
    AttendanceRow,
    AttendanceUnknown,
    DayCorrection,
)
from workflows.attendance.results import FileLayout
from workflows.casework.models import ProcedureVersion
from workflows.people import Unit
from workflows.people.roster import Posting
from workflows.store import Base
from workflows.store.blocks import insert_blocks


def imports_of_attendance(office: Office) -> None:
    """Two stored files with somebody in the queue whom a person has decided on, known accounts, and two corrected days."""
    for number in (1, 2):
        with office.store.write() as work:
            now, people = work.now, office.persons
            unit = work.session.scalars(select(Unit).where(Unit.code == "C1")).one()
            made = AttendanceImport(
                unit_id=unit.id,
                month=date(2026, number, 1),
                name=f"{number}月.xlsx",
                sha256=str(number) * 64,
                layout=FileLayout.DINGTALK,
                first_on=date(2026, number, 1),
                last_on=date(2026, number, 28),
                is_final=True,
                state=ImportState.FINISHED,
                counts={"day": 2},
                row_count=2,
                handed_in_by_id=people["county"],
                handed_in_at=now,
                taken_by_id=people["county"],
                taken_at=now,
                stored_at=now,
                finished_by_id=people["county"],
                finished_at=now,
                reason=f"第{number}次导入，外来人员不计。",
                rows_done=2,
                plan="plan",
            )
            work.session.add(made)
            work.session.flush()
            rows: list[dict[str, Any]] = [
                {"kind": RowKind.DAY, "person_id": people["W01"], "queue_number": None, "day": date(2026, number, day)}
                for day in (1, 2)
            ]
            insert_blocks(work, AttendanceRow, made.id, 1, [{**row, "said": '{"present":true}'} for row in rows])
            unknown = AttendanceUnknown(
                import_id=made.id,
                number=1,
                account=f"90{number}",
                name="某人",
                unit_name="某乡",
                code="unknown_person",
                row_count=3,
                suggestions=[str(people["W02"])],
                decision=Recognition.MEMBER,
                person_id=people["W02"],
                decided_by_id=people["county"],
                decided_at=now,
                reason=f"第{number}次核实",
            )
            account = AttendanceAccount(
                person_id=people["W02"],
                program=AccountProgram.DINGTALK,
                account=f"90{number}",
                bound_by_id=people["county"],
                bound_at=now,
            )
            correction = DayCorrection(
                person_id=people["W01"],
                day=date(2026, number, 2),
                number=1,
                decision=DayDecision.COUNTED,
                is_lodged=number == 1,
                author_id=people["county"],
                written_at=now,
                reason=f"第{number}次认定，村支书证明在村。",
            )
            work.session.add_all([unknown, account, correction])


def months_of_members(office: Office, case_id: uuid.UUID) -> None:
    """Two months, each with a member's row, settled as its case settles it."""
    for number in (1, 2):
        with office.store.write() as work:
            posting = work.session.scalars(select(Posting).order_by(Posting.from_on).limit(1)).one()
            county = work.session.scalars(select(Unit).where(Unit.code == "C1")).one()
            month = AssessmentMonth(case_id=case_id, month=date(2026, number, 1), opened_at=work.now)
            work.session.add(month)
            work.session.flush()
            member = MemberMonth(
                case_id=case_id,
                month_id=month.id,
                person_id=posting.person_id,
                county_id=county.id,
                team_id=posting.team_id,
                role=posting.role,
                segments=[{"village": "V1", "first": f"2026-0{number}-01", "last": f"2026-0{number}-28"}],
                rules={"settings": {"assessment.month_days": "22"}, "days_off": []},
                posted_days=28,
                is_graded=True,
                state=MonthState.SETTLED,
                opened_at=work.now,
                present_halves=44,
                nights=15,
                need_days=22,
                need_nights=15,
                leave_days=0,
                credited_days=0,
                open_days=number,
                open_nights=0,
                settled_at=work.now,
            )
            work.session.add(member)
            work.session.flush()
            result = MemberResult(
                member_month_id=member.id,
                discipline_tenths=280,
                total_tenths=933,
                grade=Grade.EXCELLENT,
                cap="none",
                grounds=[{"zh": "按时在村", "en": "There in time"}],
                triggers=[],
                place=number,
                heard=Heard.SILENT,
                is_provisional=number == 1,
                graded_at=work.now,
                published_at=work.now,
            )
            version = work.session.scalars(select(ProcedureVersion.id).limit(1)).one()
            line = AssessmentLine(
                member_month_id=member.id,
                item="diary",
                points=4,
                most=6,
                rule="",
                evidence={},
                version_id=version,
                scorer_id=office.persons["county"],
                scored_at=work.now,
                ground=f"第{number}次例会缺席，据会议签到。",
            )
            indicator = TeamLine(
                case_id=case_id,
                month_id=month.id,
                team_id=posting.team_id,
                item="visits",
                points=3 - number,
                most=3,
                version_id=version,
                scorer_id=office.persons["county"],
                scored_at=work.now,
                ground=f"第{number}次核查入户台账。",
            )
            appeal = AssessmentAppeal(
                case_id=case_id,
                member_month_id=member.id,
                state=AppealState.CHANGED,
                level=AppealLevel.CITY,
                before_tenths=933,
                before_grade=Grade.EXCELLENT,
                after_tenths=1000,
                after_grade=Grade.EXCELLENT,
                moved=[{"item": "diary", "before": 4, "after": 6, "most": 6, "rule": ""}],
                is_correction=True,
                decided_by_id=office.persons["county"],
                filed_at=work.now,
                decided_at=work.now,
                ground=f"第{number}次例会已到会。",
                opinion="经核对会议签到，确已到会。",
            )
            claim = PointsClaim(
                case_id=case_id,
                person_id=posting.person_id,
                month=month.month,
                item="praise",
                is_deduction=False,
                points=number,
                most=10,
                agreed_by_id=office.persons["county"],
                agreed_at=work.now,
                ground=f"第{number}份表扬文件。",
            )
            finding = InspectionFinding(
                case_id=case_id,
                team_id=posting.team_id,
                person_id=posting.person_id,
                found_on=month.month.replace(day=number),
                kind="absence",
                severity=number,
                state=FindingState.SUBSTANTIATED,
                counts_as=FindingCounts.ABSENCE,
                month=month.month,
                entered_by_id=office.persons["W02"],
                entered_at=work.now,
                verified_by_id=office.persons["county"],
                verified_at=work.now,
                facts=f"第{number}次到村，队员不在岗。",
            )
            check = DiaryCheck(
                case_id=case_id,
                member_month_id=member.id,
                finding=DiaryFinding.COPIED,
                entries=4,
                wanted=4,
                likeness=90,
                copied_days=[f"2026-0{number}-03"],
                checked_by_id=office.persons["county"],
                checked_at=work.now,
                ground="与上旬日记文字雷同。",
            )
            work.session.add_all(
                [
                    result,
                    line,
                    indicator,
                    appeal,
                    claim,
                    finding,
                    check,
                    *_jointly(office, month, posting, number, now=work.now),
                ]
            )


def _jointly(office: Office, month: AssessmentMonth, posting: Posting, number: int, *, now: datetime) -> list[Base]:
    """What the member's team and the unit that sent it come to, and a place beyond a county's share."""
    of_both = {"case_id": month.case_id, "month_id": month.id, "unit_id": posting.team.dispatching_unit_id}
    of_both |= {"peer_group": PeerGroup.CITY_SENT, "parts": 2, "mean_tenths": 900, "is_provisional": False}
    of_both |= {"place": number, "ranked_at": now, "published_at": now}
    lost = {"ordered_recalls": 1, "empty_days": number, "lost_tenths": 50 + 10 * number}
    return [
        JointResult(team_id=posting.team_id, total_tenths=900, **of_both),
        JointResult(total_tenths=850 - 10 * number, **lost, **of_both),
        QuotaWaiver(
            case_id=month.case_id,
            month_id=month.id,
            county_id=posting.team.village.unit.parent_id,
            places=number,
            reason=f"第{number}次部务会研究同意。",
            granted_by_id=office.persons["county"],
            granted_at=now,
        ),
    ]
