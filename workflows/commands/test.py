"""`python -m workflows test`: play the scenarios of procedure folders and say which passed and what they covered."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from workflows.casework.publishing import check_all, procedure_folders, read_all, read_once
from workflows.commands.language import language_of
from workflows.commands.lists import database_option, lists_for
from workflows.commands.places import place_of
from workflows.people.posts import PostEntry
from workflows.procedure.checks.units import written_units
from workflows.procedure.model import Problem, Procedure, Severity
from workflows.procedure.scenario_reader import is_scenario, read_scenarios
from workflows.scenarios.coverage import Coverage, coverage_of
from workflows.scenarios.player import ScenarioFailure, ScenarioResult, play
from workflows.settings import procedures_folder


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario file: how it went, or why it could not be read."""

    process_id: str
    file: str
    result: ScenarioResult | None
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def is_passed(self) -> bool:
        """True where it was read and everything went as it says."""
        return self.result is not None and self.result.is_passed

    @property
    def failures(self) -> tuple[ScenarioFailure, ...]:
        """What went otherwise, the problems of reading included."""
        unread = tuple(ScenarioFailure(None, each.sentence, self.file) for each in self.problems)
        return unread + (self.result.failures if self.result is not None else ())


def play_all(
    procedures: Mapping[str, Procedure],
    process_ids: Iterable[str],
    only: str | None = None,
    refused: Collection[Problem] = (),
    posts: Mapping[str, PostEntry] | None = None,
) -> Iterator[Played]:
    """Play the scenarios of these procedures, all or those whose file's name holds `only`.

    `procedures` holds them and everything that they may call. A scenario file that the check `refused` is told, not played.
    Its people hold posts as `posts` describes them, as shipped without any.
    """
    for process_id in process_ids:
        scenarios, broken = read_scenarios(procedures[process_id].files)
        for name in sorted((*scenarios, *broken)):
            if only is not None and only not in name:
                continue
            problems = broken.get(name) or tuple(problem for problem in refused if problem.file == name)
            began = time.perf_counter()
            result = None if problems else play(scenarios[name], process_id, procedures, posts)
            yield Played(process_id, name, result, problems, time.perf_counter() - began)


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--only", help="Play only scenario files whose name holds this text.")
@click.option("--post", "posts", multiple=True, help="A post of your own that lanes may name; repeat for several.")
@database_option
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the sentences; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def test(
    folders: tuple[Path, ...],
    only: str | None,
    posts: tuple[str, ...],
    database: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Play the scenarios of procedure FOLDERS, or of all of bpmn/ without one. Exit 1 where one fails.

    What the check refuses is not played: a scenario would say nothing about a procedure that cannot be published.
    """
    lists = lists_for(database)
    if not as_json:
        lists.tell(language)
    chosen = [inside for folder in folders or (procedures_folder(),) for inside in _expanded(folder.resolve())]
    around = {root for root in (procedures_folder(), *(folder.parent for folder in chosen)) if root.is_dir()}
    known, _ = read_all(folder for root in sorted(around) for folder in procedure_folders(root))
    own, roots, problems = read_once(chosen)
    procedures = {**known, **own}
    locale = language_of(language)
    played: list[Played] = []
    for process_id, procedure in own.items():
        units = lists.units if any(True for _ in written_units(procedure)) else None
        checked = check_all({process_id: procedure}, {*lists.posts, *posts}, units=units, beside=procedures)
        errors = [problem for problem in checked if problem.severity is Severity.ERROR]
        outside = [problem for problem in errors if not is_scenario(problem.file)]
        problems.extend((roots[process_id], problem) for problem in outside)
        for each in play_all(procedures, () if outside else (process_id,), only, errors, lists.posts):
            played.append(each)
            if not as_json:
                _print(each, locale)
    failed = [each for each in played if not each.is_passed]
    found = covered(played, procedures, {each.process_id for each in played})
    if as_json:
        click.echo(
            json.dumps({**_report(played, problems, found), "posts_of": lists.source}, ensure_ascii=False, indent=2)
        )
    else:
        for folder, problem in problems:
            click.echo(f"{place_of(folder, problem)} — {problem.sentence.in_language(locale)}")
        if problems:
            click.echo(_REFUSED[locale])
        _print_coverage(found, locale)
        counts = (len(played) - len(failed), len(failed), len(played))
        line = "{} passed, {} failed, {} total." if locale == "en" else "通过 {}，失败 {}，共 {}。"
        click.echo(line.format(*counts))
    sys.exit(1 if failed or problems else 0)


_REFUSED = {
    "en": "What the check refuses is not played; correct these errors first.",
    "zh": "检查未通过的内容不予测试；请先改正以上错误。",
}


def _expanded(folder: Path) -> list[Path]:
    """The folder itself, or the procedure folders in it where it is none."""
    if not folder.is_dir() or any(folder.glob("*.bpmn")):
        return [folder]
    return procedure_folders(folder) or [folder]


def _print(played: Played, locale: str) -> None:
    mark = {"en": ("FAILED", "passed"), "zh": ("失败", "通过")}[locale][played.is_passed]
    title = played.result.scenario.name(locale) if played.result is not None else ""
    click.echo(f"{mark} {played.process_id}/{played.file} {title} ({played.seconds:.1f} s)")
    for failure in played.failures:
        click.echo(f"    {_place(failure, played.file, locale)}{failure.sentence.in_language(locale)}")


def _place(failure: ScenarioFailure, file: str, locale: str) -> str:
    """Where in the scenario a failure is, with the file where the step stands in one that the scenario continues."""
    inside = "" if failure.file == file else f"{failure.file} "
    if failure.step is None:
        return ""
    if failure.step == 0:
        return f"{inside}开始：" if locale == "zh" else f"{inside}start: "
    return f"{inside}第 {failure.step} 步：" if locale == "zh" else f"{inside}step {failure.step}: "


def covered(played: list[Played], procedures: Mapping[str, Procedure], own: Iterable[str]) -> dict[str, Coverage]:
    """What the played scenarios came through, of the tested procedures (`own`) and of those that they call, by process id."""
    results = [each.result for each in played if each.result is not None]
    reached = {process_id for result in results for process_id in result.coverage}
    return {
        process_id: coverage_of(
            procedures[process_id],
            [result.coverage[process_id] for result in results if process_id in result.coverage],
            [rule for result in results for rule in result.rules.get(process_id, ())],
        )
        for process_id in sorted({*own, *reached})
    }


_COVERED = {
    "en": "{}: {} of {} elements, {} of {} flows, {} of {} rules covered",
    "zh": "{}：经过元素 {}/{}，连线 {}/{}，规则 {}/{}",
}


def _print_coverage(found: Mapping[str, Coverage], locale: str) -> None:
    """A line for each procedure, which names what is not covered, and one for all of them in the end."""
    total = [0] * 6
    for process_id, coverage in found.items():
        kinds = (coverage.elements, coverage.flows, coverage.rules)
        numbers = [number for kind in kinds for number in (kind.count, len(kind.names))]
        total = [sum(pair) for pair in zip(total, numbers, strict=True)]
        left = f" — {', '.join(coverage.missing)}" if coverage.missing else ""
        click.echo(_COVERED[locale].format(process_id, *numbers) + left)
    if len(found) > 1:
        click.echo(_COVERED[locale].format("In all" if locale == "en" else "合计", *total))


def _report(
    played: list[Played], problems: list[tuple[Path, Problem]], found: Mapping[str, Coverage]
) -> dict[str, object]:
    rows = [
        {
            "process_id": each.process_id,
            "file": each.file,
            "name": each.result.scenario.name_zh if each.result is not None else "",
            "name_en": each.result.scenario.name_en if each.result is not None else "",
            "passed": each.is_passed,
            "seconds": round(each.seconds, 3),
            "failures": [
                {"file": f.file, "step": f.step, "en": f.sentence.en, "zh": f.sentence.zh} for f in each.failures
            ],
        }
        for each in played
    ]
    passed = sum(each.is_passed for each in played)
    coverage = {
        process_id: {
            "elements": each.elements.count,
            "all_elements": len(each.elements.names),
            "flows": each.flows.count,
            "all_flows": len(each.flows.names),
            "rules": each.rules.count,
            "all_rules": len(each.rules.names),
            "uncovered_elements": each.elements.missing,
            "uncovered_flows": each.flows.missing,
            "uncovered_rules": each.rules.missing,
        }
        for process_id, each in found.items()
    }
    unread = [
        {"folder": str(folder), "file": p.file, "element": p.element, "en": p.sentence.en, "zh": p.sentence.zh}
        for folder, p in problems
    ]
    return {
        "passed": passed,
        "failed": len(played) - passed,
        "total": len(played),
        "list": rows,
        "problems": unread,
        "coverage": coverage,
    }
