"""Letters as PDF: where each element stands on the page, as the typesetter itself says, held against GB/T 9704-2012."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import typst

from tests.documents.test_docx import LAYOUT, LETTER
from workflows.casework.errors import InvalidRequest
from workflows.documents.docx_letter import Layout
from workflows.documents.pdf_letter import inputs_of, pdf_of
from workflows.documents.writing import Part, Role

TEMPLATE = Path(__file__).parents[2] / "bpmn" / "letter.typ"
PITCH = 225 / 22  # millimetres from line to line (5.2.3)


@lru_cache
def elements(parts: tuple[Part, ...] = LETTER, layout: Layout = LAYOUT) -> list[dict[str, Any]]:
    """Role, page and place in millimetres of every element, in order; treat it as frozen."""
    said = typst.query(str(TEMPLATE), "<element>", field="value", sys_inputs=inputs_of(parts, layout))
    found: list[dict[str, Any]] = json.loads(said)
    return found


def place(role: str) -> dict[str, Any]:
    return next(each for each in elements() if each["role"] == role)


def test_the_elements_follow_one_another_as_the_standard_says() -> None:
    roles = [each["role"] for each in elements()]
    assert roles == [
        *("issuer", "number", "line", "title", "recipient", "paragraph", "paragraph", "annexes"),
        *("signer", "date", "note", "imprint"),
    ]
    places = [(each["page"], each["y"]) for each in elements()]
    assert places == sorted(places)


def test_the_head_stands_where_the_standard_puts_it() -> None:
    """The issuer 35 mm below the upper edge of the text, which lies 37 mm below that of the page (5.2.1, 7.2.4)."""
    assert (place("issuer")["x"], place("issuer")["y"]) == (pytest.approx(28), pytest.approx(72))
    # The number is one line high; 4 mm below it the red line (7.2.7), two lines further the title (7.3.1).
    height = 16 / 72 * 25.4
    assert place("line")["y"] - place("number")["y"] - height == pytest.approx(4, abs=0.2)
    assert 2 * PITCH - 6 <= place("title")["y"] - place("line")["y"] <= 2 * PITCH + 1
    below = place("paragraph")["y"] - place("recipient")["y"]
    assert below == pytest.approx(PITCH, abs=0.1), "one line after the other"


def test_the_signer_stands_above_the_date_and_the_imprint_at_the_foot() -> None:
    assert place("date")["y"] - place("signer")["y"] == pytest.approx(PITCH, abs=0.1)
    assert 225 + 37 - 35 < place("imprint")["y"] < 225 + 37


def test_a_letter_that_is_long_goes_on_on_the_next_page() -> None:
    long = tuple(Part(Role.PARAGRAPH, "经研究。" * 400) if part.role is Role.PARAGRAPH else part for part in LETTER)
    assert elements(long)[-1]["page"] > 2


@pytest.mark.parametrize(("before", "length", "above"), [(5, 3, 1), (7, 3, 1), (9, 3, 1), (3, 24, 2), (2, 48, 2)])
def test_the_signature_never_stands_on_a_page_without_text(before: int, length: int, above: int) -> None:
    """7.3.5: seal and text share a page. The last paragraph goes with it where it is short, else its last two lines."""
    text = (Part(Role.PARAGRAPH, "一" * 28 * before), Part(Role.PARAGRAPH, "经研究。" * length))
    found = elements((*LETTER[:3], *text, *LETTER[7:]))
    signer, date = (next(each for each in found if each["role"] == role) for role in ("signer", "date"))
    assert (signer["page"], date["page"]) == (2, 2)
    # Between text and signature are two lines for the seal.
    assert round((signer["y"] - 37) / PITCH) - 2 == above


def test_what_a_letter_says_is_data_and_no_part_of_the_template() -> None:
    odd = (*LETTER[:3], Part(Role.PARAGRAPH, '#panic("x") $a$ *b* \\ "引号"'), *LETTER[4:])
    assert pdf_of(odd, LAYOUT, TEMPLATE).startswith(b"%PDF-")


def test_a_paper_without_an_issuer_has_its_title_first_and_no_imprint() -> None:
    parts = (
        Part(Role.TITLE, "登记表"),
        Part(Role.NUMBER, "驻线〔2026〕1号"),
        Part(Role.PARAGRAPH, "派出单位：市水务局"),
    )
    plain = Layout(has_masthead=False, issued_at=LAYOUT.issued_at)
    assert [each["role"] for each in elements(parts, plain)] == ["title", "number", "paragraph"]


def test_a_template_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"none\.typ cannot be read"):
        pdf_of(LETTER, LAYOUT, tmp_path / "none.typ")
    (tmp_path / "own.typ").write_text("#unknown", encoding="utf-8")
    with pytest.raises(InvalidRequest, match=r"own\.typ cannot be typeset; correct it: .*unknown variable"):
        pdf_of(LETTER, LAYOUT, tmp_path / "own.typ")
