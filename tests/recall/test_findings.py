"""The arithmetic of two findings: the weaker bounds the conclusion, a difference is told as one."""

from __future__ import annotations

import pytest

from workflows.recall.findings import JointFinding, joint_findings, report_conclusion, stated


def one(station: str, poverty: str, word: str | None = None) -> JointFinding:
    return JointFinding("p", "G3", station, poverty, False, word)


@pytest.mark.parametrize(
    ("station", "poverty", "word", "conclusion", "disputed"),
    [
        ("substantiated", "substantiated", None, "substantiated", False),
        ("substantiated", "partial", None, "partial", False),
        ("partial", "substantiated", "substantiated", "partial", False),
        ("substantiated", "substantiated", "partial", "partial", False),
        ("substantiated", "substantiated", "unfounded", "unfounded", False),
        ("substantiated", "unfounded", "substantiated", "unfounded", True),
        ("unfounded", "unfounded", "substantiated", "unfounded", False),
        ("substantiated", "not_examined", "substantiated", "unfounded", True),
    ],
)
def test_a_conclusion_never_goes_beyond_the_weaker_finding(
    station: str, poverty: str, word: str | None, conclusion: str, disputed: bool
) -> None:
    found = one(station, poverty, word)
    assert (found.conclusion, found.is_disputed) == (conclusion, disputed)


@pytest.mark.parametrize(
    ("findings", "is_signed", "conclusion"),
    [
        ([one("unfounded", "unfounded")], True, "unfounded"),
        ([one("unfounded", "unfounded")], False, "disputed"),
        ([one("substantiated", "substantiated")], True, "substantiated"),
        ([one("substantiated", "substantiated")], False, "disputed"),
        ([one("substantiated", "substantiated"), one("unfounded", "unfounded")], True, "partial"),
        ([one("substantiated", "substantiated"), one("substantiated", "unfounded")], True, "disputed"),
        ([one("substantiated", "substantiated", "unfounded")], True, "unfounded"),
    ],
)
def test_a_report_concludes_what_both_found_and_both_signed(
    findings: list[JointFinding], is_signed: bool, conclusion: str
) -> None:
    assert report_conclusion(findings, is_signed=is_signed) == conclusion


def test_only_what_both_call_repeated_is_repeated_and_what_one_left_out_was_not_examined() -> None:
    station = [
        {"posting_id": "a", "ground": "G1", "finding": "substantiated", "is_repeated": True},
        {"posting_id": "b", "ground": "G2", "finding": "partial", "is_repeated": True},
    ]
    poverty = [
        {"posting_id": "a", "ground": "G1", "finding": "partial", "is_repeated": True},
        {"posting_id": "b", "ground": "G2", "finding": "partial", "is_repeated": False},
        {"posting_id": "b", "ground": "G5", "finding": "substantiated", "is_repeated": True},
    ]
    found = joint_findings(station, poverty)
    assert [(row.posting_id, row.ground, row.station, row.poverty, row.is_repeated) for row in found] == [
        ("a", "G1", "substantiated", "partial", True),
        ("b", "G2", "partial", "partial", False),
        ("b", "G5", "not_examined", "substantiated", False),
    ]
    assert [row.stated for row in stated(found, [found[0].as_row() | {"conclusion": "unfounded"}])] == [
        "unfounded",
        None,
        None,
    ]
