"""A selection is about its candidates: whoever is related to one, whoever declared it, reads it no longer and directs nothing."""

from __future__ import annotations

from collections.abc import Callable

from tests.disclosure.playing import Play
from tests.disclosure.plays import selection
from tests.disclosure.reading import Readers
from tests.recall.office import Office
from workflows.people import Relation


def test_a_relative_of_a_candidate_loses_the_file_of_the_selection(new_office: Callable[[], Office]) -> None:
    play = Play(new_office())
    moments = selection(play)
    while next(moments) != "qualified":
        pass
    office, readers = play.office, Readers(play.office)
    page = f"/cases/{office.case_id}"
    assert "江一帆" in readers.get("reviewer_b", page).source
    with office.store.write() as work:
        for one, other in (("candidate", "reviewer_b"), ("acceptor", "second_candidate")):
            pair = {"person_id": office.persons[one], "other_id": office.persons[other]}
            work.session.add(Relation(**pair, kind="affinity", declared_at=work.now))
    assert readers.get("reviewer_b", page).status == 404
    assert "选拔派驻" not in readers.get("reviewer_b", "/cases").source
    kept = readers.get("acceptor", page)
    assert kept.status == 200, "own words stay"
    assert "江二帆" not in kept.source
    assert "江一帆" in readers.get("reviewer_a", page).source
