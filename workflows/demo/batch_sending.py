"""A played batch from the accepted list on: calls, reviews, matching, public notice, orders, arrival and handover (S6–S12)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from zlib import crc32

from sqlalchemy import select

from workflows.calendar.zone import local_date, to_local
from workflows.casework.models import CasePart, SheetRow
from workflows.demo.batch_stage import Answers, BatchStage, Open
from workflows.demo.batch_units import withdraw
from workflows.people import Actor, Person
from workflows.people.roster import Posting, Team, Village
from workflows.selection.models import Candidate, DispatchOrder, Slot
from workflows.selection.queries import LIVE, POSTING

RELATIONS = ("peer", "superior", "served", "subordinate")
MARKS = 5  # criteria of the set that is shipped
MOST_ROUNDS = 20
NOBODY = "-"  # no key of a part
TERM = timedelta(days=760)


@dataclass
class Sending:
    """The part of the batch that carries the list on."""

    stage: BatchStage
    posting_id: uuid.UUID
    calls: Counter[str] = field(default_factory=Counter)
    swapped: bool = False
    objected: int = 0
    sent_back: int = 0
    absent: set[str] = field(default_factory=set)
    disputed: set[str] = field(default_factory=set)

    def vetting(self) -> None:
        """S6 and S7: three calls about each, two reviews, the leader where they differ, the county's opinion."""
        stage = self.stage
        stage.meter.stage("S6 calls")
        self._withdraw_some()
        for number in range(MOST_ROUNDS):
            if not stage.sweep(self.posting_id, "phone_check", self._call, turn=number):
                break
            stage.later(hours=2)
        stage.meter.stage("S7 reviews")
        for number, element in enumerate(("review_a", "review_b")):
            stage.later(hours=4)
            stage.sweep(self.posting_id, element, partial(self._review, element), turn=number)
        stage.sweep(self.posting_id, "settle_review", lambda _task, _actor: {"outcome": "agree"})
        stage.later(hours=4)
        stage.sweep(self.posting_id, "county_opinion", self._opinion)
        stage.later(minutes=5)

    def begin_vetting(self) -> None:
        """S6 and S7 as an office has them after two days: a call about each, of the first all of them and the first review."""
        stage = self.stage
        stage.sweep(self.posting_id, "phone_check", self._call)
        first = next((task.part for task in stage.open(self.posting_id, "phone_check")), "")
        for number in range(MOST_ROUNDS):
            stage.later(hours=1)
            if not stage.sweep(
                self.posting_id,
                "phone_check",
                lambda task, actor: self._call(task, actor) if task.part == first else None,
                turn=number,
            ):
                break
        stage.sweep(self.posting_id, "review_a", partial(self._review, "review_a"))

    def _withdraw_some(self) -> None:
        """While they are called about, somebody proposed withdraws for whom the party group ranked another."""
        with self.stage.moved.store.read() as work:
            batch = select(CasePart.round_id).where(CasePart.part_id == self.posting_id).scalar_subquery()
            rows = work.session.scalars(
                select(Candidate)
                .join(Slot, Slot.id == Candidate.slot_id)
                .join(CasePart, CasePart.part_id == Slot.case_id)
                .where(CasePart.round_id == batch, Candidate.status.in_(LIVE), Candidate.rank.is_not(None))
                .order_by(Slot.number, Candidate.rank)
            ).all()
        ranked = Counter(row.slot_id for row in rows)
        # The first places of all have lost somebody already; whoever withdraws now is of the last ones.
        out = [row for row in reversed(rows) if row.rank == 1 and ranked[row.slot_id] > 1]
        for row in out[: self.stage.plan.withdrawals]:
            withdraw(self.stage, row)

    def _call(self, task: Open, _actor: Actor) -> Answers:
        self.calls[task.part] += 1
        number, drawn = self.calls[task.part], _of(task.part)
        if drawn % 31 == 0 and number <= 3:
            return {"is_unreached": True, "called_at": None, "relation": None, "ratings": None, "call_remarks": None}
        is_doubtful = drawn % 37 == 1 and number == 1
        return {
            "called_at": to_local(self.stage.moved.now - timedelta(minutes=30 - number))
            .replace(second=0, microsecond=0)
            .isoformat(),
            "relation": RELATIONS[number % len(RELATIONS)],
            "ratings": [{"rating": 3 + (drawn + at) % 3} for at in range(MARKS)],
            **({"has_red_flag": True, "call_finding": "concern"} if is_doubtful else {}),
        }

    def _review(self, element: str, task: Open, _actor: Actor) -> Answers:
        is_apart = _of(task.part) % 29 == 2 and element == "review_b"
        points = 12 if is_apart else 15 + _of(task.part + element) % 3
        return {"scores": [{"points": points, "evidence": "考察材料和简历可证。"}] * MARKS}

    def _opinion(self, task: Open, _actor: Actor) -> Answers:
        return {"county_view": "reserved" if _of(task.part) % 41 == 3 else "support"}

    def finish(self) -> None:
        """S8 to S12, as often as somebody was sent back or never came: until everybody has arrived."""
        stage = self.stage
        for _ in range(MOST_ROUNDS):
            if stage.open(self.posting_id, "match_places"):
                self.match()
            elif stage.open(self.posting_id, "draw_up"):
                self.notice()
            elif stage.open(self.posting_id, "sign_orders"):
                self.sign()
                self.arrive()
                self.hand_over()
            else:
                break
        for _ in range(MOST_ROUNDS):
            if not self.hand_over():
                break
        for posting_id in stage.parts_below(self.posting_id, POSTING):
            # Nobody of a reserve stays away once more, and nothing else goes wrong with them.
            done = replace(stage.plan, objections=0, sent_back=0)
            Sending(replace(stage, plan=done), posting_id, swapped=True, absent={NOBODY}).finish()

    def match(self) -> None:
        """S8: the group leader goes through every open place, exchanges two people once, and settles the list."""
        stage = self.stage
        stage.meter.stage("S8 matching")
        (task,) = stage.open(self.posting_id, "match_places")
        taken: set[str] = set()
        with stage.moved.store.read() as work:
            # Of the reserve somebody may have been sent to another place since the list was opened.
            free = {str(each) for each in work.session.scalars(select(Candidate.id).where(Candidate.status.in_(LIVE)))}

        def choose(row: SheetRow) -> tuple[Answers, str | None] | None:
            if row.settled_task_id is not None and row.group_key != self._round():
                return None
            options = [each["value"] for each in row.given["options"] if each["value"] in free - taken]
            if not options:
                return {}, "本批次已无可选人选，名额留待下批。"
            taken.add(options[0])
            return {"chosen": options[0], "match_reason": "综合比较需求和专长，由县乡一致同意确定。"}, None

        stage.save(task, "match (a row)", choose)
        stage.complete(task, "match_places", stage.who(task.task_id), {})
        if not self.swapped:
            self.swapped = True
            self._swap()
        stage.sweep(self.posting_id, "settle_matching", lambda _task, _actor: self._settled())
        stage.later(minutes=5)

    def _round(self) -> str:
        """The round of matching that is under way."""
        with self.stage.moved.store.read() as work:
            of_case = (SheetRow.case_id == self.posting_id, SheetRow.sheet == "selection.matching")
            rounds = work.session.scalars(select(SheetRow.group_key).where(*of_case).distinct())
            return max(rounds, key=int)

    def _settled(self) -> Answers:
        today = local_date(self.stage.moved.now)
        return {
            "outcome": "submit",
            "term_from": (today + timedelta(days=1)).isoformat(),
            "term_to": (today + TERM).isoformat(),
        }

    def _swap(self) -> None:
        """Exchange the people of two villages: the first row and the first of another village."""
        with self.stage.moved.store.read() as work:
            of_case = (SheetRow.case_id == self.posting_id, SheetRow.sheet == "selection.matching")
            rows = [
                row
                for row in work.session.scalars(select(SheetRow).where(*of_case).order_by(SheetRow.place))
                if not row.is_left
            ]
            other = next((row for row in rows if row.given["village"] != rows[0].given["village"]), None)
            if other is None:
                return
            said = [
                f"{row.key} · {row.given['village']}{row.given['post']}："
                f"{work.session.get_one(Candidate, uuid.UUID(row.answers['chosen'])).person.name}"
                for row in (rows[0], other)
            ]
        answers = {"outcome": "swap", "swap_a": said[0], "swap_b": said[1]}
        self.stage.sweep(self.posting_id, "settle_matching", lambda _task, _actor: answers)

    def notice(self) -> None:
        """S9: the list is announced, objections are verified and decided, and the time of the notice runs out."""
        stage = self.stage
        stage.meter.stage("S9 public notice")
        today = local_date(stage.moved.now).isoformat()
        stage.sweep(self.posting_id, "draw_up", lambda _task, _actor: {"notice_from": today, "notice_days": 5})
        for place in self._with_reserve()[: max(0, stage.plan.objections - self.objected)]:
            # The first of several is upheld: the batch is matched anew without the person.
            self._object(place, is_upheld=self.objected == 0 and stage.plan.objections > 1)
            self.objected += 1
        # Holidays make it longer than its five working days.
        for _ in range(MOST_ROUNDS):
            stage.later(days=3)
            if not stage.open(self.posting_id, "register_objection"):
                break

    def _object(self, place: str, *, is_upheld: bool) -> None:
        """Somebody objects to whoever is to be sent to a place: heard, verified, decided and answered on the same day."""
        said = {"objected_place": place, "received_on": local_date(self.stage.moved.now).isoformat()}
        found = {"objection_finding": "substantiated" if is_upheld else "unfounded"}
        decided = {"outcome": "uphold" if is_upheld else "dismiss"}
        self.stage.sweep(self.posting_id, "register_objection", lambda _task, _actor: said)
        self.stage.sweep(self.posting_id, "hear_person", lambda _task, _actor: {})
        self.stage.sweep(self.posting_id, "verify_objection", lambda _task, _actor: found)
        self.stage.sweep(self.posting_id, "decide_objection", lambda _task, _actor: decided)
        self.stage.sweep(self.posting_id, "answer_objector", lambda _task, _actor: {})

    def _with_reserve(self) -> list[str]:
        """Places for which more than one could be chosen, the last first."""
        with self.stage.moved.store.read() as work:
            of_case = (SheetRow.case_id == self.posting_id, SheetRow.sheet == "selection.matching")
            rows = work.session.scalars(select(SheetRow).where(*of_case).order_by(SheetRow.place.desc()))
            return [row.key for row in rows if len(row.given["options"]) > 1]

    def sign(self) -> None:
        """S10: the director goes through the orders and has them issued, but for one that is sent back."""
        stage = self.stage
        stage.meter.stage("S10 orders")
        (task,) = stage.open(self.posting_id, "sign_orders")
        round_ = self._round()

        def signed(row: SheetRow) -> tuple[Answers, str | None] | None:
            if row.group_key != round_:
                return None
            if self.sent_back < stage.plan.sent_back:
                self.sent_back += 1
                return {"outcome": "return", "return_reason": "该村另有安排，请重新匹配人选。"}, None
            return {"outcome": "sign"}, None

        stage.save(task, "sign (a row)", signed)
        stage.complete(task, "sign_orders", stage.who(task.task_id), {})
        stage.later(minutes=5)

    def arrive(self) -> None:
        """S11: whoever was sent punches in the village, which confirms it; some never come, which two say after their time
        and the director confirms."""
        stage = self.stage
        stage.meter.stage("S11 arrival")
        stage.later(days=1)
        if not self.absent:
            self.absent = {each.part for each in stage.open(self.posting_id, "report_in")[: stage.plan.no_shows]}
        stage.sweep(self.posting_id, "report_in", self._punch)
        stage.later(hours=2)
        stage.sweep(self.posting_id, "confirm_arrival", self._confirm)
        if any(each.part in self.absent for each in stage.open(self.posting_id, "confirm_arrival")):
            stage.later(days=3)
            stage.sweep(self.posting_id, "confirm_arrival", self._give_up)
            stage.sweep(self.posting_id, "confirm_second", lambda _task, _actor: {"second_outcome": "absent"})
            stage.sweep(self.posting_id, "confirm_no_show", lambda _task, _actor: {})
        stage.later(hours=1)

    def _punch(self, task: Open, actor: Actor) -> Answers | None:
        if task.part in self.absent:
            return None
        with self.stage.moved.store.read() as work:
            latitude, longitude, number = work.session.execute(
                select(Village.latitude, Village.longitude, Person.employee_no)
                .join(Team, Team.village_id == Village.unit_id)
                .join(Posting, Posting.team_id == Team.id)
                .join(DispatchOrder, DispatchOrder.posting_id == Posting.id)
                .join(Person, Person.id == Posting.person_id)
                .where(Posting.person_id == actor.person_id)
            ).one()
        return {"latitude": latitude, "longitude": longitude, "dingtalk_account": f"ding{number}"}

    def _confirm(self, task: Open, _actor: Actor) -> Answers | None:
        return None if task.part in self.absent else {"outcome": "arrived"}

    def _give_up(self, task: Open, _actor: Actor) -> Answers | None:
        return {"outcome": "no_show"} if task.part in self.absent else None

    def hand_over(self) -> int:
        """S12: whoever was there before hands over, some only after their time or not at all; how many steps were done."""
        stage = self.stage
        stage.meter.stage("S12 handover")
        count = 0
        for element in ("hand_over", "hand_over_alone", "take_over", "witness", "settle_dispute"):
            count += stage.sweep(self.posting_id, element, partial(self._given, element))
        stage.later(hours=3)
        if not count and stage.open(self.posting_id, "hand_over"):
            stage.later(days=10)
            return 1
        return count

    def _given(self, element: str, task: Open, _actor: Actor) -> Answers | None:
        drawn = _of(task.part)
        if element == "hand_over":
            return None if drawn % 13 == 0 else {}
        if element == "take_over" and drawn % 43 == 5 and task.part not in self.disputed:
            self.disputed.add(task.part)
            return {"outcome": "dispute"}
        return {}


def _of(text: str) -> int:
    """A number that is the same every time for the same text."""
    return crc32(text.encode())
