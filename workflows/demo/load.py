"""Load the demonstration city once, with its cases, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from workflows.casework.models import Case
from workflows.demo.cast import DemoPerson, demo_people
from workflows.demo.city import make_city
from workflows.demo.places import CITY
from workflows.people import Person, Unit
from workflows.store import Store, UnitOfWork


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
    """Load the city where it is not loaded yet; otherwise nothing is written. All of it or nothing, in one transaction."""
    with store.write() as work:
        is_new = work.session.scalar(select(Unit.id).where(Unit.code == CITY)) is None
        if is_new:
            make_city(work)
        return _summary(work, is_new)


def _summary(work: UnitOfWork, is_new: bool) -> DemoCity:
    count = work.session.scalar
    return DemoCity(
        cast=tuple(demo_people(work)),
        units=count(select(func.count()).select_from(Unit)) or 0,
        persons=count(select(func.count()).select_from(Person)) or 0,
        cases=count(select(func.count()).select_from(Case)) or 0,
        is_new=is_new,
    )
