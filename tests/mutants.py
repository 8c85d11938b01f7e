"""Takes out one check at a time and asks whether a test notices: `make mutants`.

    python -m tests.mutants [FILE …] [--jobs N] [--only TEXT] [--list]

Each mutant changes one place of a file that decides who may read or act: a condition turned round, an `and` for an `or`, one
condition of a query or of a list left out, a refusal that is not raised, a call that is not made. The tests that reach the place
then run against it (mutant_runs.py says how). A mutant that no test notices is printed; exit 1 where there is one.
"""

from __future__ import annotations

import ast
import copy
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]

# File that decides -> the tests that must notice; what the last of them builds for all its tests is built once for all mutants.
_RECORD = (
    "tests/proof/test_digests.py",
    "tests/proof/test_history.py",
    "tests/proof/test_collector.py",
    "tests/proof/test_erase.py",
    "tests/proof/test_history_conditions.py",
)
_VERBS = (
    "tests/recall/test_overdue_clock.py",
    "tests/casework/test_holders.py",
    "tests/casework/test_incidents.py",
    "tests/casework/test_incident_values.py",
    "tests/casework/test_beginnings.py",
    "tests/casework/test_clocks.py",
    "tests/casework/test_recuse.py",
    "tests/casework/test_duties.py",
    "tests/casework/test_complete.py",
    "tests/webapp/test_one_way.py",
    "tests/casework/test_acting.py",
)
_SESSIONS = ("tests/people/test_sessions.py", "tests/webapp/test_sent_once.py", "tests/webapp/test_sign_in.py")
TARGETS: dict[str, tuple[str, ...]] = {
    "workflows/casework/access.py": (
        "tests/casework/test_substitutes.py",
        "tests/casework/test_access_conditions.py",
    ),
    "workflows/casework/known_steps.py": ("tests/casework/test_access_conditions.py",),
    "workflows/casework/duties.py": ("tests/casework/test_duty_conditions.py",),
    "workflows/casework/disclosure.py": (
        "tests/casework/test_disclosure_letters.py",
        "tests/casework/test_disclosure_parts.py",
    ),
    "workflows/casework/acting.py": _VERBS,
    **{
        f"workflows/casework/verbs/{path.name}": _VERBS
        for path in sorted((ROOT / "workflows/casework/verbs").glob("[a-z]*.py"))
    },
    "workflows/proof/history.py": _RECORD,
    "workflows/proof/digests.py": _RECORD,
    "workflows/people/sessions.py": _SESSIONS,
    "webapp/session.py": _SESSIONS,
}
# Calls whose arguments are conditions: each argument left out is a mutant.
_CONDITIONS = frozenset({"or_", "and_", "where", "union"})
_OPPOSITE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: its number in the file, the line, and what was done there."""

    file: str
    number: int
    line: int
    act: str
    statement: (
        int | None
    )  # line of the statement of a function that it stands in; None: it is met when the file is imported

    @property
    def name(self) -> str:
        """Where it is and what was done there, as it is printed."""
        return f"{self.file}:{self.line} {self.act}"


def _call_name(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What can be done to one node: the words for it, and the node to put in its place."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE:
        turned = copy.deepcopy(node)
        turned.ops = [_OPPOSITE[type(node.ops[0])]()]
        yield "comparison turned round", turned
    elif isinstance(node, ast.BoolOp):
        swapped = copy.deepcopy(node)
        swapped.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or swapped", swapped
        for index in range(len(node.values)):
            fewer = copy.deepcopy(node)
            del fewer.values[index]
            yield f"operand {index + 1} left out", fewer if len(fewer.values) > 1 else fewer.values[0]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", copy.deepcopy(node.operand)
    elif _call_name(node) in _CONDITIONS and isinstance(node, ast.Call) and len(node.args) > 1:
        for index in range(len(node.args)):
            fewer_arguments = copy.deepcopy(node)
            del fewer_arguments.args[index]
            yield f"condition {index + 1} of {_call_name(node)} left out", fewer_arguments
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} turned round", ast.Constant(not node.value)
    elif isinstance(node, ast.Raise):
        yield "refusal not raised", ast.Pass()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"{_call_name(node.value) or 'call'} not called", ast.Pass()
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Name | ast.Call | ast.Attribute):
        yield "nothing returned", ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue | ast.Break):
        yield "loop not cut short", ast.Pass()


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """(parent, field, index, node) of every node that belongs to the program; annotations and imports do not."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        parent = waiting.pop()
        for name, value in ast.iter_fields(parent):
            if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
                continue
            children = value if isinstance(value, list) else [value]
            for index, child in enumerate(children):
                if isinstance(child, ast.AST) and not isinstance(child, ast.Import | ast.ImportFrom):
                    yield parent, name, index if isinstance(value, list) else None, child
                    waiting.append(child)


def mutants_of(file: str) -> Iterator[tuple[Mutant, ast.Module]]:
    """Every mutant of a file with its whole tree; numbers are the same at every reading."""
    text = (ROOT / file).read_text(encoding="utf-8")
    number = 0
    original = ast.parse(text)
    statements = _statements(original)
    for place, (_, _, _, node) in enumerate(_places(original)):
        for kind, _ in enumerate(list(_changes(node))):
            tree = ast.parse(text)
            parent, name, index, same = list(_places(tree))[place]
            act, replacement = list(_changes(same))[kind]
            ast.copy_location(replacement, same)
            if index is None:
                setattr(parent, name, replacement)
            else:
                getattr(parent, name)[index] = replacement
            number += 1
            yield (
                Mutant(file, number, getattr(node, "lineno", 0), act, statements.get(id(node))),
                ast.fix_missing_locations(tree),
            )


def _statements(tree: ast.Module) -> dict[int, int]:
    """By the identity of each node inside a function: the line of the innermost statement that it belongs to."""
    found: dict[int, int] = {}

    def walk(node: ast.AST, line: int | None, is_inside: bool) -> None:
        if is_inside and isinstance(node, ast.stmt):
            line = node.lineno
        if line is not None:
            found[id(node)] = line
        for child in ast.iter_child_nodes(node):
            walk(child, line, is_inside or isinstance(node, ast.FunctionDef))

    walk(tree, None, False)
    return found


@click.command()
@click.argument("files", nargs=-1)
@click.option("--jobs", default=2, show_default=True, help="Processes at once.")
@click.option("--only", default="", help="Only mutants whose printed line holds this text.")
@click.option("--list", "only_list", is_flag=True, help="Print the mutants, run nothing.")
def main(files: tuple[str, ...], jobs: int, only: str, only_list: bool) -> None:
    """Run the tests against every mutant of FILES (default: all that decide who may read or act)."""
    wanted = files or tuple(file for file in TARGETS if (ROOT / file).exists())
    found = [(mutant, tree) for file in wanted for mutant, tree in mutants_of(file) if only in mutant.name]
    if only_list:
        for mutant, _ in found:
            click.echo(mutant.name)
        click.echo(f"{len(found)} mutants.")
        return
    # The tests bring in the product, and whoever only lists mutants needs none of it.
    from tests.mutant_runs import survivors_of

    began, survivors = time.monotonic(), 0
    for file in wanted:
        of_file = [(mutant, tree) for mutant, tree in found if mutant.file == file]
        tests = [path for path in TARGETS[file] if (ROOT / path).exists()]
        # Each survivor is printed where it is found.
        survivors += len(survivors_of(of_file, tests, jobs)) if of_file else 0
    click.echo(f"{len(found)} mutants, {survivors} survived ({time.monotonic() - began:.0f} s).")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
