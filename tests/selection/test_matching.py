"""Who fits a place: the table over each need, their mean, the order, and what must be explained (no database)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.dmn.decisions import ROOT as BPMN
from tests.dmn.decisions import decide
from workflows.selection.fits import Fit, ordered, overall
from workflows.selection.words import CountyView

FOLDERS = ("selection", "selection_posting")


def fit_for(needs: Sequence[str], strengths: Sequence[str]) -> int:
    """How somebody of these strengths fits a village of these needs, by the shipped table."""
    return overall([int(decide("matching_fit", need=need, strengths=list(strengths)).value) for need in needs])


def person(name: str, fit: int, rank: int, view: CountyView = CountyView.SUPPORT, excluded: str | None = None) -> Fit:
    return Fit(name, name, "市水务局", rank, fit, "产业", "甲 80 分，乙 82 分", view, excluded)


def test_the_fit_is_the_mean_over_the_needs_rounded_half_up() -> None:
    assert [overall(each) for each in ([100], [100, 30], [100, 60, 30], [30, 61], [])] == [100, 65, 63, 46, 100]


def test_the_best_comes_first_and_of_equals_the_one_whom_the_unit_put_first() -> None:
    fits = ordered([person("甲", 60, 1), person("乙", 100, 3), person("丙", 100, 2)])
    assert [each.name for each in fits] == ["丙", "乙", "甲"]


def test_a_low_fit_and_a_county_with_reservations_ask_for_a_reason() -> None:
    assert person("甲", 60, 1).asked(60, 60)["asks"] == ""
    assert person("甲", 59, 1).asked(60, 59)["asks"] == "匹配度低于60分"
    assert person("甲", 59, 1, CountyView.RESERVED).asked(60, 59)["asks"] == "匹配度低于60分；县驻村办有保留"
    equals = [
        each.asked(60, 80)["asks"] for each in ordered([person("甲", 80, 2), person("乙", 80, 1), person("丙", 79, 3)])
    ]
    assert equals == ["", "", "匹配度不是最高"], "of two who fit alike each is the best"
    assert person("甲", 90, 1, excluded="正在驻村").compared()["remark"] == "不能选派：正在驻村"


def test_changing_one_need_of_the_village_changes_the_order() -> None:
    strengths = {"甲": ["industry"], "乙": ["education", "mediation"]}

    def order(*needs: str) -> list[str]:
        fits = [person(name, fit_for(needs, own), 1) for name, own in strengths.items()]
        return [each.name for each in ordered(fits)]

    assert order("industry", "party") == ["甲", "乙"]
    assert order("education", "party") == ["乙", "甲"]


def test_the_table_knows_what_is_met_what_is_near_and_what_is_neither() -> None:
    near = {"party": "mediation", "industry": "building", "building": "industry"}
    near |= {"education": "medical", "medical": "education", "mediation": "party"}
    for need, other in near.items():
        assert [fit_for([need], own) for own in ([need], [other], [need, other], [], ["none"])] == [
            100,
            60,
            100,
            30,
            30,
        ]


def test_an_order_of_a_batch_reads_as_one_of_the_fast_track() -> None:
    """Two procedures issue it, and it is one letter: what is changed in the one is changed in the other."""
    for name in ("dispatch_order", "introduction"):
        one, other = ((BPMN / folder / "letters" / f"{name}.yaml").read_text(encoding="utf-8") for folder in FOLDERS)
        assert one == other
