"""Columns of the register of people that may be left out: what they say is kept, and a workbook without them takes nothing away."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.office.small_office import changed, given, look, people, roster, take, units
from workflows.people import Person
from workflows.people.words import Sex
from workflows.proof.verify import verify
from workflows.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sex_and_rank_are_taken_where_the_workbook_has_them_and_kept_where_it_has_not(store: Store) -> None:
    take(store, given())
    said = [{**row, "性别": "女", "职务职级": "一级主任科员"} for row in people()]
    taking = take(store, given(units(), said, roster()))
    assert taking.findings.wrong == []
    # What somebody's sex was is for those who answer for registers, as with their birth; post and rank are not.
    assert {(each.code, each.place.letter) for each in taking.findings.changes} == {
        ("changed_personal", "J"),
        ("changed", "K"),
    }
    assert not take(store, given()).is_anything, "a workbook without the columns takes nothing away"
    bare = [{**row, "性别": "", "职务职级": ""} for row in people()]
    assert not take(store, given(units(), bare, roster())).is_anything
    slips = changed(changed(said, 4, 性别="其他"), 5, 职务职级="长" * 61)
    assert [each.code for each in look(store, given(units(), slips, roster())).findings.wrong] == [
        "not_a_word",
        "too_long",
    ]
    with store.read() as work:
        found = work.session.execute(select(Person.sex, Person.post_rank).distinct()).all()
        assert found == [(Sex.FEMALE, "一级主任科员")]
        assert verify(work).is_intact
