"""Takes out one check at a time and asks whether a test notices: `make mutants`.

    python -m tests.mutants [FILE …] [--jobs N] [--list]

Each mutant changes one place of a file that decides who may read or act: a condition turned round, an `and` for an `or`, one
condition of a query or of a list left out, a refusal that is not raised, a call that is not made. The file's own tests then run
in a process of their own that loads the changed source. A mutant that no test notices is printed; exit 1 where there is one.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[1]
VARIABLE = "GATEPOST_MUTANT"  # "file:number", read in the process of the tests
LONGEST = 600  # seconds; a mutant that hangs was noticed

# File that decides -> the tests that must notice, the quick ones first.
TARGETS: dict[str, tuple[str, ...]] = {
    "workflows/casework/access.py": ("tests/casework", "tests/webapp"),
    "workflows/casework/duties.py": ("tests/casework", "tests/webapp"),
    "workflows/casework/disclosure.py": ("tests/casework", "tests/disclosure", "tests/webapp"),
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
    for place, (_, _, _, node) in enumerate(_places(ast.parse(text))):
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
            yield Mutant(file, number, getattr(node, "lineno", 0), act), ast.fix_missing_locations(tree)


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads the changed tree in the place of the source."""

    tree: ast.Module

    def get_code(self, fullname: str) -> Any:
        """The compiled mutant."""
        return compile(self.tree, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed in this process."""

    def __init__(self, mutant: Mutant, tree: ast.Module) -> None:
        self._module = mutant.file.removesuffix(".py").replace("/", ".")
        self._path, self._tree = str(ROOT / mutant.file), tree

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """The changed module's spec, None for every other."""
        if fullname != self._module:
            return None
        loader = _Loader(fullname, self._path)
        loader.tree = self._tree
        return importlib.machinery.ModuleSpec(fullname, loader, origin=self._path)


def install_from_environment() -> None:
    """In the process of the tests: change the module that the variable names, before anybody imports it."""
    file, number = os.environ[VARIABLE].split(":")
    mutant, tree = next(found for found in mutants_of(file) if found[0].number == int(number))
    sys.meta_path.insert(0, _Finder(mutant, tree))


def is_noticed(mutant: Mutant) -> bool:
    """True where a test of the file fails with this mutant."""
    program = "import sys, tests.mutants as m; m.install_from_environment(); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    tests = [path for path in TARGETS[mutant.file] if (ROOT / path).exists()]
    command = [sys.executable, "-c", program, "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, VARIABLE: f"{mutant.file}:{mutant.number}"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


@click.command()
@click.argument("files", nargs=-1)
@click.option("--jobs", default=2, show_default=True, help="Processes at once.")
@click.option("--list", "only_list", is_flag=True, help="Print the mutants, run nothing.")
def main(files: tuple[str, ...], jobs: int, only_list: bool) -> None:
    """Run the tests against every mutant of FILES (default: all that decide who may read or act)."""
    wanted = files or tuple(file for file in TARGETS if (ROOT / file).exists())
    mutants = [mutant for file in wanted for mutant, _ in mutants_of(file)]
    if only_list:
        for mutant in mutants:
            click.echo(f"{mutant.file}:{mutant.line} {mutant.act}")
        click.echo(f"{len(mutants)} mutants.")
        return
    began, survivors = time.monotonic(), []
    with ThreadPoolExecutor(jobs) as pool:
        for mutant, noticed in zip(mutants, pool.map(is_noticed, mutants), strict=True):
            if not noticed:
                survivors.append(mutant)
                click.echo(f"survived: {mutant.file}:{mutant.line} {mutant.act}")
    click.echo(f"{len(mutants)} mutants, {len(survivors)} survived ({time.monotonic() - began:.0f} s).")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
