"""FEEL's functions that say who: who started the case and did its steps, and which post leads them (bpmn/README.md, "Who").

What is asked of the case comes from its decisions of record, so it never changes but with them. What is asked of the office is
answered as it is at the moment of asking, except for the places of units: a case that runs keeps those of the day of its start.
Whoever is not found is null with a reason: an assignment of null is an incident.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from workflows import feel
from workflows.calendar.zone import local_date, to_local
from workflows.casework.leave_records import leave_of_persons
from workflows.casework.models import Case, Decision
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.arrivals import names_of_unarrived
from workflows.people.departments import departments_of
from workflows.people.directory import person_named
from workflows.people.leaders import Seat, leader_of_seat, leader_of_unit, seat_for
from workflows.people.unit_tree import party_on, superior_on
from workflows.procedure.who_functions import (
    DEPARTMENTS_OF,
    DONE_BY,
    HOLDERS_OF,
    LEADER_OF,
    NEVER_ARRIVED,
    OWN_LEAVE,
    PARTY_OF,
    PERSON_NAMED,
    POST_FOR,
    PREVIOUS,
    STARTER,
    STARTING_POST,
    SUPERIOR_OF,
)
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

MOST_LEVELS: Final = 9
LOOKED_BACK: Final = timedelta(days=2 * 366)
"""How long ago leave may have begun of which a form still speaks: that of this year and of the last one."""

Who = dict[str, Any]


def with_office(
    environment: feel.Environment,
    work: UnitOfWork,
    case: Callable[[], Case] | None = None,
    person_id: uuid.UUID | None = None,
    post_key: str | None = None,
) -> feel.Environment:
    """The environment, its FEEL knowing the functions that ask the office: for a case where there is one, else for whoever is
    about to start one."""
    office = _of_office(_OfOffice(work, case, person_id, post_key))
    return replace(environment, functions={**environment.functions, **office})


def with_case(environment: feel.Environment, work: UnitOfWork, case: Case) -> feel.Environment:
    """The environment, its FEEL knowing the same, and `starter`, `done_by` and `previous` of this case."""
    asked = _OfCase(work, case.id)
    added = {
        STARTER: _SIGNED[STARTER].calling(asked.starter),
        DONE_BY: _SIGNED[DONE_BY].calling(asked.done_by),
        PREVIOUS: _SIGNED[PREVIOUS].calling(asked.previous),
    }
    office = _of_office(_OfOffice(work, lambda: case))
    return replace(environment, functions={**environment.functions, **office, **added})


def _of_office(office: _OfOffice) -> dict[str, feel.Builtin]:
    return {
        SUPERIOR_OF: _SIGNED[SUPERIOR_OF].calling(office.superior_of),
        PARTY_OF: _SIGNED[PARTY_OF].calling(office.party_of),
        LEADER_OF: _SIGNED[LEADER_OF].calling(office.leader_of),
        POST_FOR: _SIGNED[POST_FOR].calling(office.post_for),
        PERSON_NAMED: _SIGNED[PERSON_NAMED].calling(office.person_named),
        HOLDERS_OF: _SIGNED[HOLDERS_OF].calling(office.holders_of),
        DEPARTMENTS_OF: _SIGNED[DEPARTMENTS_OF].calling(office.departments_of),
        NEVER_ARRIVED: _SIGNED[NEVER_ARRIVED].calling(office.never_arrived),
        OWN_LEAVE: _SIGNED[OWN_LEAVE].calling(office.own_leave),
        STARTING_POST: _SIGNED[STARTING_POST].calling(office.starting_post),
    }


@dataclass(frozen=True, slots=True)
class _OfOffice:
    """What is asked of the office: as it is now, its units as they stood when the case began, or its round."""

    work: UnitOfWork
    case: Callable[[], Case] | None
    person_id: uuid.UUID | None = None
    post_key: str | None = None

    @property
    def day(self) -> date:
        """The day whose places of units count."""
        return self.case().day if self.case is not None else local_date(self.work.now)

    def starting_post(self, run: feel.Evaluation) -> str | None:
        """The post in which somebody started the case, or is about to: its form asks each starter what they can know."""
        if self.case is None:
            return self.post_key
        started = select(Decision.post_key).where(Decision.case_id == self.case().id, Decision.task_id.is_(None))
        found = self.work.session.scalar(started.limit(1))
        if found is None:
            run.note("who.starter", -1)
        return found or None

    def own_leave(self, run: feel.Evaluation) -> list[dict[str, Any]]:
        """The approved leave of whoever started the case, or is about to, without that of the case itself: one entry for each leave
        and year, so that days are counted by year."""
        case = self.case() if self.case is not None else None
        person_id = case.started_by_id if case is not None else self.person_id
        if person_id is None:
            run.note("who.starter", -1)
            return []
        today = local_date(self.work.now)
        taken = leave_of_persons(
            self.work, [person_id], today - LOOKED_BACK, date.max, but_of=case.id if case is not None else None
        )
        found = []
        for leave in taken:
            for year in range(leave.starts.year, leave.until.year + 1):
                starts, until = max(leave.starts, date(year, 1, 1)), min(leave.until, date(year, 12, 31))
                found.append(
                    {
                        "starts": starts,
                        "until": until,
                        "days": (until - starts).days + 1,
                        "year": year,
                        "kind": leave.kind,
                        "effect": leave.effect.value,
                        "is_back": leave.returned_on is not None,
                    }
                )
        return found

    def superior_of(self, run: feel.Evaluation, unit: str | None, level: Any = 1) -> str | None:
        """The unit that manages the cadres of this one, by its code; `level` steps up."""
        if not self._is_level(run, level):
            return None
        code = unit
        for _ in range(int(level)):
            found = superior_on(self.work, code, self.day) if code is not None else None
            code = found.code if found is not None else None
        if code is None:
            run.note("who.superior", -1)
        return code

    def party_of(self, run: feel.Evaluation, unit: str | None) -> str | None:
        """The unit whose party committee or group answers for this one, by its code."""
        found = party_on(self.work, unit, self.day) if unit is not None else None
        if found is None:
            run.note("who.unit", -1)
        return found.code if found is not None else None

    def _is_level(self, run: feel.Evaluation, level: Any) -> bool:
        if 1 <= level <= MOST_LEVELS and level == int(level):
            return True
        run.note("who.level", -1, most=MOST_LEVELS)
        return False

    def leader_of(self, run: feel.Evaluation, whom: Any, level: Any = 1) -> str | None:
        """The post that leads a unit, by its code, or somebody whom `starter()` and the like gave; `level` steps up."""
        if not self._is_level(run, level):
            return None
        found = None
        if isinstance(whom, str):
            found = leader_of_unit(self.work, whom, int(level), on=self.day)
        elif isinstance(whom, Mapping) and isinstance(whom.get("post"), str):
            unit = whom.get("unit")
            seat = Seat(whom["post"], unit if isinstance(unit, str) else None)
            found = leader_of_seat(self.work, seat, int(level), on=self.day)
        if found is None:
            run.note("who.leader", -1)
            return None
        return found.group

    def post_for(self, run: feel.Evaluation, post: str, unit: str | None) -> str | None:
        """The post that is responsible for a unit, as candidate groups name it."""
        found = seat_for(self.work, post, unit, on=self.day) if unit is not None else None
        if found is None:
            run.note("who.post", -1, post=post)
            return None
        return found.group

    def person_named(self, run: feel.Evaluation, number: str | None) -> Who | None:
        """The person with a staff number, such as one chosen in a field with a lookup."""
        found = person_named(self.work, number) if number else None
        if found is None:
            run.note("who.number", -1)
            return None
        unit = found.unit.code if found.unit is not None else None
        return {"person": f"person:{found.id}", "name": found.name, "unit": unit}

    def departments_of(self, run: feel.Evaluation, unit: str | None) -> list[dict[str, str]]:
        """The departments of a unit today, by its code; empty where it keeps none in the register."""
        if unit is None:
            run.note("who.unit", -1)
            return []
        return [each._asdict() for each in departments_of(self.work, unit)]

    def never_arrived(self, run: feel.Evaluation, postings: list[str]) -> list[str]:
        """Who of these postings, by their ids, never came to the village, so that the posting has ended."""
        return list(names_of_unarrived(self.work, postings))

    def holders_of(self, run: feel.Evaluation, group: str | None) -> list[str]:
        """Who holds a post today, `post@UNIT` or one of no unit, as `starter().person` names people; empty where nobody does.

        Only people with an open account count: nobody else can do a task.
        """
        if group is None:
            run.note("who.post", -1, post="")
            return []
        post, _, code = group.partition("@")
        today = local_date(self.work.now)
        found = (
            select(PostHolding.person_id)
            .join(User, User.person_id == PostHolding.person_id)
            .outerjoin(Unit, PostHolding.unit_id == Unit.id)
            .where(
                PostHolding.post_key == post.strip(),
                PostHolding.from_on <= today,
                or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
                User.is_active,
            )
        )
        if code:
            found = found.where(Unit.code == code.strip())
        return [
            f"person:{each}"
            for each in dict.fromkeys(
                self.work.session.scalars(found.order_by(PostHolding.from_on, PostHolding.person_id))
            )
        ]


@dataclass(frozen=True, slots=True)
class _OfCase:
    """What is asked of the decisions of one case."""

    work: UnitOfWork
    case_id: uuid.UUID

    def starter(self, run: feel.Evaluation) -> Who | None:
        """Who started the case by hand, in which post of which unit."""
        row = self.work.session.execute(self._decisions().where(Decision.task_id.is_(None)).limit(1)).one_or_none()
        if row is None:
            run.note("who.starter", -1)
            return None
        return _who(row)

    def done_by(self, run: feel.Evaluation, step: str) -> Who | None:
        """Who did a step the last time."""
        row = self._last(step)
        if row is None:
            run.note("who.done", -1, step=step)
            return None
        return _who(row)

    def previous(self, run: feel.Evaluation, step: str) -> dict[str, Any] | None:
        """What was decided in a step the last time, when and by whom, and how many times it was done."""
        row = self._last(step)
        if row is None:
            run.note("who.done", -1, step=step)
            return None
        times = self.work.session.scalar(select(func.count()).select_from(Decision).where(*self._at(step)))
        decision: Decision = row[0]
        told = {"outcome": decision.outcome or None, "at": to_local(decision.decided_at), "times": times}
        return {**told, "by": _who(row)}

    def _last(self, step: str) -> Row[Decision, str, str, str] | None:
        latest = select(func.max(Decision.decided_at)).where(*self._at(step)).scalar_subquery()
        rows = self.work.session.execute(self._decisions().where(*self._at(step), Decision.decided_at == latest)).all()
        if len(rows) < 2:
            return rows[0] if rows else None
        # Several at one moment of a clock that stands, as in scenarios: the history knows the order; what it does not tell is last.
        entries = self.work.session.execute(
            select(HistoryEntry.sequence, HistoryEntry.data).where(
                HistoryEntry.case_id == self.case_id,
                HistoryEntry.element_id == step,
                HistoryEntry.kind == HistoryKind.TASK_COMPLETED,
            )
        )
        told = {json.loads(data).get("decision_id"): sequence for sequence, data in entries}
        return max(rows, key=lambda row: told.get(str(row[0].id), sys.maxsize))

    def _at(self, step: str) -> tuple[ColumnElement[bool], ...]:
        return Decision.case_id == self.case_id, Decision.element_id == step

    def _decisions(self) -> Select[Decision, str, str, str]:
        return (
            select(Decision, Person.name, Unit.code, Unit.name)
            .join(Person, Decision.person_id == Person.id)
            .outerjoin(Unit, Decision.unit_id == Unit.id)
            .where(Decision.case_id == self.case_id)
        )


def _who(row: Any) -> Who:
    decision, name, unit, unit_name = row
    post = decision.post_key or None
    group = Seat(post, unit).group if post is not None else None
    return {
        "person": f"person:{decision.person_id}",
        "name": name,
        "post": post,
        "unit": unit,
        "group": group,
        "unit_name": unit_name,
    }


_PARAMETERS: Final = {
    STARTER: [],
    DONE_BY: ["step: string"],
    PREVIOUS: ["step: string"],
    LEADER_OF: ["whom: Any", "level: number?"],
    POST_FOR: ["post: string", "unit: string|null"],
    SUPERIOR_OF: ["unit: string|null", "level: number?"],
    PARTY_OF: ["unit: string|null"],
    PERSON_NAMED: ["number: string|null"],
    HOLDERS_OF: ["group: string|null"],
    DEPARTMENTS_OF: ["unit: string|null"],
    NEVER_ARRIVED: ["postings: list<string>"],
    OWN_LEAVE: [],
    STARTING_POST: [],
}


def _nobody(run: feel.Evaluation, *_: Any) -> None:
    """What stands behind a signature until a case or an office does."""


_SIGNED: Final = {
    name: feel.define_function(name, parameters, _nobody, with_run=True) for name, parameters in _PARAMETERS.items()
}
