"""A month of a small city carried through people's verbs: the clock starts it, files are imported, sheets saved, members answer."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.attendance.stored_office import Importing, build_importing
from tests.built_once import built_once
from tests.clock import MovingClock
from tests.office.values import decided
from workflows.assessment.models import MemberMonth
from workflows.assessment.result_models import AssessmentLine, MemberResult, TeamLine
from workflows.attachments.models import FileUpload
from workflows.attendance.roster import Member
from workflows.casework.models import Case, CasePart, RowAsk, SheetRow, Task, TaskStatus
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.casework.transaction import transaction
from workflows.casework.verbs.answer_row import answer_row
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.save_row import save_row
from workflows.casework.verbs.start import start_case
from workflows.casework.words import AskState
from workflows.files.file_types import FileType
from workflows.jobs.duties import work_off
from workflows.office.catalogues_file import CatalogueKind
from workflows.office.scheme_models import Scheme
from workflows.people import Actor, Person, PostHolding, User
from workflows.people.models import Unit
from workflows.people.roster import Team
from workflows.people.words import ChangeState
from workflows.store import Store, UnitOfWork

ROOT = Path(__file__).parents[2] / "bpmn"
APPEAL, RECTIFICATION, CLAIM = "assessment_appeal", "rectification", "points_claim"
FINDING = "inspection_finding"
MARCH = date(2026, 3, 1)
MEMBERS = (
    Member("W", "全月员", village="V1"),
    Member("A", "到岗员", village="V1", since=date(2026, 3, 17)),
    Member("L", "离岗员", village="V2", until=date(2026, 3, 10)),
    Member("S", "五日员", village="V2", since=date(2026, 3, 27)),
)
BY_PROOF = {"proof": True, "approver": "county_office"}
NOT_THERE = "上午、晚上两次到村，均不在岗，未办请假。"
GROUND = "经与村支部书记核实，当日确在村开展工作。"


@dataclass
class PlayedMonth:
    """The office, and its round with one county."""

    office: Importing
    clock: MovingClock

    @property
    def store(self) -> Store:
        return self.office.store

    def actor(self, name: str) -> Actor:
        """Somebody of the staff, a secretary, or a member by their staff number."""
        return self.office.actor(name)

    def begin(self) -> None:
        """Let the clock start the round of March, and its county."""
        self.clock.move_to("2026-04-01 00:30")
        work_off(self.store)
        self.clock.move_to("2026-04-01 09:00")
        work_off(self.store)

    def case(self, part: str = "") -> uuid.UUID:
        """The round's case, a county's, or the one of a procedure that a message has started."""
        with self.store.read() as work:
            if part == FINDING:  # the one that waits
                waiting = (Task.element_id == "verify", Task.status == TaskStatus.OPEN)
                return work.session.scalars(select(Task.case_id).where(*waiting)).one()
            if part == CLAIM:  # the last of them
                claims = select(Case.id).where(Case.process_id == part).order_by(Case.started_at.desc())
                return work.session.scalars(claims.limit(1)).one()
            if part in (APPEAL, RECTIFICATION):
                return work.session.scalars(select(Case.id).where(Case.process_id == part)).one()
            if part:
                return work.session.scalars(select(CasePart.part_id).where(CasePart.key == part)).one()
            return work.session.scalars(select(Case.id).where(Case.process_id == "assessment")).one()

    def open(self, part: str = "") -> list[str]:
        """The open steps of a case."""
        with self.store.read() as work:
            of_case = (Task.case_id == self.case(part), Task.status == TaskStatus.OPEN)
            return sorted(work.session.scalars(select(Task.element_id).where(*of_case)))

    def task(self, element: str, part: str = "") -> uuid.UUID:
        """The open task of a step."""
        with self.store.read() as work:
            of_case = (Task.case_id == self.case(part), Task.status == TaskStatus.OPEN)
            return work.session.scalars(select(Task.id).where(*of_case, Task.element_id == element)).one()

    def rows(self, sheet: str, part: str = "C1") -> list[SheetRow]:
        """The rows of a sheet."""
        with self.store.read() as work:
            of_sheet = (SheetRow.case_id == self.case(part), SheetRow.sheet == sheet)
            found = list(work.session.scalars(select(SheetRow).where(*of_sheet).order_by(SheetRow.place)))
            work.session.expunge_all()
            return found

    def save(self, element: str, sheet: str, by: str, answers: Mapping[str, Any], *only: str) -> int:
        """Save rows of a sheet with the same answers: all, or those of these members, or of this line of theirs; how many."""
        found = [
            row for row in self.rows(sheet) if not only or {row.name, f"{row.name} {row.given.get('line')}"} & {*only}
        ]
        for row in found:
            with transaction(self.store) as work:
                save_row(work, self.task(element, "C1"), row.id, self.actor(by), answers, version=row.version)
        return len(found)

    def complete(self, element: str, by: str, part: str = "C1", **answers: Any) -> None:
        """Complete a step, and let the worker do what follows."""
        with transaction(self.store) as work:
            complete(work, self.task(element, part), self.actor(by), answers)
        work_off(self.store)

    def look_at_diaries(self, **answers: Any) -> None:
        """The township looks at the diaries, all found as said, or too thin."""
        found = answers or {"outcome": "thin", "ground": GROUND}
        self.save("diaries", "assessment.diaries", "xiang", found)
        self.complete("diaries", "xiang")

    def answer(self, by: str, name: str = "", /, **answers: Any) -> None:
        """Answer on the row that asks this person, or on the one of this name."""
        actor = self.actor(by)
        with self.store.read() as work:
            asked = select(RowAsk.id).where(RowAsk.person_id == actor.person_id, RowAsk.state == AskState.OPEN)
            if name:
                asked = asked.join(SheetRow, SheetRow.id == RowAsk.row_id).where(SheetRow.name == name)
            ask_id = work.session.scalars(asked).one()
        with transaction(self.store) as work:
            answer_row(work, ask_id, actor, answers)

    def claim(self, by: str, number: str, line: str, points: int, day: str = "2026-03-10") -> None:
        """Claim points for a member, with a file that shows it."""
        actor = self.actor(by)
        with transaction(self.store) as work:
            answers = {"member_text": number, "claim_month": day, "line": line, "points": points}
            start_case(work, CLAIM, {**answers, "facts": GROUND, "proof": [self._file(work, actor)]}, actor=actor)

    def find(self, by: str, number: str, kind: str, day: str) -> None:
        """Enter what an inspection found of a member on a day, with a photograph."""
        actor = self.actor(by)
        with transaction(self.store) as work:
            about = {"about": "member", "member_text": number, "found_on": day, "place": "村部", "inspectors": "甲、乙"}
            what = {"finding_kind": kind, "severity": "ordinary", "facts": NOT_THERE}
            answers = {**about, **what, "evidence_files": [self._file(work, actor)]}
            start_case(work, FINDING, answers, actor=actor)

    def verify(self, by: str, outcome: str = "substantiated", **answers: Any) -> None:
        """Verify the finding that waits."""
        follows = {"handling": "remind"} if outcome == "substantiated" else {}
        self.complete("verify", by, FINDING, outcome=outcome, verify_opinion=GROUND, **{**follows, **answers})

    @staticmethod
    def _file(work: UnitOfWork, actor: Actor) -> str:
        about = {"type": FileType.PDF, "size": 4, "sha256": hashlib.sha256(b"%PDF").hexdigest()}
        proof = FileUpload(person_id=actor.person_id, name="表扬文件.pdf", **about, uploaded_at=work.now)
        work.session.add(proof)
        work.session.flush()
        return str(proof.id)

    def results(self) -> dict[str, tuple[MemberMonth, MemberResult]]:
        """The results by staff number."""
        numbers = {person_id: number for number, person_id in self.office.persons.items()}
        with self.store.read() as work:
            statement = select(MemberMonth, MemberResult).join(
                MemberResult, MemberResult.member_month_id == MemberMonth.id
            )
            found = {numbers[month.person_id]: (month, result) for month, result in work.session.execute(statement)}
            work.session.expunge_all()
            return found

    def team_lines(self, name: str) -> dict[str, tuple[int | None, str]]:
        """What a team's indicators were given, with the evidence."""
        with self.store.read() as work:
            rows = work.session.scalars(
                select(TeamLine).join(Team, Team.id == TeamLine.team_id).where(Team.name == name)
            )
            return {row.item: (row.points, row.ground) for row in rows}

    def lines(self, number: str) -> dict[str, AssessmentLine]:
        """The lines of a member's points, by item."""
        with self.store.read() as work:
            month = self.results()[number][0]
            rows = work.session.scalars(select(AssessmentLine).where(AssessmentLine.member_month_id == month.id)).all()
            work.session.expunge_all()
            return {row.item: row for row in rows}


def scheme(office: Importing, now: datetime) -> Scheme:
    """The office's own catalogue: two indicators, five items of discipline."""
    discipline = (
        ("law", "遵纪守法"),
        ("full_time", "脱产驻村"),
        ("leave", "请销假"),
        ("nots", "五个不准"),
        ("diary", "日记"),
    )
    lines = [
        {"key": "visits", "part": "indicator", "name": "入户走访", "name_en": "Visits", "most": 40},
        {"key": "trade", "part": "indicator", "name": "产业发展", "name_en": "Industry", "most": 30},
        {"key": "praise", "part": "bonus", "name": "表扬", "name_en": "Praise", "most": 10, **BY_PROOF},
        {"key": "found", "part": "deduction", "name": "暗访问题", "name_en": "Finding", "most": 20, **BY_PROOF},
        *({"key": key, "part": "discipline", "name": name, "name_en": key, "most": 6} for key, name in discipline),
    ]
    said = {"name": "本市积分", "name_en": "Our points", "lines": lines, "reason": "部务会研究"}
    by = {"prepared_by_id": office.persons["zu"], "decided_by_id": office.persons["zong"]}
    made = {"prepared_at": now, "decided_at": now, "state": ChangeState.DECIDED}
    return Scheme(key="small", number=1, kind=CatalogueKind.POINTS, **said, **made, **by)


def build_played_month(store: Store, clock: MovingClock) -> PlayedMonth:
    """A county with its staff, accounts for its members, a secretary in one of two villages; the diagrams published."""
    return PlayedMonth(build_staffed(store), clock)


@built_once
def build_staffed(store: Store) -> Importing:
    """The office of a played month."""
    office = build_importing(store, MEMBERS)
    with store.write() as work:
        for username, name, post, code in (
            ("cun", "村支书", "village_secretary", "V1"),
            ("zu", "组部员", "organisation_department", "CITY"),
            ("gu", "顾县办", "county_office", "C1"),
            ("zhong", "钟合", "general_group", "CITY"),
            ("shui", "水借调", "county_office", "C1"),
            ("zhen", "乡借调", "county_office", "C1"),
        ):
            unit = work.session.scalars(select(Unit).where(Unit.code == code)).one()
            lent = {"shui": office.units["WATER"], "zhen": office.units["T1"]}
            person = Person(name=name, unit_id=lent.get(username, unit.id))
            work.session.add(person)
            work.session.flush()
            _account(work.session, office, username, person.id)
            since = date(2020, 1, 1)
            work.session.add(PostHolding(person_id=person.id, post_key=post, unit_id=unit.id, from_on=since))
        for number in ("W", "A", "L", "S"):
            _account(work.session, office, number, office.persons[number])
        decided(work, "1/2", key="assessment.excellent_share")
        work.session.add(scheme(office, work.now))
        decided(work, "small", key="assessment.points")
    with transaction(store) as work:
        _, problems = publish_folders(work, procedure_folders(ROOT))
    assert not problems
    return office


def _account(session: Any, office: Importing, username: str, person_id: uuid.UUID) -> None:
    user = User(username=username, person_id=person_id)
    session.add(user)
    session.flush()
    office.users[username], office.persons[username] = user.id, person_id
