"""Long tests come first in each test process: one that begins when all others have ended keeps a single core at work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

# Tests that take long on two cores, the longest first, and those that wait for processes while others work. One that is missing
# here costs time, nothing else.
LONG = (
    "demo/test_months.py",
    "disclosure/test_table.py::test_every_row_holds_at_every_moment_and_step[recall]",
    "journeys/test_recall.py",
    "races/test_killed_processes.py",
    "jobs/test_worker_process.py",
    "webapp/test_statements.py",
    "demo/test_multiply.py",
    "server/test_backup.py::test_the_drill",
    "journeys/test_accessibility.py::test_no_page_keeps_anybody_out",
    "server/test_worker_seen.py",
    "store/test_migrate.py::test_three_processes_migrate_at_once",
    "proof/test_seals.py::test_processes_that_seal_at_once_leave_a_file_that_holds",
    "proof/test_whole_record.py",
    "proof/test_every_column.py",
    "disclosure/test_table.py::test_every_row",
    "disclosure/test_table.py::test_nobody_is_led",
    "demo/test_cases.py",
    "webapp/test_damaged_values.py",
    "casework/test_paging.py",
    "journeys/test_second_reviewer.py",
    "commands/test_publish.py",
    "demo/test_batch.py",
    "recall/test_unit_lateness.py",
    "conformance/test_feelin.py",
    "properties/test_engine_against_reference.py",
    "server/test_bounds.py",
    "server/test_gunicorn.py",
    "server/test_proxy.py",
    "server/test_database_trouble.py",
    "server/test_sessions.py",
    "webapp/test_serve.py",
    "attachments/test_killed.py",
    "scenarios/test_shipped.py",
    "upgrade",
    "races/test_clock_starts.py",
    "races/test_two_people.py",
    "server/test_numbers.py",
    "jobs/test_damaged_rows.py",
    "benchmarks/test_bench.py",
)
T = TypeVar("T")


def rank(name: str) -> int:
    """The place of a test among the long ones, by its name; behind all of them for any other."""
    return next((place for place, long in enumerate(LONG) if name.startswith(f"tests/{long}")), len(LONG))


def long_first(items: Sequence[tuple[str, T]], processes: int) -> list[T]:
    """The tests, given by name, in the order that starts each process with its share of the long ones.

    pytest-xdist gives every process one piece of the whole list, of equal length, and lets those that are done early steal from
    the end of another's; the others stay in their order, as neighbours share fixtures.
    """
    ordered = sorted(items, key=lambda item: rank(item[0]))
    count = sum(rank(name) < len(LONG) for name, _ in items)
    long, short = [item for _, item in ordered[:count]], [item for _, item in ordered[count:]]
    found: list[T] = []
    for number in range(processes):
        left = processes - number
        mine = long[number::processes]
        length = (len(items) - len(found)) // left
        taken = len(found) - sum(len(long[before::processes]) for before in range(number))
        found += [*mine, *short[taken : taken + max(length - len(mine), 0)]]
    return found
