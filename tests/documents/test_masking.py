"""A name is masked however it is written, and nothing else is: properties over names, separators, widths, and examples."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.documents.masking import mask_text, masks_for, short_names
from workflows.documents.private_numbers import mask_numbers

# Characters of names, and characters of what stands around them; they have none in common, so that chance makes no name.
GIVEN = "陈魏江龙明海帆晓穗远志强丽华军敏静杰涛"
AROUND = "的了在说，。；：（）甲乙丙丁一二三Qq9\n "
SEPARATORS = [
    "",
    "",
    "",
    " ",
    "-",
    "_",
    "(",
    "）",
    "“",
    "\u3164",
    "\u2800",
    "  ",
    "\u3000",
    "\u3000\u3000",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00a0",
    "\u00ad",
    "\t",
]
DOTS = ["·", "・", "•", "‧", "∙", "⋅", "･", ".", "．", " · ", ""]

chinese_names = st.text(GIVEN, min_size=2, max_size=4)
dotted_names = st.tuples(chinese_names, chinese_names).map("·".join)
latin_names = st.text("abcdefghiklmnoprstuvwxyz", min_size=4, max_size=9).map(str.title)
surroundings = st.text(AROUND, max_size=30)


@st.composite
def written(draw: st.DrawFn, name: str) -> str:
    """A name with anything inside that people or programs put there."""
    parts = []
    for position, each in enumerate(name):
        if each == "·":
            parts.append(draw(st.sampled_from(DOTS)))
            continue
        forms = [each, each.upper(), each.lower()]
        if each.isascii():
            forms += [chr(ord(form) + 0xFEE0) for form in forms]
        between = draw(st.sampled_from(SEPARATORS)) if position < len(name) - 1 else ""
        parts.append(draw(st.sampled_from(forms)) + between)
    return "".join(parts)


def letters_only(text: str) -> str:
    """Another way than the module's to read a text past widths, cases and separators."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


@given(data=st.data(), name=chinese_names | dotted_names | latin_names, before=surroundings, after=surroundings)
def test_a_person_is_masked_however_the_name_is_written(
    data: st.DataObject, name: str, before: str, after: str
) -> None:
    text = before + data.draw(written(name)) + after
    masked = mask_text(text, masks_for([name]))
    assert letters_only(name) not in letters_only(masked)
    surname = name[0]
    assert masked == f"{before}{surname}某{after}"


@given(data=st.data(), name=st.text(GIVEN, min_size=3, max_size=6), before=surroundings, after=surroundings)
def test_a_unit_and_a_village_are_masked_however_they_are_written(
    data: st.DataObject, name: str, before: str, after: str
) -> None:
    unit, village = f"{name}局", f"{name}村"
    text = f"{before}{data.draw(written(unit))}{after}{data.draw(written(village))}{before}"
    assert mask_text(text, masks_for([], [unit], [village])) == f"{before}某局{after}某村{before}"


@given(text=st.text(AROUND + "王李张局长村乡·.12345", max_size=60), name=chinese_names)
def test_a_text_that_names_nobody_stays_as_it_was_written(text: str, name: str) -> None:
    assert masks_for([name], ["市水务局"], ["清溪村"]).apply(text) == text


@given(text=surroundings, name=chinese_names, after=surroundings)
def test_masking_a_masked_text_changes_nothing(text: str, name: str, after: str) -> None:
    masks = masks_for([name], ["市水务局"])
    once = mask_text(f"{text}{name}{after}市水务局", masks)
    assert mask_text(once, masks) == once


identities = st.from_regex(r"[1-6][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{5}[0-9X]", fullmatch=True)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0[1-9][0-9]{2}-[2-8][0-9]{6}", fullmatch=True)


@given(data=st.data(), number=identities | mobiles | landlines, after=st.sampled_from(["", "。", "，王", "）"]))
def test_numbers_of_people_are_struck_out_in_any_width(data: st.DataObject, number: str, after: str) -> None:
    gaps = st.sampled_from(["", "", "", " ", "-", "\u3000", "\u200b"])
    typed = "".join(
        data.draw(st.sampled_from([each, chr(ord(each) + 0xFEE0)])) + (data.draw(gaps) if each != "-" else "")
        for each in number
    ).rstrip(" -\u3000\u200b")
    assert mask_numbers(f"证件{typed}{after}") == f"证件****{after}"


@pytest.mark.parametrize(
    "kept",
    [
        "驻召〔2026〕12345678号",
        "2026年3月2日",
        "20260302",
        "2026-03-02 09:00",
        "拨款12345678元",
        "油茶1234 5678斤",
        "第12条",
    ],
)
def test_numbers_that_lead_to_nobody_stay(kept: str) -> None:
    assert mask_numbers(kept) == kept


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("高山乡的高山来了", "高山乡的高某来了"),
        ("高山村、高山小学、高山街道", "高山村、高山小学、高山街道"),
        ("高山县长和高山书记", "高某县长和高某书记"),
        ("派出高山市水务局", "派出高某某局"),
        ("登上高\n山上有雾", "登上高\n山上有雾"),
        ("到了大高山寨，又见高山", "到了大高山寨，又见高某"),
    ],
)
def test_a_short_name_does_not_tear_other_words(text: str, masked: str) -> None:
    assert mask_text(text, masks_for(["高山"], ["市水务局"])) == masked


def test_a_word_that_is_to_be_kept_is_kept_whole() -> None:
    masks = masks_for(["高山", "王"], words=["高山坪"])
    assert mask_text("高山坪的高山、国王、王说、王。", masks) == "高山坪的高某、国王、王说、王某。"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("陈局长、陈副主任到场", "陈某、陈某到场"),
        ("欧阳书记与陈设", "欧阳某与陈设"),
        ("陈 同志", "陈某"),
        ("陈某局长", "陈某局长"),
    ],
)
def test_a_person_is_known_by_surname_and_title(text: str, masked: str) -> None:
    assert mask_text(text, masks_for(["陈小明", "欧阳修文"])) == masked


def test_a_unit_is_known_by_its_short_names() -> None:
    assert short_names("青禾市教育局") == ("市教育局", "教育局")
    assert short_names("青禾市委组织部") == ("市委组织部",)
    masks = masks_for([], ["青禾市教育体育局", "市教体局"])
    text = "青禾市教育体育局、市教育体育局、教育体育局、市教体局"
    assert mask_text(text, masks) == "某局、某局、某局、某局"


def test_a_staff_number_is_masked_by_its_value_and_by_its_name() -> None:
    masks = masks_for(["陈小明"], numbers=["QH00012", None])
    assert mask_text("陈小明（ｑｈ０００１２），工号：W0381", masks) == "陈某（某号），工号****"
