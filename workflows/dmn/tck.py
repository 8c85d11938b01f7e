"""Runs a folder laid out like the DMN conformance kit: models, test files, expected values; `python -m workflows tck`."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from lxml import etree

from workflows.dmn.errors import DmnError
from workflows.dmn.evaluate import call, evaluate
from workflows.dmn.explain import plain
from workflows.dmn.model import Model
from workflows.dmn.read import read_model
from workflows.dmn.tck_values import KitError, is_expected, read_value
from workflows.feel import Environment, FeelLimitError, Limits
from workflows.xml import XmlRefused, parse_xml

_LIMIT = 20_000_000
"""Test files of the kit are trusted to be large; models are read with the bound that every model has."""

_ENVIRONMENT = Environment(limits=Limits(seconds=20.0))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one test case went; `expected` and `actual` are plain values of the first node that differs."""

    folder: str
    file: str
    case: str
    is_passed: bool
    node: str | None = None
    expected: Any = None
    actual: Any = None
    reason: str | None = None


def run_kit(directory: Path) -> Iterator[CaseResult]:
    """Run every test file below `directory`, in the order of their paths. Raises KitError where there is none."""
    files = sorted(path for path in directory.rglob("*.xml") if _is_test(path))
    if not files:
        raise KitError(f"{directory}: there are no test files of the kit in this folder")
    for path in files:
        yield from _run_file(path, path.parent.relative_to(directory).as_posix())


def _is_test(path: Path) -> bool:
    return "-test-" in path.stem or path.stem.endswith("-test")


def _run_file(path: Path, folder: str) -> Iterator[CaseResult]:
    try:
        root = parse_xml(path.read_bytes(), path.name, limit=_LIMIT)
    except XmlRefused as refused:
        yield CaseResult(folder, path.name, "", False, reason=refused.sentence.en)
        return
    model, refusal = _model(root, path)
    for case in _children(root, "testCase"):
        id = case.get("id") or ""
        if model is None:
            yield CaseResult(folder, path.name, id, False, reason=refusal)
        else:
            yield _run_case(case, model, CaseResult(folder, path.name, id, True))


def _model(root: etree._Element, path: Path) -> tuple[Model | None, str | None]:
    """The model of a test file, every other model of its folder being at hand for imports; or why there is none."""
    name = next((_text(each) for each in _children(root, "modelName")), "")
    beside = {each.name: each.read_bytes() for each in sorted(path.parent.glob("*.dmn"))}
    if name not in beside:
        return None, f"the model {name} is not in the folder"
    try:
        return read_model(beside[name], name, imports=beside), None
    except DmnError as error:
        return None, str(error)


def _run_case(case: etree._Element, model: Model, result: CaseResult) -> CaseResult:
    try:
        given = {each.get("name") or "": read_value(each) for each in _children(case, "inputNode")}
        for node in _children(case, "resultNode"):
            name = node.get("name") or ""
            expected = next((read_value(each) for each in _children(node, "expected")), None)
            actual, reason = _evaluate(case, name, model, given)
            if not is_expected(actual, expected):
                shown = {"expected": plain(expected), "actual": plain(actual)}
                return dataclasses.replace(result, is_passed=False, node=name, reason=reason, **shown)
    except KitError as error:
        return dataclasses.replace(result, is_passed=False, reason=str(error))
    return result


def _evaluate(case: etree._Element, name: str, model: Model, given: Mapping[str, Any]) -> tuple[Any, str | None]:
    """The actual value of a result node and what was noted on the way; a refused evaluation counts as null."""
    try:
        if case.get("type") in ("decisionService", "bkm") or case.get("invocableName"):
            called = _id({**model.services, **model.knowledge}, case.get("invocableName") or "")
            evaluation = call(model, called, given, _ENVIRONMENT)
            value = evaluation.value
            # A service with several outputs gives a context; the node names the output that is meant.
            if isinstance(value, dict) and name in value and name in {each.name for each in model.decisions.values()}:
                value = value[name]
        else:
            evaluation = evaluate(model, _id(model.decisions, name), given, _ENVIRONMENT)
            value = evaluation.value
    except (DmnError, FeelLimitError) as error:
        return None, str(error)
    notes = [
        told.en for told in (*(p.sentence for p in evaluation.problems), *(d.sentence for d in evaluation.diagnoses))
    ]
    return value, "; ".join(dict.fromkeys(notes)) or None


def _id(parts: Mapping[str, Any], name: str) -> str:
    return next((id for id, each in parts.items() if each.name == name), name)


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    return (each for each in element if isinstance(each.tag, str) and etree.QName(each).localname == tag)


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


@click.command("tck")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def tck(directory: Path, as_json: bool) -> None:
    """Run the conformance cases of DIRECTORY; exit 0 where all pass, 1 otherwise."""
    try:
        results = list(run_kit(directory))
    except KitError as error:
        raise click.ClickException(str(error)) from error
    failed = [each for each in results if not each.is_passed]
    if as_json:
        click.echo(json.dumps(_summary(results, failed), ensure_ascii=False, default=str))
    else:
        _print(results, failed)
    sys.exit(1 if failed else 0)


def _summary(results: list[CaseResult], failed: list[CaseResult]) -> dict[str, Any]:
    return {
        "passed": len(results) - len(failed),
        "failed": len(failed),
        "total": len(results),
        "folders": {name: {"passed": ok, "failed": bad, "total": ok + bad} for name, ok, bad in _by_folder(results)},
        "list": [dataclasses.asdict(each) for each in failed],
    }


def _by_folder(results: list[CaseResult]) -> Iterator[tuple[str, int, int]]:
    total, passed = Counter(each.folder for each in results), Counter(each.folder for each in results if each.is_passed)
    for folder in sorted(total):
        yield folder, passed[folder], total[folder] - passed[folder]


def _print(results: list[CaseResult], failed: list[CaseResult]) -> None:
    for folder, ok, bad in _by_folder(results):
        click.echo(f"{ok:5} passed  {bad:4} failed  {ok + bad:5} total  {folder}")
    for each in failed:
        click.echo(f"FAILED {each.folder} {each.case} {each.node or ''}")
        if each.node is not None:
            expected, actual = (json.dumps(v, ensure_ascii=False, default=str) for v in (each.expected, each.actual))
            click.echo(f"    expected {expected}, actual {actual}")
        if each.reason:
            click.echo(f"    {each.reason}")
    click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed, {len(results)} total")
