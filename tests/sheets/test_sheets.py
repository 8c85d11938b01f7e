"""Sheets: rows saved one by one by several people, who may not answer on which, and what remains of it in the record."""

from __future__ import annotations

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

import pytest
from sqlalchemy import select, text

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.casework.world import World
from tests.sheets.sheet_office import POINTS, build_sheet_office, open_task, row_named, save, start_points
from workflows.casework.errors import AlreadyDone, InvalidAnswers, InvalidRequest, NotAllowed, NotFound
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.models import Case, CaseReader, RowEntry, SheetRow, Task
from workflows.casework.operations import OperationCall
from workflows.casework.reader_rewrite import derive, rows_of
from workflows.casework.sheet_operations import open_rows
from workflows.casework.sheet_rows import RowsOpen
from workflows.casework.sheets import RowCall, SheetCall, _sheets, sheet
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.save_row import RowChanged
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_folder
from workflows.procedure.scenario_reader import read_scenarios
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.scenarios.player import play
from workflows.sentence import Sentence
from workflows.store import Store, UnitOfWork

ROOT = Path(__file__).parents[2]


@pytest.fixture
def world(store: Store) -> World:
    return build_sheet_office(store)


def test_a_procedure_with_a_sheet_is_tested_by_its_scenario() -> None:
    procedures = {"monthly_points": read_folder(POINTS)}
    scenarios, broken = read_scenarios(procedures["monthly_points"].files)
    assert broken == {}
    result = play(scenarios["scenarios/scored.yaml"], "monthly_points", procedures)
    assert [f"{failure.step}: {failure.sentence.en}" for failure in result.failures] == []


def test_rows_are_saved_one_by_one_and_the_task_ends_when_all_are_settled(world: World) -> None:
    case_id = start_points(world, 3)
    task_id = open_task(world, case_id, "score")
    first = row_named(world, case_id, "U1")
    assert (first.name, first.given) == ("第1队", {"days": 17, "late": 1})
    save(world, task_id, first, "wen", points=81)
    save(world, task_id, row_named(world, case_id, "U2"), "bao", reason="本月未派驻")
    with pytest.raises(RowsOpen, match="1 of 3 rows are still open"), transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
    with pytest.raises(InvalidAnswers) as wrong:
        save(world, task_id, row_named(world, case_id, "U3"), "wen", points=101)
    assert set(wrong.value.fields) == {"points"}
    save(world, task_id, row_named(world, case_id, "U3"), "wen", points=59.5, remark="在村天数不足")
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
    confirm = open_task(world, case_id, "confirm")
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        seen = open_case(work, case, None, is_peek=True).run.variables
        assert (seen["rows_settled"], seen["rows_left"], seen["ranking"]) == (2, 1, ["第1队", "第3队"])
        assert "points" not in seen, "what is answered on a row stays in the row"
        told = work.session.scalars(
            select(HistoryEntry).where(HistoryEntry.case_id == case_id, HistoryEntry.kind == "row_saved")
        ).all()
        assert [entry.signature.split()[-1] for entry in told] == ["文静", "鲍杰", "文静"]
        assert "59.5" not in "".join(entry.data for entry in told), "values in an entry could never be erased"
        assert verify(work).is_intact
    # The next task over the same rows asks anew, and keeps what the first one wrote.
    save(world, confirm, row_named(world, case_id, "U1"), "dai", outcome="object")
    assert row_named(world, case_id, "U1").answers == {"points": 81, "remark": None, "outcome": "object"}
    with pytest.raises(RowsOpen, match="2 of 3"), transaction(world.store) as work:
        complete(work, confirm, world.actor("dai"), {})
    with pytest.raises(AlreadyDone):
        save(world, task_id, row_named(world, case_id, "U3"), "wen", points=60)


def test_two_people_at_once_keep_different_rows_and_the_second_on_one_row_is_told(world: World) -> None:
    case_id = start_points(world, 8)
    task_id = open_task(world, case_id, "score")
    rows = {number: row_named(world, case_id, f"U{number}") for number in range(1, 9)}
    with ThreadPoolExecutor(2) as people:
        acts = [
            people.submit(save, world, task_id, rows[number], "wen" if number % 2 else "bao", points=number)
            for number in rows
        ]
        for act in acts:
            act.result()
    assert [row_named(world, case_id, f"U{number}").answers["points"] for number in rows] == list(rows)
    with pytest.raises(RowChanged, match="文静 saved this row on 2026-03-02 at 09:00"):
        save(world, task_id, rows[1], "bao", points=99)
    save(world, task_id, row_named(world, case_id, "U1"), "bao", points=99)
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("wen"))
    with pytest.raises(AlreadyDone, match="文静 claimed this task"):
        save(world, task_id, row_named(world, case_id, "U2"), "bao", points=1)


def test_who_may_save_a_row(world: World) -> None:
    case_id = start_points(world, 2)
    task_id = open_task(world, case_id, "score")
    row = row_named(world, case_id, "U1")
    for username, refusal in (("hu", NotFound), ("adm", NotAllowed)):
        with pytest.raises(refusal):
            save(world, task_id, row, username, points=1)
    with world.store.write() as work:
        work.session.get_one(SheetRow, row.id).person_id = world.persons["bao"]
    with pytest.raises(NotAllowed, match="about you or a relative"):
        save(world, task_id, row, "bao", points=100)
    with pytest.raises(NotFound, match="does not exist in the sheet"):
        save(world, task_id, SheetRow(id=uuid.uuid4(), version=0), "wen", points=1)
    for number in (1, 2):
        save(world, task_id, row_named(world, case_id, f"U{number}"), "wen", points=80)
    # The director completes nothing here, but had they saved one row, they could not confirm it.
    with transaction(world.store) as work:
        entry = work.session.scalars(select(RowEntry).limit(1)).one()
        assert entry.person_id == world.persons["wen"]
        complete(work, task_id, world.actor("bao"), {})
    confirm = open_task(world, case_id, "confirm")
    with world.store.write() as work:
        work.session.add(
            RowEntry(
                row_id=row.id,
                task_id=task_id,
                case_id=case_id,
                element_id="score",
                person_id=world.persons["dai"],
                post_key="general_group",
                signature="x",
                written_at=work.now,
                version=9,
                form_id="score",
                procedure_version_id=entry.procedure_version_id,
            )
        )
    with pytest.raises(NotAllowed, match="took part in an earlier step"):
        save(world, confirm, row_named(world, case_id, "U1"), "dai", outcome="agree")


def test_whoever_saved_a_row_knows_of_the_case_from_then_on(world: World) -> None:
    case_id = start_points(world, 1)
    task_id = open_task(world, case_id, "score")
    save(world, task_id, row_named(world, case_id, "U1"), "bao", points=70)
    with world.store.write() as work:
        case = lock_case(work, case_id)
        mine = select(CaseReader.ground).where(CaseReader.case_id == case_id, CaseReader.reader.like("person:%"))
        assert sorted(work.session.scalars(mine)) == ["wrote", "wrote"]
        assert derive(open_case(work, case, None)) == rows_of(work, case_id)
        assert verify(work).is_intact


def test_each_task_has_the_rows_of_its_group(world: World) -> None:
    rows = [
        {"key": "A1", "name": "张三 3日", "group": "甲镇", "columns": {"punch": "08:10"}},
        {"key": "B1", "name": "李四 3日", "group": "乙镇", "columns": {"punch": ""}},
        {"key": "A2", "name": "张三 4日", "group": "甲镇", "person": str(world.persons["bao"])},
    ]
    with transaction(world.store) as work:
        case_id = start_case(work, "town_days", {"cases": rows}, actor=world.actor("wen")).id
    with world.store.read() as work:
        of_case = select(Task).where(Task.case_id == case_id).order_by(Task.item)
        town_a, town_b = (task.id for task in work.session.scalars(of_case))
    with pytest.raises(NotFound, match="does not exist in the sheet"):
        save(world, town_b, row_named(world, case_id, "A1"), "wen", outcome="half")
    save(world, town_a, row_named(world, case_id, "A1"), "wen", outcome="half")
    with pytest.raises(NotAllowed, match="about you"):
        save(world, town_a, row_named(world, case_id, "A2"), "bao", outcome="counts")
    with pytest.raises(RowsOpen, match="1 of 2"), transaction(world.store) as work:
        complete(work, town_a, world.actor("wen"), {})
    save(world, town_b, row_named(world, case_id, "B1"), "bao", outcome="not")
    with transaction(world.store) as work:
        complete(work, town_b, world.actor("bao"), {})


def call(work: UnitOfWork, case_id: uuid.UUID) -> OperationCall:
    case = work.session.get_one(Case, case_id)
    return OperationCall(work, case, read_folder(POINTS).elements["open"], "monthly_points", uuid.uuid4(), None)


def test_opening_again_asks_anew_only_where_something_changed(world: World) -> None:
    case_id = start_points(world, 2)
    task_id = open_task(world, case_id, "score")
    for key in ("U1", "U2"):
        save(world, task_id, row_named(world, case_id, key), "wen", points=80)
    same, other = (row_named(world, case_id, key) for key in ("U1", "U2"))
    with transaction(world.store) as work:
        count = open_rows(
            call(work, case_id),
            "points",
            [
                {"key": "U1", "name": same.name, "columns": dict(same.given)},
                {"key": "U2", "name": other.name, "columns": {**other.given, "days": 1}},
                {"key": "U3", "columns": {}},
            ],
        )
    assert count == 3
    states = {key: row_named(world, case_id, key).settled_task_id for key in ("U1", "U2", "U3")}
    assert states == {"U1": task_id, "U2": None, "U3": None}
    with pytest.raises(RowChanged, match="opened anew"):
        save(world, task_id, other, "bao", points=1)
    wrong: dict[str, list[Any]] = {
        "Row 2 has the key of another row": [{"key": "a"}, {"key": "a"}],
        "The key of row 1 must have 1 to 80": [{"key": "x" * 81}],
        "would have 5001 rows": [{"key": str(number)} for number in range(5001)],
        "The columns of row 1 hold 33 KB": [{"key": "a", "columns": {"t": "长" * 11_500}}],
        "Row 1 is about a person who does not exist": [{"key": "a", "person": str(uuid.uuid4())}],
    }
    for sentence, rows in wrong.items():
        with pytest.raises(InvalidRequest, match=sentence), transaction(world.store) as work:
            open_rows(call(work, case_id), "points", rows)


class Days(TypedDict):
    """The columns of a declared sheet."""

    days: Annotated[int, Sentence("Days", "天数")]
    late: NotRequired[int]


class Points(TypedDict):
    """What it takes on a row."""

    points: float
    remark: NotRequired[str]


def test_a_room_declares_a_sheet_and_is_asked_for_every_row_and_for_the_end(world: World) -> None:
    seen: list[Any] = []

    def finish(call: SheetCall) -> None:
        if call.counts["rows_left"]:
            raise InvalidRequest("No row of this sheet may be left.", "本表各行均须办理。")

    with pytest.raises(ValueError, match="call the sheet"):
        sheet("points", Sentence("x", "x"))(lambda call, row, answers: None)

    @sheet("test.points", Sentence("Points of a team", "队得分"), finish=finish)
    def take(call: RowCall, row: Days, answers: Points) -> None:
        if answers["points"] > row["days"]:
            raise InvalidAnswers({"points": Sentence("More than days.", "超过天数。")})
        seen.append((call.row.key, call.task.element_id, dict(answers)))

    _sheets["points"] = _sheets["test.points"]  # the drawn name, for this test alone
    try:
        assert _sheets["points"].words.columns["days"] == Sentence("Days", "天数")
        assert (_sheets["points"].words.answers, _sheets["points"].words.asked) == (("points", "remark"), ("points",))
        case_id = start_points(world, 2)
        task_id = open_task(world, case_id, "score")
        with pytest.raises(InvalidAnswers):
            save(world, task_id, row_named(world, case_id, "U1"), "wen", points=18)
        save(world, task_id, row_named(world, case_id, "U1"), "wen", points=17)
        assert seen == [("U1", "score", {"points": 17})]
        save(world, task_id, row_named(world, case_id, "U2"), "wen", reason="停工")
        with pytest.raises(InvalidRequest, match="No row of this sheet may be left"), transaction(world.store) as work:
            complete(work, task_id, world.actor("wen"), {})
        with pytest.raises(InvalidRequest, match=r"Row Z of test.points: .*days"), transaction(world.store) as work:
            open_rows(call(work, case_id), "points", [{"key": "Z", "columns": {"days": "many"}}])
    finally:
        del _sheets["points"], _sheets["test.points"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_verify_names_a_row_that_was_changed_beside_the_history(world: World) -> None:
    case_id = start_points(world, 1)
    save(
        world, open_task(world, case_id, "score"), row_named(world, case_id, "U1"), "wen", points=40, remark="缺勤较多"
    )
    for table, column, value in (
        ("sheet_row", "answers", '{"points": 99}'),
        ("row_entry", "answers", '{"points": 99}'),
    ):
        with world.store.engine.begin() as connection:
            before = connection.execute(text(f"SELECT {column} FROM {table}")).scalar_one()
            connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
        with world.store.read() as work:
            assert {table in breach.sentence for breach in verify(work).breaches} == {True}
        with world.store.engine.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": before})
    with world.store.read() as work:
        assert verify(work).is_intact


def test_what_was_saved_before_a_process_is_killed_stays(world: World, database_url: str) -> None:
    case_id = start_points(world, 40)
    task_id = open_task(world, case_id, "score")
    command = [sys.executable, "-m", "tests.sheets.saver", database_url, str(task_id), "wen"]
    with forked.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as saver:
        assert saver.stdout is not None
        told = [saver.stdout.readline().strip() for _ in range(3)]
        saver.kill()
        told += saver.stdout.read().split()
    assert told[:3] == ["U1", "U2", "U3"]
    with world.store.read() as work:
        of_case = select(SheetRow).where(SheetRow.case_id == case_id, SheetRow.settled_task_id == task_id)
        kept = [row.key for row in work.session.scalars(of_case.order_by(SheetRow.place))]
        # One more may be saved whose name was not said any more.
        assert kept[: len(told)] == told
        assert len(kept) in (len(told), len(told) + 1)
        assert len(kept) < 40
        assert verify(work).is_intact
    with pytest.raises(RowsOpen, match=f"{40 - len(kept)} of 40"), transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
