"""How candidates fit the places of a batch: what the table says of each need, and what keeps somebody from a village.

Read for all of them at once: of a batch of some three hundred, each open place is compared with every reserve that is left.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.casework.operations import OperationCall
from workflows.casework.tables import by_table
from workflows.people import PostHolding
from workflows.people.relatives import kin_of
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.selection.fits import Compared, Fit, ordered, overall
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import needs_text
from workflows.selection.queries import LIVE
from workflows.selection.words import CountyView, SlotStatus
from workflows.store import UnitOfWork

MOST_OTHERS = 60
"""So many reserves of other places are laid beside those ranked for a place; who fits less is counted, not listed."""


class Fits:
    """How these candidates fit these places: the records are read when it is made, each question to the table is put once."""

    def __init__(self, call: OperationCall, candidates: Sequence[Candidate], slots: Sequence[Slot]) -> None:
        self._call = call
        self._points: dict[tuple[str, tuple[str, ...]], int] = {}
        people = {each.person_id for each in candidates}
        self._posted = _posted(call.work, people)
        self._elsewhere = _elsewhere(call.work, people, {each.slot_id for each in candidates})
        self._related = _related(call.work, people, {slot.team.village_id for slot in slots})

    def of(self, candidate: Candidate, slot: Slot, needs: Sequence[str]) -> Fit:
        """How a candidate fits a place, and what keeps them from its village altogether."""
        strengths = tuple(candidate.nomination.get("strengths") or ())
        vetting: Mapping[str, Any] = candidate.vetting or {}
        is_asked = candidate.slot.team.village_id == slot.team.village_id
        return Fit(
            candidate_id=str(candidate.id),
            name=candidate.person.name,
            unit=candidate.slot.unit.name,
            rank=candidate.rank or 0,
            fit=overall([self._of_need(need, strengths) for need in needs]),
            strengths=needs_text(strengths) or "未填",
            totals=vetting.get("totals") or "",
            county_view=CountyView(vetting["county_view"]) if is_asked and vetting.get("county_view") else None,
            excluded=self._excluded(candidate, slot),
        )

    def _of_need(self, need: str, strengths: tuple[str, ...]) -> int:
        known = self._points.get((need, strengths))
        if known is None:
            call = self._call
            assert call.environment is not None  # every call from a diagram has one
            version_id = catalogue.version_in_case(call.case, call.process_id)
            inputs = {"need": need, "strengths": list(strengths)}
            value, _ = by_table(call.work, version_id, call.environment, "matching_fit", inputs)
            known = self._points[need, strengths] = int(value)
        return known

    def _excluded(self, candidate: Candidate, slot: Slot) -> str | None:
        """Why somebody is never sent to this village, None where nothing keeps them away (rules.md 2.6)."""
        village_id = slot.team.village_id
        if candidate.person_id in self._posted:
            return "正在驻村"
        if candidate.person_id in self._elsewhere:
            return "已是其他名额的人选"
        if (candidate.person_id, village_id) in self._related:
            return "与村干部有亲属关系"
        if candidate.slot.team.village_id == village_id:
            if candidate.nomination.get("is_home_village") is True:
                return "本人即该村人"
            if candidate.nomination.get("has_village_relative") is True:
                return "与村干部有亲属关系"
        return None


def listed(slot: Slot, fits: Iterable[tuple[Candidate, Fit]]) -> tuple[list[Fit], int]:
    """Whom the comparison for a place lists, best first, and how many others it only counts: those ranked for it are all there."""
    own: list[Fit] = []
    others: list[Fit] = []
    for candidate, fit in fits:
        (own if candidate.slot_id == slot.id else others).append(fit)
    best = ordered(others)
    return ordered([*own, *best[:MOST_OTHERS]]), len(best[MOST_OTHERS:])


def not_listed(more: int) -> Compared:
    """The last line of a comparison that does not list everybody."""
    said = f"另有{more}名后备人选匹配度不高于所列人选，未逐一列出"
    return {"name": "", "fit": 0, "strengths": "", "rank": 0, "totals": "", "county_view": "", "remark": said}


def _posted(work: UnitOfWork, people: set[uuid.UUID]) -> set[uuid.UUID]:
    posted = (Posting.person_id.in_(people), Posting.status == PostingStatus.ACTIVE)
    return set(work.session.scalars(select(Posting.person_id).where(*posted)))


def _elsewhere(work: UnitOfWork, people: set[uuid.UUID], places: set[uuid.UUID]) -> set[uuid.UUID]:
    """Who is a candidate for an open place that is none of these: a reserve who was nominated again meanwhile."""
    live = (Candidate.person_id.in_(people), Candidate.status.in_(LIVE), Candidate.slot_id.not_in(places))
    open_ones = (
        select(Candidate.person_id)
        .join(Slot, Slot.id == Candidate.slot_id)
        .where(*live, Slot.status == SlotStatus.OPEN)
    )
    return set(work.session.scalars(open_ones))


def _related(work: UnitOfWork, people: set[uuid.UUID], villages: set[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(Person, village) where a declared relative of the person holds a post in the village today."""
    today = local_date(work.now)
    kin = [(row[0], row[1]) for statement in kin_of(people, today) for row in work.session.execute(statement)]
    if not kin:
        return set()
    here = (
        PostHolding.unit_id.in_(villages),
        PostHolding.person_id.in_({relative for _, relative in kin}),
        PostHolding.holding_on(today),
    )
    held: dict[uuid.UUID, set[uuid.UUID]] = {}
    for person_id, unit_id in work.session.execute(select(PostHolding.person_id, PostHolding.unit_id).where(*here)):
        held.setdefault(person_id, set()).add(unit_id)
    return {(person_id, village) for person_id, relative in kin for village in held.get(relative, ())}
