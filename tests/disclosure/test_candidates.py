"""A selection is about its candidates: whoever is related to one, whoever declared it, reads it no longer and directs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.disclosure.playing import Play
from tests.disclosure.plays import recall, selection
from tests.disclosure.reading import Readers
from tests.recall.office import Office
from workflows.casework.errors import NotAllowed
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.people import Relation
from workflows.proof.verify import verify

MARKER = re.compile("mk[0-9]{4}z")


def relate(office: Office, *pairs: tuple[str, str]) -> None:
    """Make these people relatives."""
    with office.store.write() as work:
        for one, other in pairs:
            pair = {"person_id": office.persons[one], "other_id": office.persons[other]}
            work.session.add(Relation(**pair, kind="affinity", declared_at=work.now))


def until(play: Play, moments: object, name: str) -> Office:
    """Play on to a moment."""
    while next(moments) != name:  # type: ignore[call-overload]
        pass
    return play.office


def test_a_relative_of_a_candidate_loses_the_file_of_the_selection(new_office: Callable[[str], Office]) -> None:
    play = Play(new_office("selection"))
    office, readers = until(play, selection(play), "qualified"), Readers(play.office)
    page = f"/cases/{office.case_id}"
    assert "江一帆" in readers.get("reviewer_b", page).source
    relate(office, ("candidate", "reviewer_b"), ("acceptor", "second_candidate"))
    assert readers.get("reviewer_b", page).status == 404
    assert "选拔派驻" not in readers.get("reviewer_b", "/cases").source
    kept = readers.get("acceptor", page)
    assert kept.status == 200, "own words stay"
    assert "江二帆" not in kept.source
    assert "江一帆" in readers.get("reviewer_a", page).source


def test_a_relative_of_a_candidate_reads_the_recall_and_not_the_selection_that_it_called(
    new_office: Callable[[str], Office],
) -> None:
    play = Play(new_office("selection"))
    moments = recall(play)
    office, readers = until(play, moments, "called"), Readers(play.office)
    page = f"/cases/{office.case_id}"
    calls = {probe.sought for probe in play.probes if probe.step.startswith("phone_check") and probe.is_text}
    named = {probe.sought for probe in play.probes if probe.step == "nominate" and probe.is_text}
    grounds = {probe.sought for probe in play.probes if probe.step == "joint_report" and probe.is_text}
    assert calls
    assert named
    before = set(MARKER.findall(readers.get("registrar", page).source))
    assert before >= calls | named | grounds
    assert "审核把关乙" in readers.get("registrar", "/?view=posts").source
    relate(office, ("candidate", "registrar"))
    kept = readers.get("registrar", page)
    assert set(MARKER.findall(kept.source)) >= grounds, "the recall is not about the candidate"
    assert not set(MARKER.findall(kept.source)) & (calls | named)
    assert "江一帆" not in kept.source
    listed = readers.get("registrar", "/?view=posts")
    assert "本案涉及您本人或您的亲属" in listed.words, "the reviews stand apart, with the reason"
    assert "江一帆" not in listed.source
    assert set(MARKER.findall(readers.get("reviewer_a", page).source)) == before

    # Whoever may not read the file does not sign either, whichever of its steps: nor the director for a relative of theirs.
    office = until(play, moments, "matched")
    relate(office, ("director", "candidate"))
    task_id = _open(office, "sign_dispatch")
    given = {"outcome": "sign", "term_from": "2026-03-03", "term_to": "2028-03-31", "handover_contact": "刘"}
    with pytest.raises(NotAllowed, match="relative of yours"):
        office.do("sign_dispatch", "director", **given)
    assert calls.isdisjoint(MARKER.findall(readers.get("director", f"/tasks/{task_id}").source))
    with pytest.raises(NotAllowed, match="relative of yours"), transaction(office.store) as work:
        cancel_case(work, office.case_id, office.actor("director"), "人选已由单位撤回，本案无须继续。")
    with office.store.read() as work:
        assert verify(work).is_intact


def _open(office: Office, element_id: str) -> object:
    with office.store.read() as work:
        found = select(Task.id).where(Task.case_id == office.case_id, Task.element_id == element_id)
        return work.session.scalars(found.where(Task.status == TaskStatus.OPEN.value)).one()
