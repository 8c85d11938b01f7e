"""`python -m workflows replay`: the cases of a copy are carried on by this program, what differs is named, and nothing is kept."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World
from tests.clock import MovingClock
from tests.jobs.conftest import start_reviews
from workflows.casework import operations
from workflows.casework.models import Case, Notice, Timer
from workflows.casework.replay import replay
from workflows.commands.replay import replay as command
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

FIRST = Path(__file__).parents[1] / "upgrade" / "first.sqlite.gz"


def told(world: World, days: int = 7) -> list[str]:
    """What differs."""
    return [str(each) for each in replay(world.store, timedelta(days=days)).differences]


def test_cases_that_go_on_are_said_nothing_of_and_nothing_is_kept(world: World, clock: MovingClock) -> None:
    start_reviews(world, 2)

    def rows() -> list[object]:
        with world.store.read() as work:
            assert verify(work).is_intact
            counts = [work.session.scalar(select(func.count()).select_from(each)) for each in (HistoryEntry, Notice)]
            return [*counts, *work.session.scalars(select(Timer.due_at).order_by(Timer.token_id))]

    before = rows()
    found = replay(world.store, timedelta(days=7))
    assert (found.versions, found.cases, found.fired, found.differences) == (1, 2, 2, [])
    assert rows() == before
    assert replay(world.store, timedelta(0)).fired == 0


def test_what_goes_otherwise_is_named_with_case_step_table_and_column(world: World, clock: MovingClock) -> None:
    (case_id,) = start_reviews(world, 1)
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        name = f"review {case.business_key or case.id}, step {case.history_sequence}"
    with world.store.engine.begin() as connection:
        connection.execute(text("UPDATE timer SET element_id = 'other'"))
        connection.execute(text("UPDATE task SET element_id = 'other' WHERE element_id = 'check_a'"))
    said = told(world)
    assert f"{name}: timer.element_id was other, is reminder" in said
    assert f"{name}: task.element_id was other, is check_a" in said
    assert len(said) == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(operations._operations, "case.notify")
        assert any(
            each.startswith("review version 1, step 0: procedure_version.bundle ")
            and each.endswith("was case.notify, is no operation of this program")
            for each in told(world)
        )


def test_a_state_that_cannot_be_read_is_named_once(world: World) -> None:
    start_reviews(world, 1)
    with world.store.engine.begin() as connection:
        connection.execute(Case.__table__.update().values(state=b'{"format":2}'))
    assert [each.partition(": ")[2] for each in told(world)] == [
        "case.state was readable, is The stored state of this case cannot be read. The stored state is damaged "
        "(KeyError: 'process'). Restore it from a backup. Restore it from a backup, or cancel the case."
    ]


def test_the_command_carries_on_the_cases_of_a_database_of_the_first_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(gzip.decompress(FIRST.read_bytes()))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'office.sqlite'}")
    done = CliRunner().invoke(command, [f"sqlite:///{copy}", "--json", "--days", "0"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["versions"], found["differences"]) == (1, [])
    assert found["cases"] > 5
    own = CliRunner().invoke(command, [f"sqlite:///{tmp_path / 'office.sqlite'}"])
    assert (own.exit_code, "the office's own database" in own.output) == (1, True)
