"""Rules of the house that no library checks: sizes, docstrings, who commits, and what must not stand in a tracked file."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_LINES = 350
GENERATED = ("package-lock.json", "requirements.txt", "requirements-dev.txt", "requirements-node.txt")
MIGRATIONS = "workflows/store/migrations/versions/"
# Rooms and files that may end a transaction: the unit of work itself, and entry points (design, section 4).
MAY_COMMIT = re.compile(r"workflows/(store|jobs)/|workflows/(.*/)?(command|__main__)\.py$")
IGNORED_FOLDERS = {".venv", ".venv-tools", "node_modules", "var", "build", "__pycache__", ".hypothesis"}
IGNORED_FOLDERS |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}
# A home of a user or of a machine, and hosts that a package came from: neither belongs in a project.
MACHINE = re.compile(
    r"(?<![\w.])/(?:home|Users|root|farm)/\w"
    r"|(?<![\w./])/" + r"work/(?:main|shared)"
    r"|pypi\.(?:org|python)|pythonhosted|registry\.(?:npmjs|npmmirror|yarnpkg)|mirrors?\.\w+\.(?:com|cn|org|edu)"
    r"|deb\.debian\.org"
)


@lru_cache
def tracked() -> tuple[str, ...]:
    """Every file of the project: what git tracks or would track; in an unpacked archive, what no rule of git ignores."""
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
        names = listed.stdout.split("\0")
    else:
        names = [
            str(path.relative_to(ROOT))
            for path in sorted(ROOT.rglob("*"))
            if not IGNORED_FOLDERS & set(path.relative_to(ROOT).parts) and path.suffix not in (".mo", ".pyc", ".sqlite")
        ]
    return tuple(name for name in names if name and (ROOT / name).is_file())


def sources(*suffixes: str) -> list[str]:
    """Files written by hand that end so."""
    return [name for name in tracked() if name.endswith(suffixes) and name not in GENERATED and MIGRATIONS not in name]


def text_of(name: str) -> str:
    """A file's text; a file that is not text has none."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@lru_cache
def tree(name: str) -> ast.Module:
    """The parsed source of a Python file."""
    return ast.parse(text_of(name))


def public_functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods that another module may call: those whose name, and whose class, is not private."""

    def inside(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from inside(node.body)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
                yield node

    yield from inside(module.body)


def is_explained_elsewhere(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True where another declaration carries the sentence: an overload's last one, a property's getter, the method overridden."""
    marks = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    if marks & {"overload", "setter"}:
        return True
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for node in tree(name).body:
        if isinstance(node, ast.ClassDef) and function in node.body:
            return bool(inspect.getdoc(inspect.getattr_static(getattr(module, node.name), function.name)))
    return False


def test_the_listing_of_files_finds_this_one() -> None:
    assert "tests/architecture/test_source.py" in tracked()


def test_no_source_file_is_longer_than_350_lines() -> None:
    lengths = {name: text_of(name).count("\n") for name in sources(".py", ".js", ".mjs", ".css", ".html")}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


@pytest.mark.parametrize("folder", ["workflows", "webapp"])
def test_every_module_says_what_lives_in_it(folder: str) -> None:
    names = [name for name in sources(".py") if name.startswith(f"{folder}/")]
    assert [name for name in names if not ast.get_docstring(tree(name))] == []


def test_every_public_function_of_the_rules_is_typed_and_documented() -> None:
    missing = []
    for name in sources(".py"):
        if not name.startswith("workflows/") or name.startswith("workflows/store/migrations/"):
            continue
        for function in public_functions(tree(name)):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            untyped = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
            if untyped or function.returns is None:
                missing.append(f"{name}:{function.lineno} {function.name} lacks types")
            if not ast.get_docstring(function) and not is_explained_elsewhere(name, function):
                missing.append(f"{name}:{function.lineno} {function.name} lacks a docstring")
    assert missing == []


def test_only_entry_points_and_the_store_end_a_transaction() -> None:
    calls = []
    for name in sources(".py"):
        if not name.startswith("workflows/") or MAY_COMMIT.match(name):
            continue
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Attribute) and node.attr in ("commit", "rollback"):
                calls.append(f"{name}:{node.lineno}")
    assert calls == []


def test_no_tracked_file_names_a_machine_or_a_package_host() -> None:
    found = []
    for name in tracked():
        if name == "tests/architecture/test_source.py":
            continue
        for number, line in enumerate(text_of(name).splitlines(), 1):
            if match := MACHINE.search(line):
                found.append(f"{name}:{number} {match.group()}")
    assert found == []


def test_no_link_is_tracked() -> None:
    # A link leads to a place of one machine, and `git merge` would put it where that machine keeps the real thing.
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--stage"]
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked archive: git tracks nothing")
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    found = [
        f"{name}:{number}"
        for name in sources(".py", ".js", ".mjs", ".css", ".html", ".md", ".sh")
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_the_lock_files_name_no_address() -> None:
    assert '"resolved"' not in text_of("package-lock.json")
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        assert "--hash=sha256:" in text_of(name)
        assert not re.search(r"^\s*--(?:index|extra-index|find-links|trusted-host)", text_of(name), re.MULTILINE)


def test_every_direct_browser_package_is_pinned_exactly() -> None:
    package = json.loads(text_of("package.json"))
    pinned = package["dependencies"] | package["devDependencies"]
    assert {name: version for name, version in pinned.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
    locked = json.loads(text_of("package-lock.json"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pinned} == pinned
