"""A letter as DOCX by GB/T 9704-2012, over the office's template: order and places are here, the looks are its styles'.

Which element follows which, what is centred over what and what keeps to the foot of the page is the standard's. Margins, fonts,
sizes, colours and spaces are those of the template's styles, so that an office replaces them in its word processor.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph

from workflows.calendar.day_ends import official_date
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.documents.writing import Part, Role

SECRECY = "公文密级"
MASTHEAD = "公文发文机关标志"
NUMBER = "公文发文字号"
NUMBER_UPWARD = "公文发文字号 上行"
NUMBER_PLAIN = "公文编号"
TITLE = "公文标题"
TITLE_PLAIN = "公文标题 无版头"
RECIPIENT = "公文主送机关"
BODY = "公文正文"
ANNEX = "公文附件说明"
ANNEX_MORE = "公文附件说明 续"
SIGNER = "公文署名"
DATE = "公文成文日期"
NOTE = "公文附注"
IMPRINT = "公文版记"
STYLES = (
    *(SECRECY, MASTHEAD, NUMBER, NUMBER_UPWARD, NUMBER_PLAIN, TITLE, TITLE_PLAIN, RECIPIENT, BODY, ANNEX, ANNEX_MORE),
    *(SIGNER, DATE, NOTE, IMPRINT),
)
"""The paragraph styles that a template must have."""

# What XML cannot hold; form feeds and the like that somebody pasted.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOBODY = "无"
# Eighths of a point: 0.35 mm for the first and last line of the imprint, 0.25 mm between (GB/T 9704-2012, 7.4.1).
_STRONG_LINE, _FINE_LINE = "8", "6"


@dataclass(frozen=True, slots=True)
class Layout:
    """What the parts of a letter do not say: whether an issuer stands above it, who signs upward, when it was issued."""

    has_masthead: bool
    issued_at: datetime
    signatory: str = ""  # 签发人 of a letter to a body above; empty for any other
    void: str = ""  # that it is no longer in force, and why


def docx_of(parts: Sequence[Part], layout: Layout, template: Path) -> bytes:
    """The letter as a DOCX file. Raises InvalidRequest where the template cannot be read or lacks a style, with its name."""
    file = _opened(template)
    texts = {part.role: part.text for part in parts}
    issuer = issuer_of(texts, layout)
    if layout.void:
        _add(file, f"（{layout.void}）", NOTE)
    _head(file, texts, issuer, layout.signatory)
    for part in parts:
        if part.role is Role.RECIPIENT:
            _add(file, part.text, RECIPIENT)
        elif part.role is Role.PARAGRAPH:
            for line in part.text.split("\n"):
                _add(file, line, BODY)
    # After the text: annexes, who signs and when, the note; last of all the imprint (7.3.4 to 7.3.6, 7.4).
    for place, line in enumerate(texts.get(Role.ANNEXES, "").split("\n") if Role.ANNEXES in texts else ()):
        _add(file, line, ANNEX_MORE if place else ANNEX)
    _signature(file, texts.get(Role.SIGNER, ""), texts.get(Role.DATE, ""))
    if Role.NOTE in texts:
        _add(file, f"（{texts[Role.NOTE]}）", NOTE)
    copies = copies_of(texts)
    if issuer or copies:
        _imprint(file, copies, issuer, layout)
    file.core_properties.title = _written(texts.get(Role.TITLE, ""))
    file.core_properties.created = file.core_properties.modified = layout.issued_at.replace(tzinfo=None)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def issuer_of(texts: Mapping[Role, str], layout: Layout) -> str:
    """发文机关标志: the issuer, which signs first; empty for a paper that has none."""
    return texts.get(Role.SIGNER, "").partition("\n")[0] if layout.has_masthead else ""


def copies_of(texts: Mapping[Role, str]) -> str:
    """The bodies of 抄送 as the imprint lists them: between them a comma, at the end a full stop (7.4.2); empty for nobody."""
    copies = texts.get(Role.COPIES, "").partition("：")[2]
    return "" if copies in ("", _NOBODY) else f"{copies.replace('、', '，')}。"


def _opened(template: Path) -> Docx:
    try:
        opened = docx.Document(str(template))
    except (PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise InvalidRequest(
            f"The template of letters {template.name} cannot be read; put a DOCX file in its place.",
            f"文书模板 {template.name} 无法读取；请换成有效的 DOCX 文件。",
        ) from error
    known = {style.name for style in opened.styles}
    missing = [name for name in STYLES if name not in known]
    if missing:
        raise InvalidRequest(
            f"The template of letters {template.name} lacks the styles {', '.join(missing)}; add them.",
            f"文书模板 {template.name} 缺少样式 {'、'.join(missing)}；请补充。",
        )
    return opened


def _head(file: Docx, texts: dict[Role, str], issuer: str, signatory: str) -> None:
    """发文机关标志, 发文字号, red line, 标题; a paper without an issuer has its title first and its number below."""
    if Role.SECRECY in texts:
        _add(file, texts[Role.SECRECY], SECRECY)
    number, title = texts.get(Role.NUMBER, ""), texts.get(Role.TITLE, "")
    if not issuer:
        _add(file, title, TITLE_PLAIN)
        _add(file, number, NUMBER_PLAIN)
        return
    masthead = _add(file, issuer, MASTHEAD)
    size = _size(masthead)
    fits = int(_width_of_text(file) / max(1.0, width(issuer)))
    if fits < size:
        masthead.runs[0].font.size = Length(fits)
    if signatory:
        _add(file, f"{number}\t签发人：{signatory}", NUMBER_UPWARD)
    else:
        _add(file, number, NUMBER)
    _add(file, title, TITLE)


def _signature(file: Docx, signer: str, date: str) -> None:
    """成文日期 with its room on the right, and whoever signs centred over it, so that a seal covers both (7.3.5.1).

    Seal and text share a page (7.3.5): the last lines of the text keep with whoever signs.
    """
    if not date:
        return
    for before in reversed(file.paragraphs):
        name = before.style.name if before.style is not None else ""
        if name not in (BODY, ANNEX, ANNEX_MORE):
            break
        before.paragraph_format.keep_with_next = True
        if name == BODY:
            before.paragraph_format.widow_control = True
            break
    style = file.styles[DATE]
    size = file.styles["Normal"].font.size or Pt(16)
    room = int(style.paragraph_format.right_indent or 0)
    lines = signer.split("\n") if signer else []
    longest = max((width(line) for line in lines), default=0.0)
    # Whoever is longer than the date and its room on the right moves both to the left.
    shift = max(0, int((longest - width(date)) / 2 * size) - room)
    for place, line in enumerate(lines):
        paragraph = _add(file, line, SIGNER)
        paragraph.paragraph_format.right_indent = Length(room + shift + int((width(date) - width(line)) / 2 * size))
        paragraph.paragraph_format.keep_with_next = True
        if place == 0:
            # Room for the seal, which covers signer and date.
            paragraph.paragraph_format.space_before = Length(int(size * 2))
    written = _add(file, date, DATE)
    written.paragraph_format.right_indent = Length(room + shift)


def _imprint(file: Docx, copies: str, issuer: str, layout: Layout) -> None:
    """版记 at the foot of the last page: 抄送, then 印发机关 and 印发日期 (7.4); a table that keeps to the lower margin."""
    rows = []
    if copies:
        rows.append(f"抄送：{copies}")
    if issuer:
        rows.append(f"{issuer}\t{official_date(local_date(layout.issued_at))}印发")
    table = file.add_table(len(rows), 1)
    table.autofit = False
    inner = _width_of_text(file)
    for place, text in enumerate(rows):
        cell = table.cell(place, 0)
        cell.width = Length(inner)
        paragraph = cell.paragraphs[0]
        paragraph.style = file.styles[IMPRINT]
        paragraph.add_run(_written(text))
        if "\t" in text:
            right = int(paragraph.style.paragraph_format.right_indent or 0)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Length(inner - right), WD_TAB_ALIGNMENT.RIGHT)
    _keep_at_foot(table._tbl.tblPr, len(rows))
    # A document cannot end with a table; what follows it takes no room.
    end = file.add_paragraph(style=file.styles[IMPRINT])
    end.paragraph_format.line_spacing = Pt(1)


def _keep_at_foot(properties: Any, rows: int) -> None:
    """Anchor the table to the lower margin of its page and draw its lines."""
    place = OxmlElement("w:tblpPr")
    for name, value in {
        "leftFromText": "0",
        "rightFromText": "0",
        "vertAnchor": "margin",
        "horzAnchor": "margin",
        "tblpXSpec": "left",
        "tblpYSpec": "bottom",
    }.items():
        place.set(qn(f"w:{name}"), value)
    properties.insert(1 if properties.find(qn("w:tblStyle")) is not None else 0, place)
    borders = OxmlElement("w:tblBorders")
    lines: dict[str, str | None] = {
        "top": _STRONG_LINE,
        "bottom": _STRONG_LINE,
        "insideH": _FINE_LINE if rows > 1 else None,
    }
    for name in ("top", "bottom", "insideH"):
        thickness = lines[name]
        if thickness is not None:
            line = OxmlElement(f"w:{name}")
            for key, value in {"val": "single", "sz": thickness, "space": "0", "color": "000000"}.items():
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(borders)
    else:
        properties.append(borders)


def _add(file: Docx, text: str, style: str) -> Paragraph:
    return file.add_paragraph(_written(text), style=file.styles[style])


def _written(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _size(paragraph: Paragraph) -> int:
    style = paragraph.style
    return int((style.font.size if style is not None else None) or Pt(16))


def _width_of_text(file: Docx) -> int:
    """How wide the text is between the margins."""
    section = file.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (int(each or 0) for each in sides)
    return page - left - right


def width(text: str) -> float:
    """How many characters wide a text is: a Chinese one counts as one, digits and Latin letters as half."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)
