"""The templates of the house: each passes the check without a word and its own scenarios, also under a name of its own."""

from __future__ import annotations

from datetime import datetime

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.publishing import check_all
from workflows.people.posts import shipped_posts
from workflows.procedure import read_files
from workflows.procedure.scenario_reader import read_scenarios
from workflows.scenarios.player import play
from workflows.store import Store
from workflows.studio.beginnings import Beginning, files_of_template, templates
from workflows.studio.in_words import clocks_in_words

KEYS = ("approval", "joint_review", "monthly_round")


def test_the_three_templates_are_offered_in_both_languages() -> None:
    found = {template.key: template for template in templates()}
    assert tuple(found) == KEYS
    assert [found[key].label("zh_CN") for key in KEYS] == ["逐级审批", "两人会审", "每月报送"]
    assert [found[key].label("en") for key in KEYS] == ["Approval", "Joint review by two", "Monthly round"]


@pytest.mark.parametrize("counties", [("340101-B",), ("C2", "C1"), ("340101-B", "SHU", "C1")])
def test_the_round_begins_with_the_units_of_its_own_office(counties: tuple[str, ...]) -> None:
    units = Beginning("340100", counties)
    files = files_of_template("monthly_round", "reports", "每月报送", units)
    procedure = read_files("reports", files)
    assert check_all({"reports": procedure}, shipped_posts(), units=frozenset({units.city, *counties})) == []
    assert f"=[{', '.join(f'&#34;{each}&#34;' for each in counties)}]" in files["reports.bpmn"].decode()
    scenarios, broken = read_scenarios(files)
    assert not broken
    played = {name: play(each, "reports", {"reports": procedure}).failures for name, each in scenarios.items()}
    assert played == dict.fromkeys(scenarios, ())
    assert len(played) == 2


@pytest.mark.parametrize("key", KEYS)
def test_a_template_works_under_a_name_of_its_own(key: str) -> None:
    files = files_of_template(key, "car_loan", "借用“公车”<审批>&报送")
    procedure = read_files("car_loan", files)
    assert (procedure.process_id, procedure.name) == ("car_loan", "借用“公车”<审批>&报送")
    assert check_all({"car_loan": procedure}, shipped_posts()) == []
    scenarios, broken = read_scenarios(files)
    assert not broken
    assert scenarios
    for scenario in scenarios.values():
        assert play(scenario, "car_loan", {"car_loan": procedure}).failures == ()


def test_a_scenario_that_takes_too_long_is_stopped_and_says_so() -> None:
    files = files_of_template("approval", "car_loan", "公车借用")
    scenario = read_scenarios(files)[0]["scenarios/refused.yaml"]
    failures = play(scenario, "car_loan", {"car_loan": read_files("car_loan", files)}, seconds=0.0).failures
    assert [failure.sentence.en[:39] for failure in failures] == ["The scenario takes longer than 0 second"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("said", "misses"), [("each", False), ("latest", True)])
def test_a_start_by_the_clock_is_said_in_words(store: Store, said: str, misses: bool) -> None:
    files = files_of_template("monthly_round", "reports", "每月报送", Beginning("CITY", ("C1",)))
    drawn = files["reports.bpmn"].replace(b'value="each"', f'value="{said}"'.encode())
    with store.read() as work:
        (clock,) = clocks_in_words(work, read_files("reports", {**files, "reports.bpmn": drawn}), "zh_CN")
    assert clock.again is not None
    assert (clock.name, clock.again.zh, clock.misses) == ("每月1日", "每月", misses)
    assert clock.first_at == datetime(2026, 4, 1, 0, 30, tzinfo=OFFICE_ZONE)
