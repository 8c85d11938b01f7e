"""One demonstration case while it is played: whom it is about, what hour it is, and the values that answers ask for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date, to_local
from workflows.people import Person, PostHolding, Unit
from workflows.people.roster import Posting, Team, Village
from workflows.store import UnitOfWork

Answer = Callable[["Scene"], Any]


@dataclass(slots=True)
class Scene:
    """The case, the transaction at the hour of the present step, and what the task of that step sees."""

    work: UnitOfWork
    unit: Unit
    village: Village
    postings: list[Posting]
    candidates: list[Person]
    case_id: uuid.UUID | None = None
    look: Callable[[], Mapping[str, Any]] = dict  # what the task of the present step sees
    nominated: int = 0

    @property
    def today(self) -> date:
        """The office's day of the present step."""
        return local_date(self.work.now)


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


def findings(ground: str, finding: str, *, is_repeated: bool = False) -> Answer:
    """What one office found: the same of everybody the lead is about."""

    def answer(scene: Scene) -> list[dict[str, Any]]:
        row = {"ground": ground, "finding": finding, "is_repeated": is_repeated and finding != "unfounded"}
        return [{"posting_id": str(posting.id), **row} for posting in scene.postings]

    return answer


def conclusions(finding: str) -> Answer:
    """What the joint report says of each allegation."""
    return lambda scene: [{"conclusion": finding} for _ in scene.postings]


def ordered_people(scene: Scene) -> list[str]:
    """Whom the order is about: everybody found guilty, asked for only where there are several."""
    visible = scene.look()
    return [one["posting_id"] for one in visible["found_people"]] if len(visible["people"]) > 1 else []


def slot_people(scene: Scene) -> list[str]:
    """The postings to refill: as many as the decision wanted."""
    visible = scene.look()
    return [one["posting_id"] for one in visible["people"]][: int(visible["slots_wanted"])]


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


def first_qualified(scene: Scene) -> str:
    """The candidate whom the party group proposes: the newest of those who qualified."""
    return str(scene.look()["qualified"][-1]["person_id"])


def day(days: int = 0) -> Answer:
    """The day of the step, moved by some days, as a form gives it."""
    return lambda scene: (scene.today + timedelta(days=days)).isoformat()


def hours(count: float = 0) -> Answer:
    """The hour of the step, moved by some hours, to the quarter that forms ask for."""

    def answer(scene: Scene) -> str:
        moment: datetime = to_local(scene.work.now + timedelta(hours=count))
        return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0).isoformat()

    return answer


def latitude(scene: Scene) -> float:
    """A place inside the village's fence."""
    return scene.village.latitude


def longitude(scene: Scene) -> float:
    """A place inside the village's fence."""
    return scene.village.longitude
