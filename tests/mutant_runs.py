"""Runs the tests against mutants in one process: the tests once as they are, then for each mutant, in a fork, those that reach it.

The product is loaded once. In the first run every statement of the files in question tells that it was reached, so that a mutant
is shown to the tests that come by: first those of the last file, then those that noticed most so far, then the quickest. In the
fork the code of the changed functions takes the place of the old; a test that fails has noticed, and so has one that hangs.
"""

from __future__ import annotations

import ast
import gc
import importlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.mutants import ROOT, Mutant

LONGEST = 120  # seconds of one test; a mutant that hangs was noticed
HIT = "_gatepost_reached"
NOTICED, SURVIVED = 1, 0
UNCHANGED = 0  # the number of no mutant


class _Telling(ast.NodeTransformer):
    """Has every statement of every function say that it is reached."""

    def __init__(self) -> None:
        self._is_inside = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Reach into the function; where it stands at the top its own definition says nothing."""
        before, self._is_inside = self._is_inside, True
        self.generic_visit(node)
        self._is_inside = before
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Put a call in front of each statement of each list of statements."""
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if self._is_inside and isinstance(statements, list):
                setattr(node, name, [each for old in statements for each in (_telling(old), old)])
        return node


def _telling(statement: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(HIT, ast.Load()), [ast.Constant(statement.lineno)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement))


@dataclass
class _File:
    """A file in question: its module as the product knows it, and which tests reach which of its statements."""

    module: ModuleType
    path: str
    reached_by: dict[int, set[str]] = field(default_factory=dict)  # line -> tests
    at_import: set[int] = field(default_factory=set)  # lines of functions that the import itself runs

    @classmethod
    def of(cls, file: str) -> _File:
        """The file, told to say what is reached of it."""
        name = file.removesuffix(".py").replace("/", ".")
        found = cls(importlib.import_module(name), str(ROOT / file))
        tree = _Telling().visit(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        found.module.__dict__[HIT] = found.at_import.add
        found.replace(ast.fix_missing_locations(tree), has_new_values=False)
        return found

    def tests_of(self, statement: int | None) -> set[str]:
        """The tests that reach a statement; every test of the file for what its import runs."""
        if statement is None or statement in self.at_import:
            return set().union(*self.reached_by.values())
        return self.reached_by.get(statement, set())

    def replace(self, tree: ast.Module, *, has_new_values: bool) -> None:
        """Let the module's functions run this code; with new values, what its import works out is put in place as well."""
        new = ModuleType(self.module.__name__)
        new.__dict__.update(__file__=self.path, **{HIT: self.module.__dict__[HIT]})
        before = sys.modules[self.module.__name__]
        sys.modules[self.module.__name__] = new  # dataclasses look their module up by name
        try:
            exec(compile(tree, self.path, "exec"), new.__dict__)
        finally:
            sys.modules[self.module.__name__] = before
        for name, value in new.__dict__.items():
            old = self.module.__dict__.get(name)
            # A function that keeps its answers is no FunctionType, and left alone it would seem to be reached by no test.
            if isinstance(value, FunctionType | type) or hasattr(value, "__wrapped__"):
                _take_code(old, value, self.module.__name__)
            elif has_new_values and old is not None and not isinstance(value, ModuleType) and not name.startswith("__"):
                _put_everywhere(name, old, value)


def _take_code(old: Any, new: Any, module: str) -> None:
    """Give a function, or every function of a class, of this module the code of its new version."""
    if getattr(new, "__module__", None) != module:
        return
    if isinstance(new, type):
        for name, value in vars(new).items():
            there = vars(old).get(name)
            for one, other in zip(_functions_of(there), _functions_of(value), strict=True):
                _take_code(one, other, module)
        return
    for one, other in zip(_functions_of(old), _functions_of(new), strict=True):
        if isinstance(one.__code__, CodeType) and len(one.__code__.co_freevars) == len(other.__code__.co_freevars):
            one.__code__, one.__defaults__, one.__kwdefaults__ = (
                other.__code__,
                other.__defaults__,
                other.__kwdefaults__,
            )
        else:
            raise TypeError(f"{module}.{one.__qualname__} cannot take other code")
    if hasattr(old, "cache_clear"):
        old.cache_clear()


def _functions_of(value: Any) -> list[Any]:
    if isinstance(value, property):
        return [each for each in (value.fget, value.fset) if each is not None]
    if isinstance(value, classmethod | staticmethod):
        value = value.__func__
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return [value] if isinstance(value, FunctionType) else []


def _put_everywhere(name: str, old: Any, value: Any) -> None:
    """Put a new value in place of the old wherever a module of the product took it over."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("workflows", "webapp")) and vars(module).get(name) is old:
            setattr(module, name, value)


def _unchanged(file: str) -> tuple[Mutant, ast.Module]:
    return Mutant(file, UNCHANGED, 0, "unchanged", None), ast.parse((ROOT / file).read_text(encoding="utf-8"))


class _Runs:
    """The plugin of the one pytest session that everything happens in."""

    def __init__(self, mutants: Sequence[tuple[Mutant, ast.Module]], jobs: int) -> None:
        self._mutants, self._jobs = mutants, jobs
        self._files: dict[str, _File] = {}
        self._seconds: dict[str, float] = {}
        self._noticed: Counter[str] = Counter()
        self._failed = ""
        self._cheap: set[str] = set()  # the tests of the last file
        self.survivors: list[Mutant] = []
        self.broken = "The tests could not be collected."

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how long a test took and which failed first."""
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self._failed = self._failed or report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The tests as they are, then the mutants."""
        for file in {mutant.file for mutant, _ in self._mutants}:
            self._files[file] = _File.of(file)
        # What the last file built for all of its tests stands when the forks begin: its questions cost next to nothing there.
        last = next(item for item in session.items if item.path == session.items[-1].path)
        for item, following in zip(session.items, [*session.items[1:], last], strict=True):
            self._watch(item)
            self._run(item, following)
            if self._failed:
                self.broken = f"{self._failed} fails without any mutant."
                return True
        self.broken = ""
        self._cheap = {item.nodeid for item in session.items if item.path == last.path}
        self._against_all({item.nodeid: item for item in session.items})
        return True

    def _watch(self, item: pytest.Item) -> None:
        for file in self._files.values():

            def reached(line: int, known: dict[int, set[str]] = file.reached_by) -> None:
                known.setdefault(line, set()).add(item.nodeid)

            file.module.__dict__[HIT] = reached

    @staticmethod
    def _run(item: pytest.Item, following: pytest.Item) -> None:
        # With a test to follow, what the whole session shares, such as the migrated template, stays.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _against_all(self, items: dict[str, pytest.Item]) -> None:
        running: dict[int, tuple[Mutant, int]] = {}  # process -> mutant and where it says which test noticed
        # Each file as it is goes first: where its tests fail in a fork even then, nothing that they notice would mean anything.
        waiting = [*(_unchanged(file) for file in self._files), *self._mutants]
        while waiting or running:
            while waiting and len(running) < self._jobs:
                mutant, tree = waiting.pop(0)
                tests = [items[test] for test in self._tests_of(mutant)]
                reading, writing = os.pipe()
                process = os.fork()
                if process == 0:
                    os.close(reading)
                    self._in_the_fork(mutant, tree, tests, writing)
                os.close(writing)
                running[process] = mutant, reading
            process, status = os.wait()
            mutant, reading = running.pop(process)
            with os.fdopen(reading) as told:
                noticed_by = told.read()
            self._noticed[noticed_by] += 1
            has_survived = os.waitstatus_to_exitcode(status) == SURVIVED
            if mutant.number == UNCHANGED and not has_survived:
                self.broken = f"{noticed_by or 'A test'} fails in a fork although {mutant.file} is unchanged."
                waiting = []
            elif mutant.number != UNCHANGED and has_survived:
                self.survivors.append(mutant)
                sys.__stdout__.write(f"survived: {mutant.name}\n")
                sys.__stdout__.flush()

    def _tests_of(self, mutant: Mutant) -> list[str]:
        tests = self._files[mutant.file].tests_of(mutant.statement)
        return sorted(tests, key=lambda test: (test not in self._cheap, -self._noticed[test], self._seconds[test]))

    def _in_the_fork(self, mutant: Mutant, tree: ast.Module, tests: Sequence[pytest.Item], writing: int) -> None:
        """Run the tests against the mutant until one notices; never comes back."""
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(silence, stream)
        code = NOTICED
        try:
            for found in gc.get_objects():
                if isinstance(found, Engine):
                    found.dispose(close=False)  # a connection must not be shared with the process that it came from
            self._files[mutant.file].replace(tree, has_new_values=True)
            for item, following in zip(tests, [*tests[1:], *tests[-1:]], strict=True):
                signal.alarm(LONGEST)
                item.session._setupstate.teardown_exact(item)  # what the last test of the first run left standing
                self._run(item, following)
                if self._failed:
                    os.write(writing, self._failed.encode())
                    break
            else:
                code = SURVIVED
        finally:
            os._exit(code)


def survivors_of(mutants: Sequence[tuple[Mutant, ast.Module]], tests: Sequence[str], jobs: int) -> list[Mutant]:
    """The mutants that none of the tests notices, each printed at once. Exits with a sentence where a test fails without any."""
    runs = _Runs(mutants, jobs)
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--capture=sys"]
    pytest.main([*options, *tests], plugins=[runs])
    if runs.broken:
        sys.exit(runs.broken)
    return runs.survivors
