"""Families 11 to 13 of open words, what operations read, their headers and the elements they look up: each has one declaration."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.shipped import with_called
from workflows.casework.operations import _operations, registered_operations
from workflows.procedure.model import ElementType

ROOT = Path(__file__).parents[2]
GENERAL = [
    ROOT / "workflows" / name
    for name in (
        "attendance/leave_operations.py",
        "casework/ask_operation.py",
        "casework/earlier_cases.py",
        "casework/ledger_rows.py",
        "casework/ledger_sheets.py",
        "casework/notify_operation.py",
        "casework/rounds.py",
        "casework/sheet_operations.py",
        "documents/operations.py",
    )
]
FILES = [*sorted(ROOT.glob("workflows/*/operations/*.py")), *GENERAL]


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every file that holds operations, with where it is."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def test_no_operation_reads_variables_or_headers_by_name() -> None:
    """11 and 12: what an operation is given is its dataclass, which the house builds and `check` follows."""
    taken = [
        place for place, node in nodes() if isinstance(node, ast.Attribute) and node.attr in ("variables", "headers")
    ]
    assert taken == []


def test_every_declared_input_and_header_is_read() -> None:
    """What nothing reads would be asked of designers in vain."""
    read = {node.attr for _, node in nodes() if isinstance(node, ast.Attribute)}
    unread = {
        f"{name}: {field.name}"
        for name, each in _operations.items()
        # A nomination is kept as it was said, every field of it.
        if each.given is not None and "asdict(self)" not in inspect.getsource(each.given)
        for field in each.fields
        if field.name not in read
    }
    assert unread == set()


def test_every_operation_is_declared_in_a_file_that_is_looked_at() -> None:
    homes = {Path(inspect.getsourcefile(each.function) or "") for each in _operations.values()}
    assert homes <= set(FILES)


def test_elements_are_named_in_declarations_and_stand_in_the_shipped_diagrams() -> None:
    """13: a task whose answers are looked up is declared beside the operation, and `check` misses it where it is renamed."""
    looked_up = [
        (place, node.args[2])
        for place, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "last_decision"
    ]
    assert [place for place, argument in looked_up if isinstance(argument, ast.Constant)] == []
    drawn = {
        element.id
        for name in ("recall", "selection_withdrawal")
        for procedure in with_called(name)
        for element in procedure.elements.values()
        if element.type is ElementType.USER_TASK
    }
    assert {step for signature in registered_operations().values() for step in signature.steps} <= drawn
