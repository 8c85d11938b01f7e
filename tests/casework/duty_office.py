"""An office in which one person holds every post, with a case about somebody: who must not act is asked of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from tests.casework.raised_review import token_of, written
from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.calendar.zone import local_date
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.casework.models import Case, Deadline, Incident, Recusal, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.people import Person, PostHolding, Relation, Unit
from workflows.sentence import Sentence
from workflows.store import Base, Store

REASON = "山体滑坡，进村道路中断，无法按期报到。"
SUBJECT = "person:"
# The review with whom it is about, and kept apart from whoever started it.
WRITTEN = written(
    review=REVIEW.replace(b'value="check_b" />', b'value="check_b, begin" />')
    .replace(
        b"= [&quot;unit:&quot; + unit]",
        b"= [&quot;unit:&quot; + unit, &quot;person:&quot; + subject]",
    )
    .replace(
        b'<zeebe:property name="unit" value="= unit" />\n  </zeebe:properties>',
        b'<zeebe:property name="unit" value="= unit" /><zeebe:property name="recuse"'
        b' value="= [&quot;person:&quot; + subject]" />\n  </zeebe:properties>',
    )
)
EVERY_POST = ("general_group", "city_director", "administrator")


class Office:
    """The review office with a case about 岳明, an open incident, and one person who holds every post."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.store.write() as work:
            unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
            subject = Person(name="岳明")
            work.session.add(subject)
            work.session.flush()
            self.subject = subject.id
            for key in EVERY_POST[1:]:
                today = local_date(work.now) - timedelta(days=90)
                work.session.add(
                    PostHolding(person_id=world.persons["bao"], post_key=key, unit_id=unit_id, from_on=today)
                )
        publish_review(world.store, review_files(**{"review.bpmn": WRITTEN}))
        self.case_id = self.start("hu")

    def start(self, username: str) -> uuid.UUID:
        """A case about the subject and BUREAU."""
        with transaction(self.world.store) as work:
            given = {"subject": str(self.subject), "unit": "BUREAU"}
            case = start_case(work, "review", given, actor=self.world.actor(username))
        failed = IncidentRaised(case.id, "check_b", Sentence("It failed.", "出错。"), {"kind": "message"})
        with self.world.store.write() as work:
            record_incident(work, failed)
        self.case_id = case.id
        return case.id

    def one(self, row: type[Base], *conditions: Any) -> uuid.UUID:
        """The id of the only such row of the case."""
        with self.world.store.read() as work:
            found: uuid.UUID = work.session.scalars(
                select(row.id).where(row.case_id == self.case_id, *conditions)  # type: ignore[attr-defined]
            ).one()
        return found

    def event(self) -> uuid.UUID:
        """The token of the event by which the work is urged."""
        return token_of(self.world.store, self.case_id, "review.urged")

    def task(self) -> uuid.UUID:
        """The open first review."""
        return self.one(Task, Task.element_id == "check_a")


def counted(store: Store) -> dict[str, int]:
    """How many rows each table holds."""
    with store.read() as work:
        tables = Base.metadata.sorted_tables
        return {table.name: work.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def state_of(store: Store, case_id: uuid.UUID) -> tuple[object, ...]:
    """Whatever a verb could have changed of the case, its tasks, clocks and incidents, but for the head of its history."""
    with store.read() as work:
        case = work.session.get_one(Case, case_id)
        tasks = work.session.execute(
            select(Task.id, Task.status, Task.assignee_id, Task.claimed_at).where(Task.case_id == case_id)
        ).all()
        clocks = work.session.execute(select(Deadline.due_at, Deadline.status)).all()
        failed = work.session.execute(select(Incident.resolved_at)).all()
        return case.version, case.status, case.updated_at, sorted(map(str, tasks)), clocks, failed


def leave_nobody(office: Office) -> None:
    """Both of the post stand aside from the first review."""
    with office.world.store.write() as work:
        for username in ("bao", "wen"):
            row = {"case_id": office.case_id, "element_id": "check_a", "person_id": office.world.persons[username]}
            work.session.add(Recusal(**row, reason=REASON, recused_at=work.now))


def make(office: Office, kind: str) -> str:
    """Bring `bao`, who holds every post, into the standing that is asked about; returns who acts."""
    world = office.world
    person = world.persons["bao"]
    with world.store.write() as work:
        if kind == "recused":
            work.session.add(Recusal(case_id=office.case_id, person_id=person, reason=REASON, recused_at=work.now))
        elif kind == "same unit":
            unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
            work.session.get_one(Person, person).unit_id = unit_id
        elif kind in ("relative", "relative told of"):
            pair = (person, office.subject) if kind == "relative" else (office.subject, person)
            work.session.add(Relation(person_id=pair[0], other_id=pair[1], kind="spouse", declared_at=work.now))
        elif kind == "former holder":
            for holding in work.session.scalars(select(PostHolding).where(PostHolding.person_id == person)):
                holding.to_on = local_date(work.now)
    if kind == "nominator":
        office.start("bao")
    return {"stranger": "he", "administrator": "adm"}.get(kind, "bao")
