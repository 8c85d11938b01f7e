"""What each key of a letter's file does to the letter that is written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from workflows import feel
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import WrongValue
from workflows.documents.masking import Masks
from workflows.documents.writing import Part, Role, Writer, as_written, masked, outline_of, parts_of, text_of
from workflows.procedure.findings import Findings
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.procedure.letters import read_letter

ENVIRONMENT = feel.Environment(
    now=datetime(2026, 3, 2, 1, tzinfo=UTC), zone=OFFICE_ZONE, functions=calendar_functions(Calendar())
)
SCOPE: dict[str, Any] = {
    "who": "陈小明",
    "unit": "市水务局",
    "votes": 7,
    "left_on": "2026-03-05",
    "posts": ["county_office"],
    "until": datetime(2026, 3, 9, 16, tzinfo=UTC),
}


def letter(**keys: Any) -> Letter:
    """A letter with these keys beside those that every letter has."""
    raw = {"title": {"zh": "函", "en": "Letter"}, "series": "驻函", "paragraphs": ["正文。"], **keys}
    findings = Findings("letters/letter.yaml")
    found = read_letter(yaml.safe_dump(raw, allow_unicode=True).encode(), "letter", findings)
    assert found is not None, findings.problems
    return found


def writer(**keys: Any) -> Writer:
    return Writer(letter(**keys), {**SCOPE, ISSUED_ON: date(2026, 3, 2)}, ENVIRONMENT, at="step")


def written(*, line: str = "无", **keys: Any) -> str:
    """The text below the head, which is the title and the number."""
    head, _, text = text_of(writer(**keys).parts("驻函〔2026〕1号", line)).partition("〔2026〕1号\n\n")
    assert head == "函\n驻函"
    return text


def test_title_and_number_stand_at_the_head() -> None:
    assert text_of(writer().parts("驻函〔2026〕1号", "")) == "函\n驻函〔2026〕1号\n\n正文。"
    assert (letter().label("zh"), letter().label("en")) == ("函", "Letter")


def test_the_mark_of_secrecy_stands_above_the_title() -> None:
    assert text_of(writer(secrecy="秘密★1年").parts("1", "")).startswith("秘密★1年\n函\n1\n\n")


def test_whom_it_is_addressed_to_stands_on_a_line_with_a_colon() -> None:
    assert written(recipient="{{unit}}党组") == "市水务局党组：\n\n正文。"


def test_paragraphs_follow_one_another_with_values_in_their_places() -> None:
    text = written(paragraphs=["同意{{who}}，赞成{{votes}}票。", "至{{official time(until)}}。\n第二行"])
    assert text == "同意陈小明，赞成7票。\n\n至2026年3月9日24时。\n第二行"
    assert written(paragraphs=["一", '{{if votes > 7 then "二" else ""}}', "三"]) == "一\n\n三"


def test_annexes_are_named_below_the_text_and_numbered_where_there_are_several() -> None:
    assert written(annexes=["名单"]) == "正文。\n\n附件：名单"
    assert written(annexes=["名单", "{{who}}登记表"]) == "正文。\n\n附件：1. 名单\n2. 陈小明登记表"


def test_copies_are_printed_above_the_note_and_may_be_left_out() -> None:
    keys = {"to": ["unit_hr"], "copies": ["county_office"], "note": "联系人：{{who}}"}
    assert written(line="清河县驻村办", **keys) == "正文。\n\n抄送：清河县驻村办\n联系人：陈小明"
    assert written(line="清河县驻村办", copies_line=False, **keys) == "正文。\n\n联系人：陈小明"


def test_copies_are_posts_or_an_expression_that_gives_them() -> None:
    assert writer(to=["unit_hr"], copies=["county_office", "township_committee"]).copies() == [
        "county_office",
        "township_committee",
    ]
    assert writer(to=["unit_hr"], copies="=posts").copies() == ["county_office"]
    with pytest.raises(WrongValue, match="copies gave number"):
        writer(to=["unit_hr"], copies="=votes").copies()


def test_the_issuer_signs_above_the_day_of_issue_and_whoever_signs_for_it_below() -> None:
    assert written(issuer="市委驻村办") == "正文。\n\n市委驻村办\n2026年3月2日"
    assert written(issuer="市委驻村办", signer="经办：{{who}}") == "正文。\n\n市委驻村办\n经办：陈小明\n2026年3月2日"
    assert written(signer="确认人：{{who}}") == "正文。\n\n确认人：陈小明\n2026年3月2日"


def test_the_date_may_be_another_than_that_of_issue() -> None:
    assert written(date="=date(left_on)") == "正文。\n\n2026年3月5日"
    assert written(date="=official date(left_on)") == "正文。\n\n2026年3月5日"


def test_the_masked_version_has_paragraphs_of_its_own_and_no_names() -> None:
    found = writer(paragraphs=["{{who}}患病。"], masked=["{{who}}因故。"], masks={"people": "=[who]", "units": "=unit"})
    assert [mask.instead for mask in found.masks().masks][:2] == ["陈某", "某局"]
    outside = masked(found.masked_parts("1", ""), found.masks())
    assert text_of(outside) == "函\n1\n\n陈某因故。"
    assert text_of(masked(found.parts("1", ""), Masks())) == "函\n1\n\n陈小明患病。"


@pytest.mark.parametrize(
    ("name", "wanted"), [("villages", "某村"), ("numbers", "某号"), ("people", "清某"), ("units", "某单位")]
)
def test_what_a_letter_names_is_masked_as_what_it_is(name: str, wanted: str) -> None:
    found = writer(paragraphs=['{{"清溪"}}。'], masks={name: '=["清溪"]'})
    assert text_of(masked(found.parts("1", ""), found.masks())) == f"函\n1\n\n{wanted}。"


def test_words_that_hold_a_name_are_kept_whole() -> None:
    found = writer(paragraphs=["江帆水库。"], masks={"people": '=["江帆"]', "words": '=["江帆水库"]'})
    assert text_of(masked(found.parts("1", ""), found.masks())) == "函\n1\n\n江帆水库。"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 5), "2026年11月5日"),
        (True, "是"),
        (7, "7"),
        ("", ""),
        (["甲", "", "乙"], "甲、乙"),
        (None, None),
        ({"name": "甲"}, None),
        ([{"name": "甲"}], None),
    ],
)
def test_a_value_is_written_as_officials_write_it_or_not_at_all(value: object, text: str | None) -> None:
    assert as_written(feel.adopt(value)) == text


def test_a_place_without_a_value_is_an_incident_that_tells_no_value() -> None:
    with pytest.raises(WrongValue, match=r"The letter letter was not issued: paragraphs\.0 gave context") as refused:
        written(paragraphs=["{{ {name: who} }}"])
    assert "陈小明" not in str(refused.value)
    for source in ("nothing", "who + votes"):
        with pytest.raises(WrongValue, match=r"note gave null"):
            written(note=f"{{{{{source}}}}}")


def test_the_outline_tells_the_parts_in_the_text() -> None:
    keys = {
        "to": ["unit_hr"],
        "copies": ["county_office"],
        "note": "联系人",
        "issuer": "甲",
        "signer": "乙",
        "annexes": ["一", "二"],
    }
    parts = writer(secrecy="内部", recipient="各局", paragraphs=["一\n\n二", "三"], **keys).parts("1", "无")
    assert parts_of(text_of(parts), outline_of(parts)) == parts
    assert parts[-2:] == [Part(Role.SIGNER, "甲\n乙"), Part(Role.DATE, "2026年3月2日")]
