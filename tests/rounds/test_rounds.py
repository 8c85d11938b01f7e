"""Rounds: one case for each element and never two, limits said before anything starts, what goes between round and part."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world
from tests.clock import MovingClock
from tests.engine.play import NINE, Play
from tests.office.values import decided
from tests.rounds.round_office import COUNTIES, ROUND, SHARE, add_counties, begin_round, parts_of, publish_round
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import Case, CasePart
from workflows.casework.models.part import report_key
from workflows.casework.operations import OperationCall, operation_named, registered_operations
from workflows.casework.rounds import LookAtParts, StartEach, look_at_parts, start_each
from workflows.casework.saving import DATA_LIMIT
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.engine import ServiceCall
from workflows.jobs.duties import work_off
from workflows.procedure import Severity, check, read_files, read_folder
from workflows.procedure.scenario_reader import read_scenarios
from workflows.proof.verify import verify
from workflows.scenarios.player import play
from workflows.store import UnitOfWork


def test_one_of_twelve_counties_never_reports_played_as_a_scenario() -> None:
    procedures = {path.name: read_folder(path) for path in (ROUND, SHARE)}
    scenarios, broken = read_scenarios(procedures["monthly_round"].files)
    assert broken == {}
    result = play(scenarios["scenarios/one_never_reports.yaml"], "monthly_round", procedures)
    assert [f"{failure.step}: {failure.sentence.en}" for failure in result.failures] == []
    assert {"late", "answer", "again", "close", "done"} <= result.coverage["monthly_round"].done


@pytest.fixture
def world(store: Any, clock: MovingClock) -> World:
    """The office and its counties at the moment at which the round of February is due."""
    clock.now = clock.now.replace(month=2, day=10)
    built = build_world(store)
    add_counties(built)
    publish_round(built)
    clock.move_to("2026-03-01 00:30")
    return built


def call(work: UnitOfWork, round_id: uuid.UUID) -> OperationCall:
    """The call of the round's own task, as the engine makes it."""
    case = work.session.get_one(Case, round_id)
    element = read_folder(ROUND).elements["start_parts"]
    return OperationCall(work, case, element, "monthly_round", uuid.uuid4(), None)


def cases(world: World) -> int:
    with world.store.read() as work:
        return work.session.scalar(select(func.count()).select_from(Case)) or 0


def given(*keys: str, **variables: Any) -> StartEach:
    parts = [{"key": key, "variables": {"unit": "C1", "month": "2026-02-01", **variables}} for key in keys]
    return StartEach(parts=parts, process="monthly_share", report="share.reported")  # type: ignore[arg-type]


def test_each_element_has_one_case_and_what_goes_between_is_kept(world: World, clock: MovingClock) -> None:
    with world.store.write() as work:
        decided(work, "10", unit="C1")
    round_id = begin_round(world)
    assert set(parts_of(world, round_id)) == set(COUNTIES)
    with world.store.read() as work:
        assert len(set(work.session.scalars(select(Case.settings)))) == 1, "the parts keep what their round keeps"
    with transaction(world.store) as work:
        again = start_each(call(work, round_id), given("C1", "C2", "C13"))
    assert [part["report_key"] for part in again["started_parts"]] == [
        report_key(round_id, "monthly_share", key) for key in ("C1", "C2", "C13")
    ]
    assert cases(world) == 14, "only the new key began a case"
    cancelled = parts_of(world, round_id)["C1"]
    with transaction(world.store) as work:
        cancel_case(work, cancelled.part_id, world.actor("wen"), "本月不再填报，由省里直接采集数据")
    work_off(world.store)
    told = parts_of(world, round_id)["C1"]
    assert (told.report["part_state"], told.reported_at) == ("cancelled", clock())
    with transaction(world.store) as work:
        seen = {
            part["key"]: part["state"]
            for part in look_at_parts(call(work, round_id), LookAtParts("monthly_share"))["part_states"]
        }
    assert (seen["C1"], seen["C2"]) == ("cancelled", "working")
    clock.forward(days=9)
    work_off(world.store)
    with world.store.read() as work:
        statuses = work.session.scalars(
            select(Case.status).join(CasePart, CasePart.part_id == Case.id).where(CasePart.key != "C13")
        )
        assert set(statuses) == {"cancelled", "completed"}, "whoever had not reported was told that the time was over"
        assert work.session.get_one(Case, round_id).status == "completed"
        assert verify(work).is_intact
    assert {row.answer_name for key, row in parts_of(world, round_id).items() if key != "C13"} == {"share.closed"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_would_stop_the_round_later_is_said_before_anything_starts(world: World) -> None:
    round_id = begin_round(world)
    before = cases(world)
    wrong = {
        "Part 2 has the key of another part": given("a", "a", "b", "b"),
        "The key of part 1 must have 1 to 80": given("x" * 81),
        "would have 1001 parts; it can wait for at most 1000": given(*(f"k{number}" for number in range(1001))),
        "would take about": given(*(f"k{number}" for number in range(800))),
        "Part 1 would begin with": given("a", text="长" * 60_000),
    }
    for sentence, each in wrong.items():
        with pytest.raises(InvalidRequest, match=sentence), transaction(world.store) as work:
            start_each(call(work, round_id), each)
    with pytest.raises(NotFound), transaction(world.store) as work:
        start_each(call(work, round_id), replace(given("a"), process="no_such_procedure"))
    with pytest.raises(NotFound), transaction(world.store) as work:
        look_at_parts(call(work, round_id), LookAtParts("no_such_procedure"))
    assert cases(world) == before


def test_as_many_parts_as_are_let_through_fit_into_the_case() -> None:
    """Measured on the engine alone: while the round waits for all of them, and while it answers all of them."""
    round_id, count = uuid.uuid4(), 500
    parts = [
        {"key": f"C{number:05d}", "name": f"第{number}县", "report_key": f"{round_id}/monthly_share/C{number:05d}"}
        for number in range(count)
    ]

    def perform(asked: ServiceCall) -> Mapping[str, Any]:
        if asked.element.operation == "case.start_each":
            return {"started_parts": parts}
        return {"part_states": [{**part, "state": "reported", "report": {"points": 88}} for part in parts]}

    played = Play(read_folder(ROUND), {"due_at": NINE.isoformat()}, perform=perform, start_event="monthly")
    waiting = len(played.blob)
    played.now = NINE + timedelta(days=20)
    run = played.run
    run.advance()
    assert len(run.open_tasks) == count
    assert waiting < len(run.dump()) < DATA_LIMIT


def test_operations_of_rounds_are_declared() -> None:
    signature = registered_operations()["case.start_each"]
    assert [header.name for header in signature.headers] == ["process", "report"]
    assert signature.writes == ("started_parts",)
    assert operation_named("case.look_at_parts") is not None


START = '<bpmn:startEvent id="begun" name="由全市月报启动" />'.encode()
MESSAGE_START = b'<bpmn:startEvent id="begun"><bpmn:messageEventDefinition messageRef="m_closed" /></bpmn:startEvent>'


def codes(**changes: tuple[bytes, bytes]) -> list[str]:
    """The errors of the round after changes of its diagram, or of its parts'."""
    files = {path.name: dict(read_folder(path).files) for path in (ROUND, SHARE)}
    for key, (old, new) in changes.items():
        name = "monthly_share" if key == "of_share" else "monthly_round"
        assert old in files[name][f"{name}.bpmn"]
        files[name][f"{name}.bpmn"] = files[name][f"{name}.bpmn"].replace(old, new)
    procedure = read_files("monthly_round", files["monthly_round"])
    called = {"monthly_share": read_files("monthly_share", files["monthly_share"])}
    found = check(procedure, operations=registered_operations(), called=called)
    return [problem.code for problem in found if problem.severity is Severity.ERROR]


def test_a_round_whose_parts_could_not_report_is_refused() -> None:
    assert codes() == []
    assert codes(a=(b'key="process" value="monthly_share"', b'key="process" value="monthly_shares"')) == [
        "part_process",
        "part_process",
    ]
    assert codes(a=(b'key="report" value="share.reported"', b'key="report" value="share.sent"')) == [
        "part_report_unheard",
        "part_report_unsent",
    ]
    assert codes(of_share=(b'"= round_key"', b'"= part_key"')) == ["part_report_key"]
    assert codes(of_share=(START, MESSAGE_START)) == ["part_start"]


def test_a_part_asks_nobody_at_its_start() -> None:
    files = dict(read_folder(SHARE).files)
    form = b'<bpmn:extensionElements><zeebe:formDefinition formId="fill" /></bpmn:extensionElements></bpmn:startEvent>'
    files["monthly_share.bpmn"] = files["monthly_share.bpmn"].replace(START, START.replace(b" />", b">" + form))
    found = check(read_files("monthly_share", files), operations=registered_operations())
    assert "part_start_form" in [problem.code for problem in found]
