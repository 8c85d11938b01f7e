"""Load the demonstration city once, with its cases, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from workflows.calendar.zone import local_date
from workflows.casework.absences import AbsenceWish, enter_absence
from workflows.casework.models import Case, NoticeChoice, ProcedureVersion
from workflows.casework.publishing import procedure_folders, publish_folders, read_all
from workflows.demo.cases import SCRIPTS
from workflows.demo.cast import CAST, DemoPerson, demo_people
from workflows.demo.city import make_city, open_missing_accounts
from workflows.demo.places import CITY
from workflows.demo.play import PROCESS_ID, play
from workflows.people import Person, Unit, User, actor_for
from workflows.settings import procedures_folder
from workflows.store import Store, UnitOfWork

BEFORE_THE_FIRST_CASE = timedelta(days=60)
AWAY = ("inspector", "investigator")
AWAY_FOR = timedelta(days=6)
AWAY_WHY = "参加全省督查业务培训，期间由同事代理。"


@dataclass(frozen=True, slots=True)
class DemoCity:
    """What stands in the city: the cast for the sign-in page, and how much of everything there is."""

    cast: tuple[DemoPerson, ...]
    units: int
    persons: int
    cases: int
    is_new: bool

    def person(self, username: str) -> DemoPerson:
        """Somebody of the cast. Raises KeyError for an unknown user name."""
        for person in self.cast:
            if person.username == username:
                return person
        raise KeyError(username)


def load_demo(store: Store) -> DemoCity:
    """Load the city where it is not loaded yet, and its cases where there are none; otherwise nothing is written.

    All of it or nothing, in one transaction: the steps of the cases carry their own hours, not this transaction's. Where the
    procedures under bpmn/ do not pass their check there is nothing to run cases on, and the city stays without them.
    """
    with store.write() as work:
        is_new = work.session.scalar(select(Unit.id).where(Unit.code == CITY)) is None
        if is_new:
            make_city(work)
        if work.session.scalar(select(Case.id).limit(1)) is None and _has_procedures(work):
            play(work, *SCRIPTS)
            open_missing_accounts(work)
            publish_folders(work, _folders(by_clock=True))
            _send_away(work)
            _give_mailboxes(work)
            is_new = True
        return _summary(work, is_new)


def _send_away(work: UnitOfWork) -> None:
    """One of the cast is away for a week and another stands in, so that both pages of absences show one."""
    users = work.session.execute(select(User.username, User.id).where(User.username.in_(AWAY)))
    ids = {row.username: row.id for row in users}
    away, substitute = (actor_for(work, ids[username]) for username in AWAY)
    if away is not None and substitute is not None:
        today = local_date(work.now)
        days = (today, today + AWAY_FOR)
        enter_absence(work, away, AbsenceWish(away.person_id, substitute.person_id, *days, frozenset(), AWAY_WHY))


def _give_mailboxes(work: UnitOfWork) -> None:
    """Those whom one click makes have an address, so that the mails of the demonstration can be looked at."""
    names = {role.username for role in CAST}
    for row in work.session.execute(select(User.username, User.person_id).where(User.username.in_(names))):
        work.session.add(NoticeChoice(person_id=row.person_id, mail=f"{row.username}@qinghe.example"))


def _has_procedures(work: UnitOfWork) -> bool:
    """Publish what is not published yet, as of before the first case; True where the recall procedure can be run.

    What the clock starts is published at the end, as of now: else the worker would begin months of which nobody has worked on
    anything, and close them at once.
    """
    earlier = replace(work, now=work.now - BEFORE_THE_FIRST_CASE)
    publish_folders(earlier, _folders(by_clock=False))
    found = select(ProcedureVersion.id).where(ProcedureVersion.process_id == PROCESS_ID).limit(1)
    return work.session.scalar(found) is not None


def _folders(*, by_clock: bool) -> list[Path]:
    """The folders of procedures that the clock starts, or of all others; one that cannot be read is left to the check."""
    found, _ = read_all(procedure_folders(procedures_folder()))
    timed = {name for name, procedure in found.items() if procedure.clock_starts}
    return [folder for folder in procedure_folders(procedures_folder()) if (folder.name in timed) is by_clock]


def _summary(work: UnitOfWork, is_new: bool) -> DemoCity:
    count = work.session.scalar
    return DemoCity(
        cast=tuple(demo_people(work)),
        units=count(select(func.count()).select_from(Unit)) or 0,
        persons=count(select(func.count()).select_from(Person)) or 0,
        cases=count(select(func.count()).select_from(Case)) or 0,
        is_new=is_new,
    )
