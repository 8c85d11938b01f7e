"""One demonstration case while it is played: whom it is about, what hour it is, and the values that answers ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.people import Person, PostHolding, Unit
from workflows.people.roster import Posting, Team, Village
from workflows.store import UnitOfWork

Answer = Callable[["Scene"], Any]


@dataclass(slots=True)
class Scene:
    """Whom the case is about, and the transaction at the hour of the present step."""

    work: UnitOfWork
    unit: Unit
    village: Village
    postings: list[Posting]
    candidates: list[Person]
    nominated: int = 0

    @property
    def today(self) -> date:
        """The office's day of the present step."""
        return local_date(self.work.now)

    def answered(self, answers: Any) -> Any:
        """The answers with values in place of those that depend on the scene, in their order."""
        if isinstance(answers, dict):
            return {key: self.answered(value) for key, value in answers.items()}
        return answers(self) if callable(answers) else answers


def scene_of(work: UnitOfWork, village_code: str, people: int) -> Scene:
    """A scene about the first `people` members of a village's team; leaders last, so that one person means a plain member."""
    village = work.session.scalars(select(Village).where(Village.code == village_code)).one()
    rows = work.session.execute(
        select(Posting, Unit)
        .join(Team, Posting.team_id == Team.id)
        .join(Unit, Team.dispatching_unit_id == Unit.id)
        .join(Person, Posting.person_id == Person.id)
        .where(Team.village_id == village.unit_id, Posting.status == "active")
        .order_by(Posting.role.desc(), Person.employee_no.desc())
    ).all()
    unit = rows[0][1]
    return Scene(work, unit, village, [posting for posting, _ in rows][:people], _free_staff(work, unit))


def _free_staff(work: UnitOfWork, unit: Unit) -> list[Person]:
    """Staff of a unit whom it may propose: in no village and in no post."""
    return list(
        work.session.scalars(
            select(Person)
            .where(
                Person.unit_id == unit.id,
                Person.id.not_in(select(Posting.person_id)),
                Person.id.not_in(select(PostHolding.person_id)),
            )
            .order_by(Person.employee_no)
        )
    )


# Answers that depend on the scene; a script names them in place of a value.


def subjects(scene: Scene) -> str:
    """The staff numbers of the people the lead is about, one a line."""
    return "\n".join(posting.person.employee_no or "" for posting in scene.postings)


def next_candidate(scene: Scene) -> str:
    """The staff number of the next person the unit nominates."""
    person = scene.candidates[scene.nominated]
    scene.nominated += 1
    return person.employee_no or ""


def candidate_birthday(scene: Scene) -> str:
    """The birthday of the person nominated in the same form, which asks for it after the staff number."""
    born_on = scene.candidates[scene.nominated - 1].born_on
    assert born_on is not None
    return born_on.isoformat()


def latitude(scene: Scene) -> float:
    """A place inside the village's fence."""
    return scene.village.latitude


def longitude(scene: Scene) -> float:
    """A place inside the village's fence."""
    return scene.village.longitude
