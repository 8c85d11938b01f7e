"""The office of a recall with townships, villages that need people, and a batch carried through people's verbs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.recall.office import BPMN, Office, build_office
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import CasePart, SheetRow, Task, TaskStatus
from workflows.casework.publishing import publish_folders
from workflows.casework.transaction import transaction
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.roster import Village
from workflows.procedure import Procedure, read_folder
from workflows.scenarios.stage import Examples, Stage
from workflows.selection.batch_models import VillageNeed
from workflows.selection.models import Candidate, Slot
from workflows.store import Store

NAMES = (
    "village_need",
    "selection_batch",
    "selection_unit",
    "selection_posting",
    "selection_candidate",
    "selection_person",
    "selection_withdrawal",
)
SINCE = date(2020, 1, 1)
STAFF = (("zhen", "镇委员", "township_committee", "T9"), ("lin", "林人事", "unit_hr", "ROADS"))


@lru_cache
def examples() -> Examples:
    """What each form is answered with where a test does not say otherwise."""
    called = ("selection_list_review", "selection_nomination", "selection_vetting", "background_calls", "gate_review")
    folders = (
        *(*NAMES, *called),
        *("selection_notice", "selection_objection", "selection_arrival", "selection_handover"),
    )
    read: dict[str, Procedure] = {name: read_folder(BPMN / name) for name in folders}
    return Examples.of(read)


class Batch:
    """The office, and one batch of it."""

    def __init__(self, office: Office) -> None:
        self.office, self.store = office, office.store
        self.round_id: uuid.UUID | None = None

    def start(self, process_id: str, by: str, **answers: Any) -> uuid.UUID:
        """Start a case by hand, with the example of its start form but for these."""
        procedure = read_folder(BPMN / process_id)
        stage = Stage(process_id, examples(), lambda value: value)
        with transaction(self.store) as work:
            stage.start(work, self.office.actor(by), procedure, answers, {}, by_hand=True)
        assert stage.case_id is not None
        return stage.case_id

    def begin(self, **answers: Any) -> None:
        """Begin the batch."""
        self.round_id = self.start("selection_batch", "zu", answer_by="2026-03-20", **answers)

    def case(self, part: str = "") -> uuid.UUID:
        """The batch's case, a unit's, or `posting/V8-1-1`: a part of a part."""
        assert self.round_id is not None
        found = self.round_id
        with self.store.read() as work:
            for key in part.split("/") if part else ():
                of_part = (CasePart.round_id == found, CasePart.key == key)
                found = work.session.scalars(select(CasePart.part_id).where(*of_part)).one()
        return found

    def do(
        self,
        element: str,
        by: str,
        part: str = "",
        case_id: uuid.UUID | None = None,
        *,
        is_followed: bool = True,
        **answers: Any,
    ) -> None:
        """Complete a step with the example of its form but for these, and let the worker do what follows."""
        stage = Stage("", examples(), lambda value: value, case_id or self.case(part))
        actor = self.office.actor(by)
        with transaction(self.store) as work:
            stage.complete(work, stage.task(work, element, actor=actor), actor, answers)
        if is_followed:
            work_off(self.store)

    def save(self, by: str, rows: Mapping[str, Mapping[str, Any]], element: str = "shares", part: str = "") -> None:
        """Save rows of the shares, or of another sheet."""
        stage = Stage("selection_batch", examples(), lambda value: value, self.case(part))
        with transaction(self.store) as work:
            stage.save_rows(work, stage.task(work, element), self.office.actor(by), rows)

    def open(self, part: str = "") -> list[str]:
        """The open steps of a case."""
        with self.store.read() as work:
            of_case = (Task.case_id == self.case(part), Task.status == TaskStatus.OPEN)
            return sorted(work.session.scalars(select(Task.element_id).where(*of_case)))

    def task(self, element: str, part: str = "") -> uuid.UUID:
        """The first open task of a step."""
        with self.store.read() as work:
            of_case = (Task.case_id == self.case(part), Task.status == TaskStatus.OPEN, Task.element_id == element)
            return work.session.scalars(select(Task.id).where(*of_case).order_by(Task.item)).first()  # type: ignore[return-value]

    def places(self) -> list[str]:
        """The places that the shares list."""
        with self.store.read() as work:
            of_case = (SheetRow.case_id == self.case(), SheetRow.sheet == "selection.shares")
            return sorted(work.session.scalars(select(SheetRow.key).where(*of_case)))

    def candidates(self) -> dict[str, Candidate]:
        """The candidates of the batch, by staff number; of whoever was one before, what they are now."""
        numbers = {person: number for number, person in self.office.persons.items()}
        with self.store.read() as work:
            of_batches = select(Candidate).join(Slot).where(Slot.place.is_not(None))
            found = work.session.scalars(of_batches.order_by(Slot.opened_at, Slot.number, Candidate.nominated_at)).all()
            work.session.expunge_all()
            return {numbers[row.person_id]: row for row in found}

    def meeting(self, against: int = 0, present: Sequence[str] = ("shu", "fen", "hu"), **votes: int) -> dict[str, Any]:
        """What the party group of three decided: votes for each candidate, and how many of the others were against.

        Whoever is not named is not put to the vote; who was `present` is of the unit, WATER unless said.
        """
        found = self.candidates()
        given = ", ".join(f'"{found[number].id}": {count}' for number, count in votes.items())
        ranked = (
            f"=for each in nominated, one in each.qualified, given in [get value({{{given}}}, one.id)] return "
            f"{{is_left_out: given = null, votes_for: given, votes_against: if given = null then null else min([{against}, "
            f"3 - given]), votes_abstain: if given = null then null else 3 - given - min([{against}, 3 - given])}}"
        )
        attendees = [{"employee_no": str(self.office.persons[name])} for name in present]
        return {"ranked": ranked, "attendees": attendees, "members_total": 4, "meeting_on": self.office.today()}

    def nomination(self, number: str, **changes: Any) -> dict[str, Any]:
        """A department's nomination of somebody."""
        return {"employee_no": number, "born_on": "1985-05-01", **changes}


def build_batch(store: Store, clock: MovingClock) -> Batch:
    """Two villages of a township whose needs hold: V8 wants two people and V9 one; nobody is there."""
    office = build_office(store, clock)
    with store.write() as work:
        county = work.session.scalars(select(Unit).where(Unit.code == "C1")).one()
        town = Unit(code="T9", name="九溪镇", kind="township", parent_id=county.id, path=f"{county.path}T9/")
        work.session.add(town)
        work.session.flush()
        for number, (code, name, slots) in enumerate((("V8", "八坪村", 2), ("V9", "九坪村", 1)), 1):
            unit = Unit(code=code, name=name, kind="village", parent_id=town.id, path=f"{town.path}{code}/")
            work.session.add(unit)
            work.session.flush()
            place = {"latitude": 27.5, "longitude": 110.0, "code": f"43120900000{number}", "kind": "poor"}
            work.session.add(Village(unit_id=unit.id, **place))
            work.session.flush()
            said = {"needs": ["industry"], "language": "", "has_lodging": True, "accepted_at": work.now}
            work.session.add(VillageNeed(village_id=unit.id, slots=slots, **said))
        for username, name, post, code in STAFF:
            add_staff(work.session, office, username, name, post, code)
    with transaction(store) as work:
        published, problems = publish_folders(work, [BPMN / name for name in NAMES])
    assert len(published) >= len(NAMES), problems
    return Batch(office)


def add_staff(session: Any, office: Office, username: str, name: str, post: str, code: str) -> None:
    """Somebody with an account and a post in the unit of this code."""
    unit_id = session.scalars(select(Unit.id).where(Unit.code == code)).one()
    person = Person(name=name, unit_id=unit_id)
    session.add(person)
    session.flush()
    user = User(username=username, person_id=person.id)
    session.add_all([user, PostHolding(person_id=person.id, post_key=post, unit_id=unit_id, from_on=SINCE)])
    session.flush()
    office.users[username], office.persons[username] = user.id, person.id


def reader(batch: Batch, username: str) -> Browser:
    """Somebody's browser."""
    browser = Browser(
        create_app(batch.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    )
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(batch.office.users[username]), "csrf_token": browser.token()})
    return browser
