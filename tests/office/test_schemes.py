"""Schemes of the office: what is refused, who decides, and that a case keeps the lines of the scheme it began under."""

from __future__ import annotations

import json
import uuid
from hashlib import sha256
from typing import Any

import pytest

from tests.casework.test_kept_settings import begin
from tests.casework.world import World, build_world, publish_review
from tests.office.values import decided
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.scheme_changes import SchemeRefused, SchemeWish, ask_for, decide_scheme
from workflows.casework.transaction import transaction
from workflows.feel import parse_expression
from workflows.office.catalogues_file import CatalogueError, CatalogueKind, problems_of, read_schemes, shipped_schemes
from workflows.proof.verify import verify
from workflows.store import Store

THREE = [
    {"key": "will", "name": "愿意驻村", "name_en": "Willing", "most": 40, "note": "本人书面意愿"},
    {"key": "trade", "name": "懂产业", "name_en": "Knows a trade", "most": 30},
    {"key": "masses", "name": "善于做群众工作", "name_en": "Good with people", "most": 30},
]
WHY = "按市委组织部会议研究意见制定。"


def wish(key: str = "ourcity", **changes: Any) -> SchemeWish:
    """A set of three criteria, but for these."""
    usual = {"kind": CatalogueKind.CRITERIA, "name": "本市三条", "name_en": "Our three", "lines": THREE, "reason": WHY}
    return SchemeWish(key, **{**usual, **changes})


def test_the_shipped_catalogues_say_what_the_report_names_and_leave_the_rest_to_the_office() -> None:
    shipped = shipped_schemes()
    assert [len(shipped[code].lines) for code in ("huaihua_5", "nanping_4")] == [5, 4]
    parts = [line.part for line in shipped["jinzhong_24_5"].lines]
    assert [parts.count(part) for part in ("indicator", "discipline", "bonus", "deduction")] == [24, 5, 4, 1]
    most = {part: sum(x.most for x in shipped["jinzhong_24_5"].lines if x.part == part) for part in parts}
    assert (most["indicator"], most["discipline"]) == (70, 30)


# What each scheme said when it was published, as digests of all its words.
PUBLISHED = {
    "huaihua_5": "c180b9cad6febfba480ef5761a92a2030ec1cf6cbfc02ae83be4360b1fc131db",
    "nanping_4": "89f04b2a6290cf65de1feabb44d640aa17e305d39a2b17b89a6901d6056a7fe7",
    "jinzhong_24_5": "4e0b93d592745f12f72fc899def828f0dee354807aca24cd25ffc69a5d88a719",
    "leave_11": "731d172f9f626494fe479e7011cdea03fb58590840315f9c4a5cd73532f06f9c",
    "handover_5": "dbb9128d287926f2100a485a6b60263868dd58d82a4e027b29f69b78416ca579",
}


def test_no_scheme_that_was_shipped_says_anything_else_since() -> None:
    """Cases read the lines of the scheme that they keep: another word would change them under their hands. Another version is
    another scheme, huaihua_5.2, and stands here beside the first."""
    said = {
        code: sha256(json.dumps(scheme.plain(), sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
        for code, scheme in shipped_schemes().items()
    }
    assert said == PUBLISHED


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"most": 0}, "most"),
        ({"most": "30"}, "most"),
        ({"key": "Will"}, "key"),
        ({"key": "trade"}, "key"),
        ({"name_en": ""}, "name_en"),
        ({"most": 39}, "most"),
    ],
)
def test_what_is_no_criterion_is_named_by_row_and_word(row: dict[str, Any], word: str) -> None:
    assert [found[1] for found in problems_of(CatalogueKind.CRITERIA, [{**THREE[0], **row}, *THREE[1:]])] == [word]
    points = {"key": "praise", "name": "表彰", "name_en": "Praise", "most": 5, "part": "bonus", "proof": True}
    assert [found[1] for found in problems_of(CatalogueKind.POINTS, [points])] == ["approver"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"effect": "lower"}, "effect"),
        ({"effect": ""}, "effect"),
        ({"also": "年假、休息"}, "also"),
        ({"name": "年假"}, "name"),
        ({"also": "字" * 201}, "also"),
    ],
)
def test_what_is_no_kind_of_leave_is_named_by_row_and_word(row: dict[str, Any], word: str) -> None:
    kinds = [
        {"key": "annual", "name": "年假", "name_en": "Annual leave", "effect": "lowers"},
        {"key": "care", "name": "护理假", "name_en": "Leave to nurse", "effect": "lowers", "also": "照护假,陪护"},
    ]
    assert problems_of(CatalogueKind.LEAVE, kinds) == []
    assert [found[:2] for found in problems_of(CatalogueKind.LEAVE, [kinds[0], {**kinds[1], **row}])] == [(2, word)]


def test_items_of_money_stand_first_in_a_handover() -> None:
    money, other = ({"key": key, "name": key, "name_en": key, "money": key == "funds"} for key in ("funds", "files"))
    assert problems_of(CatalogueKind.HANDOVER, [money, {**money, "key": "seals"}, other]) == []
    for wrong, at in (([other, money], 1), ([money, other, {**money, "key": "seals"}], 3), ([other], 1)):
        assert [found[:2] for found in problems_of(CatalogueKind.HANDOVER, wrong)] == [(at, "money")]


def test_a_file_that_means_nothing_is_refused_by_scheme_and_word() -> None:
    line = "{key: a, name: 甲, name_en: A, most: 100%s}"
    file = "one: {kind: %s, name: 名, name_en: N, source: 据, source_en: S, lines: [%s]}"
    assert read_schemes((file % ("criteria", line % "")).encode())["one"].lines[0].most == 100
    for text, words in (
        (file % ("criterion", line % ""), "kind of one"),
        (file % ("criteria", line % ", mots: 3"), "says mots, which means nothing"),
        ((file % ("criteria", line % "")).replace("one:", "One:"), "One is not written like"),
        ((file % ("criteria", line % "")).replace("100", "90"), "give 100 points together"),
    ):
        with pytest.raises(CatalogueError, match=words):
            read_schemes(text.encode())


def criteria_of(world: World, case_id: uuid.UUID) -> list[str]:
    """The criteria that a case is asked by."""
    with world.store.read() as work:
        found: list[str] = parse_expression('catalogue("selection.criteria").lines.key').evaluate(
            {}, environment_of_case(work, case_id)
        )
        return found


def test_a_running_case_keeps_its_criteria_and_a_new_one_is_asked_by_the_scheme_of_the_office(store: Store) -> None:
    world = build_world(store)
    publish_review(store)
    before = begin(world)
    with transaction(store) as work:
        with pytest.raises(SchemeRefused) as refused:
            ask_for(work, world.actor("adm"), wish(lines=[*THREE, {**THREE[0], "key": "more", "approver": "nobody"}]))
        assert {(row, word) for row, word, _ in refused.value.problems} == {(0, "most"), (4, "approver")}
        with pytest.raises(NotAllowed):
            ask_for(work, world.actor("hu"), wish())
        asked = ask_for(work, world.actor("adm"), wish()).id
    with transaction(store) as work:
        with pytest.raises(InvalidRequest, match="waits to be decided"):
            ask_for(work, world.actor("adm"), wish())
        with pytest.raises(NotAllowed):
            decide_scheme(work, world.actor("adm"), asked, agrees=True)
        assert decide_scheme(work, world.actor("dai"), asked, agrees=True).data.code == "ourcity"
        decided(work, "ourcity", key="selection.criteria")
    after = begin(world)
    with transaction(store) as work:
        assert (
            ask_for(work, world.actor("dai"), wish(lines=[THREE[1], {**THREE[0], "most": 70}])).data.code == "ourcity.2"
        )
    later = begin(world)
    assert criteria_of(world, before) == ["politics", "ability", "masses", "style", "hardship"]
    assert criteria_of(world, after) == criteria_of(world, later) == ["will", "trade", "masses"]
    with store.read() as work:
        assert verify(work).is_intact
