"""Copies of played cases: as many as asked for, whole, and each with ids, number and place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.clock import MovingClock, at
from tests.databases import PostgresDatabase, copy_sqlite
from tests.demo.conftest import LOADED
from tests.demo.test_cases import check_states
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.demo import load_demo
from workflows.demo.cases import SCRIPTS
from workflows.demo.city import make_city, open_missing_accounts
from workflows.demo.load import BEFORE_THE_FIRST_CASE
from workflows.demo.multiply import multiply
from workflows.demo.play import play
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.settings import procedures_folder
from workflows.store import Store

CASES = 60
FEW = 4


@pytest.fixture
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The demonstration city with its cases; on PostgreSQL, whose rows are copied alike, with the first of them."""
    if request.param == "sqlite":
        url = copy_sqlite(request.getfixturevalue("loaded_file"), tmp_path)
        opened = Store.from_url(url, clock=MovingClock(at(LOADED)))
        yield opened
        opened.close()
        return
    database: PostgresDatabase = request.getfixturevalue("postgres_database")
    url = database.url.render_as_string(hide_password=False)
    opened = Store.from_url(url, clock=MovingClock(at(LOADED)))
    load_demo(opened) if request.config.getoption("--every-city") else load_few(opened)
    yield opened
    opened.close()
    database.empty()


def load_few(store: Store) -> None:
    """The city with few of its cases."""
    with store.write() as work:
        make_city(work)
        publish_folders(replace(work, now=work.now - BEFORE_THE_FIRST_CASE), procedure_folders(procedures_folder()))
        play(work, *SCRIPTS[:FEW])
        open_missing_accounts(work)


@pytest.mark.parametrize("city", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_cases_come_out_alike_and_copies_fill_the_tables_and_stand_on_their_own(city: Store) -> None:
    with city.read() as work:
        if work.session.scalar(select(func.count()).select_from(Case)) != FEW:
            check_states(work)
        assert verify(work).is_intact
    multiply(city, CASES)
    with city.read() as work:
        count = work.session.scalar
        assert count(select(func.count()).select_from(Case)) == CASES
        # Every row of a copy belongs to the copy: nothing was left with the original.
        per_case = work.session.execute(
            select(Task.case_id, func.count()).group_by(Task.case_id).order_by(func.count())
        ).all()
        assert len(per_case) == CASES
        assert count(select(func.count()).select_from(Decision)) > count(select(func.count()).select_from(Case))
        assert count(select(func.count()).where(HistoryEntry.chain == "system")) < CASES
        assert len(set(work.session.scalars(select(Case.unit_id)))) > 10
    goes_on_where_the_original_stands(city)


def goes_on_where_the_original_stands(city: Store) -> None:
    """The open tasks in each case's state are those of its rows."""
    with city.read() as work:
        for case in work.session.scalars(select(Case).where(Case.ended_at.is_(None))):
            running = open_case(work, case, None, is_peek=True)
            open_rows = set(
                work.session.scalars(
                    select(Task.id).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
                )
            )
            assert {str(task_id) for task_id in open_rows} == {token.id for token in running.run.open_tasks}


def test_there_must_be_a_case_to_copy(store: Store) -> None:
    with pytest.raises(ValueError, match="no case to copy"):
        multiply(store, CASES)
