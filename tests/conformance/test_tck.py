"""The cases of the DMN conformance kit, where the kit lies beside this project; what fails is listed with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.dmn.tck import CaseResult, run_kit

KIT = Path(__file__).parents[3] / "shared" / "dmn-tck"

REFUSED = {
    # Functions of Java and of other foreign code are refused on purpose: a diagram must not run what is no FEEL.
    "compliance-level-3/0076-feel-external-java": {
        "boxed_001",
        "literal_001",
        "literal_002",
        "literal_005",
        "literal_006",
        "literal_007",
        "literal_010",
        "literal_011",
        "literal_012",
        "varargs_001",
    },
}
"""Cases that fail, by folder, each group with the reason beside it."""


@pytest.fixture(scope="module")
def results() -> list[CaseResult]:
    """Every case of the kit."""
    if not KIT.is_dir():
        pytest.skip("no DMN conformance kit in ../shared/dmn-tck")
    return list(run_kit(KIT))


def share(results: list[CaseResult], level: str) -> float:
    """The part of a level's cases that pass."""
    of_level = [each.is_passed for each in results if each.folder.startswith(level)]
    assert of_level, f"no cases of {level}"
    return sum(of_level) / len(of_level)


def test_compliance_level_2_passes_whole(results: list[CaseResult]) -> None:
    assert share(results, "compliance-level-2") == 1


def test_compliance_level_3_passes_but_for_foreign_functions(results: list[CaseResult]) -> None:
    assert share(results, "compliance-level-3") >= 0.99


def test_exactly_the_listed_cases_fail(results: list[CaseResult]) -> None:
    failed: dict[str, set[str]] = {}
    for each in results:
        if not each.is_passed:
            failed.setdefault(each.folder, set()).add(each.case)
    assert failed == REFUSED


def test_a_refused_function_says_so(results: list[CaseResult]) -> None:
    refused = [each for each in results if not each.is_passed]
    assert all(each.reason is not None and "write the function in FEEL" in each.reason for each in refused)
