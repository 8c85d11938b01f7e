"""What the office, its department and its teams are called is the office's own: letters and new teams say the names in force."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.office.played import played, scenario
from tests.office.values import decided
from tests.recall.office import build_office
from workflows.office.registers.standing import what_stands
from workflows.office.settings_file import shipped_settings
from workflows.people import Unit
from workflows.people.roster import Village
from workflows.procedure.scenario_expectation import ExpectedLetter
from workflows.selection.queries import team_for
from workflows.store import Store

NAMES = {
    "office.name": "中共青禾市委驻村工作办公室",
    "office.short_name": "青禾驻村办",
    "office.department": "中共青禾市委组织部",
}


def test_letters_are_signed_by_the_full_name_and_speak_of_the_office_by_the_short_one() -> None:
    said = (
        "经青禾驻村办、市扶贫办联合调查",
        "报中共青禾市委驻村工作办公室审核",
        "\n中共青禾市委驻村工作办公室\n2018年12月10日",
    )
    letters = tuple(ExpectedLetter("recall_order", says=words) for words in said)
    assert played("recall", scenario("recall", "served"), NAMES, "sign_order", letters=letters) == []


def test_the_department_signs_by_its_own() -> None:
    closed = ExpectedLetter("rectification_closed", says="\n中共青禾市委组织部\n")
    of = scenario("recall", "warned_and_rectified")
    assert played("recall", of, NAMES, "inspect_warning", letters=(closed,)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_new_team_is_called_as_the_office_says_however_it_is_founded(store: Store, clock: MovingClock) -> None:
    build_office(store, clock)
    with store.write() as work:
        decided(work, "驻村帮扶队", key="office.team_name", since=date(2026, 1, 1))
    with store.write() as work:
        village = work.session.scalars(select(Village).join(Unit).where(Unit.code == "V1")).one()
        city = work.session.scalars(select(Unit).where(Unit.code == "CITY")).one()
        assert team_for(work, village, city).name == "清溪村驻村帮扶队"
        assert what_stands(work).team_name == "驻村帮扶队"


@pytest.mark.parametrize("text", ["", " 市委驻村办", "市委\n驻村办", "驻" * 21])
def test_what_is_no_name_is_refused(text: str) -> None:
    wrong = shipped_settings()["office.name"].problem(text, by_name=True)
    assert wrong is not None
    assert wrong.zh == "驻村办全称应为一行文字，1 至 20 个字。"
