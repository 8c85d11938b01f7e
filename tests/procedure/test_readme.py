"""The designers' README names everything that the reader accepts, and nothing else as supported."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from workflows.casework.errors import (
    AlreadyDone,
    CaseClosed,
    CaseworkError,
    IncidentRaised,
    InvalidAnswers,
    InvalidRequest,
    NotAllowed,
    NotFound,
)
from workflows.casework.models import DeadlineStatus
from workflows.casework.sheet_rows import RowsOpen
from workflows.casework.verbs.save_row import RowChanged
from workflows.casework.words import ExtensionReason, NoticeKind
from workflows.commands.check import check
from workflows.commands.posts import posts
from workflows.commands.test import test as play_scenarios
from workflows.procedure import form_vocabulary as f
from workflows.procedure import read_folder
from workflows.procedure import vocabulary as v
from workflows.procedure.accepted import accepted
from workflows.procedure.accepted.command import vocabulary
from workflows.procedure.model import EventType
from workflows.procedure.rounds import is_part
from workflows.procedure.scenario_reader import _KINDS, read_scenario

MANUAL = Path(__file__).parents[2] / "bpmn" / "README.md"
README = MANUAL.read_text(encoding="utf-8").partition("## Everything that is accepted")[0]
WORDS = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", README))
ELEMENTS = README.split("## Elements")[1].split("## Properties")[0]
PROPERTIES = README.split("## Properties")[1].split("## Forms")[0]
FORMS = README.split("## Forms")[1].split("## Decisions")[0]
SCENARIOS = README.split("## Scenarios")[1]


@pytest.mark.parametrize("tag", sorted(v.FLOW_NODES | {"sequenceFlow", "message", "signal", "error", "escalation"}))
def test_every_supported_element_is_described(tag: str) -> None:
    assert f"`{tag}`" in ELEMENTS


def test_every_extension_and_attribute_is_described() -> None:
    later = {name for _, name in v.LATER_EXTENSIONS}
    names = {name for children in v.EXTENSIONS.values() for name in children}
    names |= {attribute for children in v.EXTENSIONS.values() for each in children.values() for attribute in each}
    names |= {name for children in v.CONTAINERS.values() for name in children}
    names |= {attribute for children in v.CONTAINERS.values() for each in children.values() for attribute in each}
    assert {name for name in names - later if f"`{name}`" not in ELEMENTS} == set()


def test_every_row_of_elements_lists_exactly_the_extensions_that_the_reader_takes() -> None:
    everywhere = {"ioMapping", "properties", "bindingType"}
    for row in re.findall(r"^\| (`.*)$", ELEMENTS, flags=re.MULTILINE):
        tags, extensions = (cell.strip() for cell in row.split("|")[:2])
        named = set(re.findall(r"`(\w+)`", extensions))
        for tag in re.findall(r"`(\w+)`", tags):
            children = v.EXTENSIONS.get(tag, {})
            accepted = set(children) | {attribute for each in children.values() for attribute in each}
            if "taskHeaders" in children:
                accepted |= {"header", "key", "value"}
            assert named == accepted - everywhere - {name for _, name in v.LATER_EXTENSIONS}, tag


def test_every_property_is_described_where_it_belongs() -> None:
    rows = re.findall(r"^\| (process|any activity|user task) \| `(\w+)` \|", PROPERTIES, flags=re.MULTILINE)
    described: dict[str, set[str]] = {}
    for where, name in rows:
        described.setdefault(where, set()).add(name)
    later = {name for _, name in v.LATER_PROPERTIES}
    assert described["process"] == v.PROPERTIES["process"] - later
    assert described["any activity"] == v.PROPERTIES["manualTask"]
    assert described["any activity"] | described["user task"] == v.PROPERTIES["userTask"] - later
    lanes = set(re.findall(r"^\| `(\w+)` \|", README.split("## Lanes")[1].split("## Elements")[0], flags=re.MULTILINE))
    assert lanes == v.PROPERTIES["lane"]


def test_every_event_type_is_described() -> None:
    assert {kind.value for kind in EventType} <= set(re.findall(r"[a-z]+", ELEMENTS))


def test_every_form_component_and_rule_is_described() -> None:
    told = set(re.findall(r"\w+", FORMS))
    assert set(f.FORM_FIELDS) <= told
    assert {name for names in f.FORM_VALIDATE.values() for name in names} - {"validationType"} <= told
    assert set(f.FORM_DATETIME_SUBTYPES) <= told


def test_every_kind_of_step_and_its_keys_are_described() -> None:
    told = set(re.findall(r"\w+", SCENARIOS))
    assert set(_KINDS) <= told
    assert {key for keys in _KINDS.values() for key in keys} <= told


def test_what_is_called_refused_is_not_in_the_whitelist() -> None:
    for tag in (
        "complexGateway",
        "adHocSubProcess",
        "transaction",
        "standardLoopCharacteristics",
        "linkEventDefinition",
    ):
        assert tag not in v.CHILDREN
        assert all(tag not in children for children in v.CHILDREN.values())


def test_the_scenario_of_the_readme_can_be_read() -> None:
    example = SCENARIOS.split("```yaml\n")[1].split("```")[0]
    scenario = read_scenario(example.encode(), "scenarios/readme.yaml")
    assert {type(step).__name__ for step in scenario.steps} == {
        "CompleteStep",
        "SaveRowsStep",
        "AnswerRowsStep",
        "ClaimStep",
        "RefuseStep",
        "AdvanceStep",
        "UntilStep",
        "MessageStep",
        "ExtendStep",
        "RaiseStep",
        "ExpectStep",
        "CancelStep",
    }


def test_the_table_of_accepted_words_is_the_one_that_the_command_writes(tmp_path: Path) -> None:
    assert CliRunner().invoke(vocabulary, ["--check"]).exit_code == 0
    copy = tmp_path / "README.md"
    copy.write_text(
        MANUAL.read_text(encoding="utf-8").replace("waits until somebody who may has answered", "waits"),
        encoding="utf-8",
    )
    stale = CliRunner().invoke(vocabulary, ["--check", "--manual", str(copy)])
    assert (stale.exit_code, "is not current" in stale.output) == (1, True)
    assert CliRunner().invoke(vocabulary, ["--write", "--manual", str(copy)]).exit_code == 0
    assert copy.read_text(encoding="utf-8") == MANUAL.read_text(encoding="utf-8")
    copy.write_text("# A manual without a place for the table", encoding="utf-8")
    assert "holds no line" in CliRunner().invoke(vocabulary, ["--write", "--manual", str(copy)]).output


def test_the_table_names_every_word_with_its_test() -> None:
    printed = CliRunner().invoke(vocabulary).output
    assert [
        word.name for word in accepted() if f"`{word.name}`" not in printed or f"`{word.test}`" not in printed
    ] == []


def test_the_manual_names_every_state_of_a_deadline_and_every_code_of_an_extension() -> None:
    told = set(re.findall(r"`(\w+)`", SCENARIOS))
    assert {status.value for status in DeadlineStatus} <= told
    assert set(ExtensionReason) <= told


def test_the_manual_names_every_kind_of_notice() -> None:
    told = set(re.findall(r"`(\w+)`", SCENARIOS))
    assert {kind.value for kind in NoticeKind} <= told


def test_every_code_of_a_refusal_is_described() -> None:
    of_rows = (RowsOpen, RowChanged)
    others = (NotFound, NotAllowed, AlreadyDone, CaseClosed, InvalidRequest, InvalidAnswers)
    refusals = {each.code for each in (*others, *of_rows)}
    known = {each.code for each in CaseworkError.__subclasses__()} - {IncidentRaised.code}
    told = set(re.findall(r"^\| `(\w+)` \| ", SCENARIOS.partition("| code | refused because |")[2], flags=re.MULTILINE))
    assert told == refusals == known


SKELETON = re.compile(r"^`(enquiry/[\w./]+)`\n\n```\w+\n(.*?)```$", re.MULTILINE | re.DOTALL)


def test_the_smallest_procedure_of_the_manual_is_complete_and_passes_its_scenario(tmp_path: Path) -> None:
    files = dict(SKELETON.findall(README))
    assert len(files) == 6
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    checked = CliRunner().invoke(check, [str(tmp_path / "enquiry"), "--language", "en"])
    assert checked.stdout == "1 procedures checked: 0 errors, 0 warnings.\n"
    played = CliRunner().invoke(play_scenarios, [str(tmp_path / "enquiry"), "--language", "en"])
    assert "1 passed, 0 failed, 1 total." in played.output
    assert "enquiry: 3 of 3 elements, 2 of 2 flows" in played.output


def test_the_table_of_posts_is_the_one_that_the_command_writes(tmp_path: Path) -> None:
    assert CliRunner().invoke(posts, ["--check"]).exit_code == 0
    copy = tmp_path / "README.md"
    copy.write_text(MANUAL.read_text(encoding="utf-8").replace("| `unit_hr` |", "| `unit_hrr` |", 1), encoding="utf-8")
    assert CliRunner().invoke(posts, ["--check", "--manual", str(copy)]).exit_code == 1
    assert CliRunner().invoke(posts, ["--write", "--manual", str(copy)]).exit_code == 0
    assert copy.read_text(encoding="utf-8") == MANUAL.read_text(encoding="utf-8")
    assert CliRunner().invoke(posts, ["general", "--language", "en"]).output.splitlines() == [
        "general_group_leader (office, all) — General group leader",
        "general_group (office, all) — General group",
    ]
    (one,) = json.loads(CliRunner().invoke(posts, ["unit_hr", "--json"]).output)["posts"]
    assert (one["scope"], one["leader"]) == ("subtree", "unit_leader")


def test_the_part_of_the_recipe_is_the_one_that_the_tests_play() -> None:
    recipe = README.partition("| in the part | drawn as |")[2].partition("\n\n")[0]
    share = read_folder(MANUAL.parents[1] / "tests" / "rounds" / "monthly_share")
    events = {each.event.name for each in share.elements.values() if each.event is not None and each.event.name}
    assert set(re.findall(r"`(share\.\w+)`", recipe)) == events
    assert is_part(share)
