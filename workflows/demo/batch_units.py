"""A played batch up to the accepted list: village needs, shares, nominations, self-nominations and the units' meetings (S1–S5)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.models import CasePart, SheetRow
from workflows.demo.batch_meter import WORKER
from workflows.demo.batch_office import Nominee, nominees, places
from workflows.demo.batch_stage import Answers, BatchStage, Open
from workflows.people import Actor, Person, Unit
from workflows.selection.models import Candidate, Slot
from workflows.selection.queries import LIVE

NEEDS = (("industry", "party"), ("building",), ("education", "medical"), ("mediation", "party"), ("industry",))
STRENGTHS = ("industry", "party", "building", "education", "mediation", "medical")
CONFLICT_EVERY = 23  # so many-th nominee is born on another day than the register says
SELF_EVERY = 17  # so many-th nominee applies themselves
ANSWER_DAYS = 20


@dataclass
class UnitsPlayed:
    """The batch up to the list: its case."""

    stage: BatchStage
    batch_id: uuid.UUID | None = None
    nominated: int = 0

    @property
    def round_id(self) -> uuid.UUID:
        """The batch's case."""
        assert self.batch_id is not None
        return self.batch_id

    def needs(self) -> None:
        """S1: every village's township says what it needs, and its county accepts."""
        stage = self.stage
        stage.meter.stage("S1 village needs")
        with stage.moved.store.read() as work:
            villages = places(work, list(stage.plan.wanted))
        for number, village in enumerate(villages):
            township = stage.holder("township_committee", village.unit_code[:9])
            case_id = stage.start(
                "village_need",
                township,
                "need",
                village_code=village.unit_code,
                village_number=village.code,
                village_kind=village.kind,
                needs=list(NEEDS[number % len(NEEDS)]),
                slots=min(village.taken + stage.plan.wanted[village.unit_code], 5),
                latitude=village.latitude,
                longitude=village.longitude,
                fence_radius=village.radius,
            )
            stage.sweep(case_id, "accept_need", lambda _task, _actor: {})
        stage.later(hours=1)

    def shares(self, name: str) -> None:
        """S2: the organisation department begins the batch, shares the places out and signs the notices."""
        stage = self.stage
        stage.meter.stage("S2 batch and shares")
        department = stage.holder("organisation_department")
        answer_by = local_date(stage.moved.now) + timedelta(days=ANSWER_DAYS)
        self.batch_id = stage.start(
            "selection_batch", department, "batch", batch_name=name, answer_by=answer_by.isoformat()
        )
        (task,) = stage.open(self.round_id, "shares")
        stage.save(task, "share (a row)", self._share)
        stage.complete(task, "shares", department, {})
        stage.sweep(self.round_id, "issue", lambda _task, _actor: {"outcome": "issue"})
        stage.later(minutes=5)
        stage.later(days=1)
        stage.sweep(self.round_id, "reply", self._reply)
        stage.later(hours=1)
        denied = {"exemption": "deny", "exemption_answer": "该单位尚有符合条件人员，请按通知要求推荐。"}
        stage.sweep(
            self.round_id, "decide_exemption", lambda task, _actor: denied if task.part in stage.plan.denied else {}
        )
        stage.later(hours=1)

    def _share(self, row: SheetRow) -> tuple[Answers, str | None] | None:
        unit = self.stage.plan.units.get(str(row.given["village_unit"]))
        if unit is None:
            return {}, "该村不在本批次安排之内。"
        return {"share_unit": unit, "share_role": "member"}, None

    def _reply(self, task: Open, _actor: Actor) -> Answers | None:
        if task.part in self.stage.plan.late:
            return None
        return {"outcome": "exemption" if task.part in self.stage.plan.exempt | self.stage.plan.denied else "take"}

    def nominations(self) -> None:
        """S3 and S4: personnel offices nominate for each place, some people apply themselves, and some are looked at by hand."""
        stage = self.stage
        stage.meter.stage("S3–S4 nominations")
        free, asked = nominees(stage.moved.store), Counter[tuple[str, str]]()

        def nominate(task: Open, _actor: Actor) -> Answers | None:
            asked[task.part, task.item] += 1
            is_more = self.nominated % stage.plan.reserve_every == 0 and asked[task.part, task.item] == 1
            self.nominated += 1
            return self._nomination(free[task.part].pop(0), add_another=is_more)

        for _ in range(4):
            count = stage.sweep(self.round_id, "nominate", nominate)
            count += stage.sweep(
                self.round_id, "self_nominate", lambda _task, _actor: {"has_care_motive": self.nominated % 2 == 0}
            )
            count += stage.sweep(self.round_id, "qualify_manually", lambda _task, _actor: {"outcome": "pass"})
            stage.later(hours=4)
            if not count:
                break
        self._withdraw_some()

    def _nomination(self, who: Nominee, *, add_another: bool) -> dict[str, Any]:
        number = self.nominated
        is_self = number % SELF_EVERY == SELF_EVERY - 1
        born_on = who.born_on - timedelta(days=1) if number % CONFLICT_EVERY == CONFLICT_EVERY - 1 else who.born_on
        reasons = ("attitude_reason", "resource_reason", "rural_reason")
        return {
            "employee_no": who.number,
            "born_on": born_on.isoformat(),
            "add_another": add_another,
            "strengths": [STRENGTHS[number % len(STRENGTHS)]],
            **({"is_self_nominated": True, **dict.fromkeys(reasons)} if is_self else {}),
        }

    def _withdraw_some(self) -> None:
        """Before the meeting, somebody of a place with two candidates withdraws."""
        people = [pair for pair in self._candidates().values() if len(pair) > 1]
        for pair in people[: self.stage.plan.withdrawals]:
            withdraw(self.stage, pair[0])
        self.stage.later(minutes=5)

    def meetings(self) -> None:
        """S5: each unit's party group meets about all its places; one list is sent back; units that never answered are cut off."""
        stage = self.stage
        stage.meter.stage("S5 meetings and lists")
        stage.later(days=1)
        stage.sweep(self.round_id, "meeting", self._meeting)
        stage.later(minutes=5)
        if stage.plan.late:
            stage.later(days=ANSWER_DAYS)
        is_large = len(stage.plan.shares()) > 5
        sent_back = iter([{"outcome": "return"}] if is_large else [])
        for _ in range(2):
            stage.sweep(self.round_id, "review_unit", lambda _task, _actor: next(sent_back, {"outcome": "accept"}))
            stage.later(hours=2)
            stage.sweep(self.round_id, "meeting", self._meeting)
            stage.later(minutes=5)
        stage.sweep(self.round_id, "settle_list", lambda _task, _actor: {"outcome": "proceed"})
        stage.later(minutes=5)

    def _meeting(self, task: Open, _actor: Actor) -> Answers:
        posts = ("unit_secretary", "unit_leader", "unit_hr")
        present = [self.stage.holder(post, task.part).person_id for post in posts]
        with self.stage.moved.store.read() as work:
            numbers = list(work.session.scalars(select(Person.employee_no).where(Person.id.in_(present))))
        ranked = [
            {"candidate_id": str(row.id), "votes_for": 3 - place, "votes_against": 0, "votes_abstain": place}
            for row_of_slot in self._candidates(task.part).values()
            for place, row in enumerate(row_of_slot[:3])
        ]
        return {
            "meeting_on": local_date(self.stage.moved.now).isoformat(),
            "members_total": len(numbers),
            "attendees": [{"employee_no": number} for number in numbers],
            "ranked": ranked,
        }

    def _candidates(self, unit_code: str = "") -> dict[uuid.UUID, list[Candidate]]:
        """Who stands for each place of a unit, or of all units, in the order of nomination."""
        found: dict[uuid.UUID, list[Candidate]] = {}
        with self.stage.moved.store.read() as work:
            statement = (
                select(Candidate)
                .join(Slot, Slot.id == Candidate.slot_id)
                .join(CasePart, CasePart.part_id == Slot.case_id)
                .where(CasePart.round_id == self.round_id, Candidate.status.in_(LIVE))
                .order_by(Slot.number, Candidate.nominated_at, Candidate.id)
            )
            if unit_code:
                statement = statement.where(CasePart.key == unit_code)
            for row in work.session.scalars(statement):
                found.setdefault(row.slot_id, []).append(row)
        return found


def withdraw(stage: BatchStage, candidate: Candidate) -> None:
    """The personnel office of somebody's unit enters that they withdraw."""
    with stage.moved.store.read() as work:
        number, unit_code = work.session.execute(
            select(Person.employee_no, Unit.code)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Person.id == candidate.person_id)
        ).one()
    stage.start("selection_withdrawal", stage.holder("unit_hr", unit_code), "withdrawal", employee_no=number)
    with stage.meter.act(WORKER):
        stage.moved.later(timedelta(seconds=10))
