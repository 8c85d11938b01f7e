"""Letters as DOCX, read back and held against GB/T 9704-2012 (numbers in brackets are its sections)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as File
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from workflows.casework.errors import InvalidRequest
from workflows.documents.docx_letter import STYLES, Layout, docx_of, width
from workflows.documents.writing import Part, Role

TEMPLATE = Path(__file__).parents[2] / "bpmn" / "letter.docx"
LAYOUT = Layout(has_masthead=True, issued_at=datetime(2026, 3, 2, 1, tzinfo=UTC))
LETTER = (
    Part(Role.TITLE, "责令召回通知书"),
    Part(Role.NUMBER, "驻召〔2026〕1号"),
    Part(Role.RECIPIENT, "市水务局："),
    Part(Role.PARAGRAPH, "经研究，决定如下。\n第二行。"),
    Part(Role.PARAGRAPH, "请按期办理。"),
    Part(Role.ANNEXES, "附件：1. 名单\n2. 登记表"),
    Part(Role.COPIES, "抄送：清河县驻村办、高山镇党委"),
    Part(Role.NOTE, "联系人：张三"),
    Part(Role.SIGNER, "市委驻村工作办公室"),
    Part(Role.DATE, "2026年3月2日"),
)
MM = 36_000  # English metric units


@lru_cache
def file(parts: tuple[Part, ...] = LETTER, layout: Layout = LAYOUT) -> File:
    """A letter, read back; treat it as frozen."""
    return docx.Document(io.BytesIO(docx_of(parts, layout, TEMPLATE)))


def lines(parts: tuple[Part, ...] = LETTER, layout: Layout = LAYOUT) -> list[tuple[str, str]]:
    """Style and text of every paragraph of the body, in order; the imprint is a table."""
    return [(one.style.name, one.text) for one in file(parts, layout).paragraphs if one.text]  # type: ignore[union-attr,misc]


def look(name: str) -> tuple[Any, ...]:
    """Font, size in points and colour of a style, as it is inherited."""
    style = file().styles[name]
    fonts = style.element.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), style.font.size.pt, str(style.font.color.rgb or "")  # type: ignore[attr-defined]


def test_the_page_is_that_of_official_letters() -> None:
    """A4; 37 mm above, 28 mm left, 156 × 225 mm for the text (5.1, 5.2.1)."""
    (section,) = file().sections
    assert [round(int(each or 0) / MM) for each in (section.page_width, section.page_height)] == [210, 297]
    assert [round(int(each or 0) / MM) for each in (section.top_margin, section.left_margin)] == [37, 28]
    width_mm = (int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)) / MM
    height = (int(section.page_height or 0) - int(section.top_margin or 0) - int(section.bottom_margin or 0)) / MM
    assert (round(width_mm), round(height)) == (156, 225)


def test_twenty_two_lines_of_twenty_eight_characters_fill_the_page() -> None:
    """5.2.3; a line of the grid is counted in twentieths of a point, a character in 4096ths."""
    grid = file().sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    pitch, space = int(grid.get(qn("w:linePitch"))) / 20, int(grid.get(qn("w:charSpace"))) / 4096
    assert int(225 / 25.4 * 72 / pitch) == 22
    assert int(156 / 25.4 * 72 / (16 + space) + 0.01) == 28
    body = file().styles["公文正文"].paragraph_format  # type: ignore[attr-defined]
    assert body.line_spacing.pt == pytest.approx(pitch, abs=0.1)
    assert body.first_line_indent.pt == pytest.approx(2 * (16 + space), abs=0.1), "two characters (7.3.3)"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("公文密级", ("黑体", 16, "")),  # 7.2.2: 3号黑体
        ("公文发文机关标志", ("方正小标宋简体", 42, "FF0000")),  # 7.2.4: 小标宋, red
        ("公文标题", ("方正小标宋简体", 22, "")),  # 7.3.1: 2号小标宋
        ("公文正文", ("仿宋_GB2312", 16, "")),  # 5.2.2: 3号仿宋
        ("公文版记", ("仿宋_GB2312", 14, "")),  # 7.4.2: 4号仿宋
        ("公文页码", ("宋体", 14, "")),  # 7.5: 4号宋体
    ],
)
def test_fonts_sizes_and_colours_are_those_of_the_standard(name: str, wanted: tuple[str, int, str]) -> None:
    assert look(name) == wanted


def test_the_elements_follow_one_another_as_the_standard_says() -> None:
    assert lines() == [
        ("公文发文机关标志", "市委驻村工作办公室"),
        ("公文发文字号", "驻召〔2026〕1号"),
        ("公文标题", "责令召回通知书"),
        ("公文主送机关", "市水务局："),
        ("公文正文", "经研究，决定如下。"),
        ("公文正文", "第二行。"),
        ("公文正文", "请按期办理。"),
        ("公文附件说明", "附件：1. 名单"),
        ("公文附件说明 续", "2. 登记表"),
        ("公文署名", "市委驻村工作办公室"),
        ("公文成文日期", "2026年3月2日"),
        ("公文附注", "（联系人：张三）"),
    ]


@pytest.mark.parametrize("name", ["公文发文字号", "公文发文字号 上行"])
def test_a_red_line_stands_below_the_number(name: str) -> None:
    style = file().styles[name]
    line = style.element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (line.get(qn("w:color")), line.get(qn("w:val"))) == ("FF0000", "single")
    assert int(line.get(qn("w:space"))) == pytest.approx(4 / 25.4 * 72, abs=1), "4 mm below (7.2.7)"
    # Word refuses a file whose properties stand in another order than the schema's.
    order = [child.tag.rpartition("}")[2] for child in style.element.pPr]
    schema = ["widowControl", "pBdr", "tabs", "spacing", "ind", "jc"]
    assert order == [each for each in schema if each in order]
    assert style.paragraph_format.alignment == (ALIGN.CENTER if name == "公文发文字号" else ALIGN.LEFT)  # type: ignore[attr-defined]


def test_the_imprint_keeps_to_the_foot_of_the_page_between_strong_lines() -> None:
    (table,) = file().tables
    order = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
    schema = ["tblStyle", "tblpPr", "tblW", "jc", "tblBorders", "tblLayout", "tblLook"]
    assert order == [each for each in schema if each in order]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：清河县驻村办，高山镇党委。",
        "市委驻村工作办公室\t2026年3月2日印发",
    ]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = {each.tag.rpartition("}")[2]: int(each.get(qn("w:sz"))) / 8 / 72 * 25.4 for each in borders}
    assert sizes == {
        "top": pytest.approx(0.35, abs=0.01),
        "bottom": pytest.approx(0.35, abs=0.01),
        "insideH": pytest.approx(0.25, abs=0.02),
    }


def test_a_letter_that_nobody_gets_a_copy_of_has_no_line_of_copies() -> None:
    parts = tuple(Part(Role.COPIES, "抄送：无") if part.role is Role.COPIES else part for part in LETTER)
    assert [row.cells[0].text for row in file(parts).tables[0].rows] == ["市委驻村工作办公室\t2026年3月2日印发"]


def named(style: str, parts: tuple[Part, ...] = LETTER) -> list[Paragraph]:
    return [one for one in file(parts).paragraphs if one.style is not None and one.style.name == style]


def middle(paragraph: Paragraph) -> float:
    """How far the middle of a line that ends at the right lies from the margin, in points."""
    assert paragraph.style is not None
    own = paragraph.paragraph_format.right_indent
    return float(own.pt if own is not None else 0) + width(paragraph.text) * 16 / 2


@pytest.mark.parametrize("signer", ["组织部", "市委驻村工作办公室", "青禾市住房和城乡建设局机关委员会党组"])
def test_whoever_signs_is_centred_over_the_date(signer: str) -> None:
    """7.3.5.1: the date with four characters of room on the right, and the signer centred over it; longer ones move both."""
    parts = tuple(Part(Role.SIGNER, signer) if part.role is Role.SIGNER else part for part in LETTER)
    (over,), (date,) = named("公文署名", parts), named("公文成文日期", parts)
    assert middle(over) == pytest.approx(middle(date), abs=0.2)
    assert over.paragraph_format.right_indent is not None
    assert over.paragraph_format.right_indent.pt >= 0
    assert date.paragraph_format.right_indent is not None
    assert date.paragraph_format.right_indent.pt >= 4 * 15.79 - 0.1


def test_a_long_name_above_a_letter_is_made_to_fit() -> None:
    signer = "青禾市住房和城乡建设局机关委员会党组"
    parts = tuple(Part(Role.SIGNER, signer) if part.role is Role.SIGNER else part for part in LETTER)
    (masthead,) = named("公文发文机关标志", parts)
    size = masthead.runs[0].font.size
    assert size is not None
    assert size.mm * len(signer) <= 156.1


def test_seal_and_text_share_a_page() -> None:
    """7.3.5: the last lines of the text, and the annexes named below it, keep with whoever signs."""
    kept = [one.text for one in file().paragraphs if one.paragraph_format.keep_with_next and one.text]
    assert kept[:-1] == ["请按期办理。", "附件：1. 名单", "2. 登记表"]
    assert kept[-1] == "市委驻村工作办公室"
    bare = tuple(part for part in LETTER if part.role is not Role.ANNEXES)
    assert next(one.text for one in file(bare).paragraphs if one.paragraph_format.keep_with_next) == "请按期办理。"


def test_a_letter_to_a_body_above_names_who_signed_beside_its_number() -> None:
    """7.2.6: 上行文 has its number on the left and 签发人 on the right."""
    upward = lines(layout=replace(LAYOUT, signatory="张三"))
    assert ("公文发文字号 上行", "驻召〔2026〕1号\t签发人：张三") in upward
    assert not any("签发人" in text for _, text in lines())


def test_a_paper_without_an_issuer_begins_with_its_title_and_has_no_imprint() -> None:
    parts = (
        Part(Role.TITLE, "登记表"),
        Part(Role.NUMBER, "驻线〔2026〕1号"),
        Part(Role.PARAGRAPH, "派出单位：市水务局"),
    )
    plain = replace(LAYOUT, has_masthead=False)
    assert lines(parts, plain) == [
        ("公文标题 无版头", "登记表"),
        ("公文编号", "驻线〔2026〕1号"),
        ("公文正文", "派出单位：市水务局"),
    ]
    assert file(parts, plain).tables == []


def test_the_mark_of_secrecy_stands_first_and_unwritable_characters_are_left_out() -> None:
    parts = (Part(Role.SECRECY, "秘密★1年"), *LETTER[:2], Part(Role.PARAGRAPH, "一\x0b二\x00三"))
    found = lines(parts, replace(LAYOUT, has_masthead=False))
    assert found[0] == ("公文密级", "秘密★1年")
    assert found[-1] == ("公文正文", "一二三")


def test_pages_are_numbered_outside_on_both_sides() -> None:
    (section,) = file().sections
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (ALIGN.RIGHT, ALIGN.LEFT)
    for paragraph in (odd, even):
        assert "PAGE" in "".join(paragraph._p.itertext())
        assert paragraph.text.startswith("— ")
    assert file().settings.odd_and_even_pages_header_footer is True


def test_an_office_may_bring_a_template_of_its_own(tmp_path: Path) -> None:
    own = docx.Document(str(TEMPLATE))
    own.styles["公文标题"].font.name = "华文中宋"  # type: ignore[attr-defined]
    own.save(str(tmp_path / "own.docx"))
    written = docx.Document(io.BytesIO(docx_of(LETTER, LAYOUT, tmp_path / "own.docx")))
    assert written.styles["公文标题"].font.name == "华文中宋"  # type: ignore[attr-defined]


def test_a_template_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    bare = docx.Document()
    bare.save(str(tmp_path / "bare.docx"))
    with pytest.raises(InvalidRequest, match=r"bare\.docx lacks the styles 公文密级, 公文发文机关标志"):
        docx_of(LETTER, LAYOUT, tmp_path / "bare.docx")
    (tmp_path / "none.docx").write_bytes(b"no archive")
    for name in ("none.docx", "missing.docx"):
        with pytest.raises(InvalidRequest, match=f"{name} cannot be read"):
            docx_of(LETTER, LAYOUT, tmp_path / name)
    assert {style.name for style in file().styles} >= set(STYLES)
