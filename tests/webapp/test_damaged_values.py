"""One damaged value in a row takes no list away: pages show what is readable, say that something is not, and name where."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.casework.world import World
from tests.owner import owner_of
from tests.webapp.browser import Browser
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.casework.models import Deadline, Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.proof.verify import verify
from workflows.sentence import Sentence
from workflows.store import Store

# PostgreSQL keeps no text in these columns; nor does it forget that one must not be empty unless its owner says so.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What lists, the case file and the task's page read, damaged a table at a time.
DAMAGE = {
    "deadline": ("due_at", "started_at", "original_due_at"),
    "deadline_span": ("started_at",),
    "task": ("due_at", "created_at", "claimed_at", "queue"),
    "timer": ("due_at",),
    "notice": ("created_at",),
    "case": ("started_at", "updated_at", "called_versions"),
    "case_reader": ("due", "started"),
    "decision": ("answers", "decided_at"),
    "incident": ("raised_at", "variables"),
    "history_entry": ("happened_at",),
}
# Of these any text is one.
TEXTS = {("task", "queue"), ("case_reader", "due"), ("case_reader", "started")}


def damage(store: Store, table: str, column: str, value: str | None, where: str = "") -> None:
    """What somebody does who has the file: any value in any column, also none where there must be one."""
    with owner_of(store) as owner:
        if value is None:
            owner.exec_driver_sql("PRAGMA writable_schema = ON")
            sql = f"UPDATE sqlite_master SET sql = replace(sql, '{column} DATETIME NOT NULL', '{column} DATETIME')"
            owner.exec_driver_sql(f"{sql} WHERE name = '{table}'")
            version = owner.exec_driver_sql("PRAGMA schema_version").scalar_one()
            owner.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    with owner_of(store) as owner:
        owner.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        assert owner.execute(text(f'UPDATE "{table}" SET {column} = :value{where}'), {"value": value}).rowcount > 0


@pytest.fixture
def pages(browser_of: Callable[[str], Browser], case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID], world: World):
    """What the director and the administrator open, of a case with a decision, a notice, an incident and a running clock."""
    with transaction(world.store) as work:
        complete(work, task_of("check_a"), world.actor("wen"), {"outcome": "agree", "mark_a": 9})
    with world.store.write() as work:
        task = work.session.get_one(Task, task_of("check_b"))
        task.claimed_at = task.due_at = work.now
        work.session.add(Notice(kind="reminder", person_id=world.persons["dai"], text="一则", created_at=work.now))
        record_incident(work, IncidentRaised(case_id, "check_b", Sentence("one", "一"), {"kind": "step"}))
    task_id = task_of("check_b")
    watched = ("/", "/?view=done", "/cases", "/deadlines", "/deadlines?status=met", f"/cases/{case_id}")
    rounds = {"dai": watched, "bao": ("/", f"/tasks/{task_id}"), "adm": ("/admin/incidents",)}
    browsers = {name: browser_of(name) for name in rounds}

    def opened() -> dict[str, str]:
        return {path: browsers[name].get(path).words for name, paths in rounds.items() for path in paths}

    return opened


def test_nothing_is_called_damaged_where_nothing_is(pages: Callable[[], dict[str, str]]) -> None:
    """A task of no unit and a case of nobody's: what an outer join did not find is no damage."""
    assert [path for path, shown in pages().items() if "数据库中已损坏" in shown] == []


@pytest.mark.parametrize("value", ["rubbish", None])
def test_a_damaged_due_time_leaves_the_board_and_is_named(
    pages: Callable[[], dict[str, str]], world: World, value: str | None
) -> None:
    assert "时间无法读取" not in pages()["/deadlines"]
    damage(world.store, "deadline", "due_at", value)
    shown = pages()["/deadlines"]
    assert "时间无法读取" in shown
    assert "数据库中已损坏" in shown
    with world.store.read() as work:
        key = work.session.query(Deadline.id).one()[0]
        sentences = [breach.sentence for breach in verify(work).breaches]
    assert f"The value due_at of deadline {key} cannot be read." in sentences


def test_no_damaged_value_takes_a_page_away(pages: Callable[[], dict[str, str]], world: World) -> None:
    for table, columns in DAMAGE.items():
        names = ", ".join(columns)
        with owner_of(world.store) as owner:
            kept = [tuple(row) for row in owner.exec_driver_sql(f'SELECT {names}, rowid FROM "{table}"')]
        for column in columns:
            damage(world.store, table, column, "rubbish")
        shown = pages()
        assert len(shown) == 8, table
        with owner_of(world.store) as owner:
            places = ", ".join(f"{column} = ?" for column in columns)
            for row in kept:
                owner.exec_driver_sql(f'UPDATE "{table}" SET {places} WHERE rowid = ?', row)
    with world.store.read() as work:
        assert verify(work).is_intact


def test_verify_names_every_damaged_value_and_goes_on(pages: Callable[[], dict[str, str]], world: World) -> None:
    columns = [(table, column) for table, names in DAMAGE.items() for column in names if (table, column) not in TEXTS]
    for table, column in columns:
        # One entry: what none of the others tell cannot be compared with anything.
        where = " WHERE kind = 'task_completed'" if table == "history_entry" else ""
        damage(world.store, table, column, "rubbish", where)
    damage(world.store, "unit", "name", "另一单位")
    with world.store.read() as work:
        sentences = [breach.sentence for breach in verify(work).breaches]
    unreadable = [sentence for sentence in sentences if "cannot be read" in sentence]
    for table, column in columns:
        place = "the entry" if table == "history_entry" else f" of {table} "
        assert any(place in one and column in one for one in unreadable), f"{table}.{column}"
    assert any(" unit " in one and "differs" in one for one in sentences), sentences
