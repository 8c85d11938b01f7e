"""`python -m workflows check`: one sentence per problem of procedure folders; needs no database, and asks the one that is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.casework.operations import registered_operations
from workflows.casework.sheets import registered_sheets
from workflows.casework.words import NoticeKind
from workflows.commands.language import language_of
from workflows.commands.lists import Lists, database_option, lists_for
from workflows.commands.places import place_of
from workflows.office.settings_file import shipped_settings
from workflows.people.team_roles import WORLD_WORDS
from workflows.procedure import check as check_procedure
from workflows.procedure import read
from workflows.procedure.checks.units import written_units
from workflows.procedure.model import Problem, Procedure, Severity
from workflows.procedure.reader import folder_files
from workflows.procedure.sentences import problem
from workflows.settings import procedures_folder
from workflows.store import system_clock


@dataclass
class Checked:
    """What was found in one folder or lone diagram."""

    path: Path
    procedure: Procedure | None = None
    problems: list[Problem] = field(default_factory=list)


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--post", "posts", multiple=True, help="A post of your own that lanes may name; repeat for several.")
@database_option
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the sentences; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
def check(
    folders: tuple[Path, ...], posts: tuple[str, ...], database: str | None, language: str | None, as_json: bool
) -> None:
    """Check procedure FOLDERS, or all of bpmn/ without one. Exit 1 where a procedure has an error.

    A folder of procedure folders stands for all of them; a lone .bpmn file is checked by itself.
    """
    root, lists = procedures_folder(), lists_for(database)
    if not as_json:
        lists.tell(language)
    checked = [each for path in folders or (root,) for each in _read(path)]
    known = {
        **_neighbours(checked, root),
        **{each.procedure.process_id: each.procedure for each in checked if each.procedure},
    }
    for each in checked:
        if each.procedure is not None:
            found = check_procedure(
                each.procedure,
                posts={*lists.posts, *posts},
                operations=registered_operations(),
                called=known,
                functions=calendar_functions(Calendar()),
                notices=[kind.value for kind in NoticeKind],
                now=system_clock(),
                settings=shipped_settings(),
                world_words=WORLD_WORDS,
                sheets=registered_sheets(),
                units=lists.units if any(True for _ in written_units(each.procedure)) else None,
            )
            each.problems.extend(found)
    errors = sum(p.severity is Severity.ERROR for each in checked for p in each.problems)
    warnings = sum(len(each.problems) for each in checked) - errors
    if as_json:
        click.echo(json.dumps(_report(checked, errors, warnings, lists), ensure_ascii=False, indent=2))
    else:
        _print(checked, errors, warnings, language_of(language))
    sys.exit(1 if errors else 0)


def _read(path: Path) -> list[Checked]:
    """The procedure at `path`, or those in the folders below it; a folder of many diagrams is read diagram by diagram."""
    if path.is_file():
        return [_read_file(path)]
    diagrams = sorted(path.glob("*.bpmn")) if path.is_dir() else []
    if len(diagrams) > 1:
        several = problem("diagrams_several", path.resolve().name, values={"count": len(diagrams)})
        return [Checked(path, problems=[several]), *(_read_file(diagram) for diagram in diagrams)]
    inside = sorted({found.parent for found in path.glob("*/*.bpmn")}) if path.is_dir() and not diagrams else []
    if inside:
        return [each for folder in inside for each in _read(folder)]
    result = Checked(path)
    files = folder_files(path.resolve(), result.problems)
    if not any(found.severity is Severity.ERROR for found in result.problems):
        result.procedure, problems = read(path.resolve().name, files)
        result.problems.extend(found for found in problems if found not in result.problems)
    return [result]


def _read_file(path: Path) -> Checked:
    result = Checked(path)
    lone: list[Problem] = []
    data = _bytes(path, lone)
    result.problems.extend(lone)
    if data is not None:
        result.procedure, problems = read(path.stem, {path.name: data})
        result.problems.extend(problems)
    return result


def _bytes(path: Path, problems: list[Problem]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(problem("folder_unreadable", path.name, values={"reason": reason}))
        return None


def _neighbours(checked: Iterable[Checked], root: Path) -> Mapping[str, Procedure]:
    """Procedures that a case may hold beside the checked ones: those of the house, and folders beside a caller."""
    found: dict[str, Procedure] = {}
    waiting = [diagram.parent.resolve() for diagram in sorted(root.glob("*/*.bpmn"))]
    for each in checked:
        if each.procedure is not None:
            waiting.extend(_called_folders(each.procedure, each.path.resolve().parent))
    # What was just read is not read a second time.
    seen: set[Path] = {each.path.resolve() for each in checked if each.procedure is not None}
    while waiting:
        folder = waiting.pop().resolve()
        if folder in seen or not folder.is_dir():
            continue
        seen.add(folder)
        procedure, _ = read(folder.name, folder_files(folder.resolve(), []))
        if procedure is not None:
            found[procedure.process_id] = procedure
            waiting.extend(_called_folders(procedure, folder.parent))
    return found


def _called_folders(procedure: Procedure, beside: Path) -> list[Path]:
    called = {element.called_process_id for element in procedure.elements.values() if element.called_process_id}
    return [beside / process_id for process_id in sorted(called)]


def _report(checked: list[Checked], errors: int, warnings: int, lists: Lists) -> dict[str, object]:
    problems = [
        {
            "folder": str(each.path),
            "file": found.file,
            "element": found.element,
            "line": found.line,
            "severity": found.severity.value,
            "code": found.code,
            "en": found.sentence.en,
            "zh": found.sentence.zh,
        }
        for each in checked
        for found in each.problems
    ]
    counts = {"procedures": len(checked), "errors": errors, "warnings": warnings}
    return {**counts, "posts_of": lists.source, "problems": problems}


def _print(checked: list[Checked], errors: int, warnings: int, language: str) -> None:
    marks = {"en": ("", "(warning) "), "zh": ("", "（警告）")}[language]
    for each in checked:
        for found in each.problems:
            mark = marks[found.severity is Severity.WARNING]
            click.echo(f"{place_of(each.path, found)} — {mark}{found.sentence.in_language(language)}")
    if language == "zh":
        click.echo(f"检查了 {len(checked)} 个流程：{errors} 个错误，{warnings} 个警告。")
    else:
        click.echo(f"{len(checked)} procedures checked: {errors} errors, {warnings} warnings.")
