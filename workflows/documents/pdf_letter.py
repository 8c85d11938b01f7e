"""A letter as PDF by GB/T 9704-2012, typeset by the office's file for it; what the letter says is handed over as data only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from workflows.calendar.day_ends import official_date
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.documents.docx_letter import Layout, copies_of, issuer_of
from workflows.documents.writing import Part, Role


def pdf_of(parts: Sequence[Part], layout: Layout, template: Path) -> bytes:
    """The letter as a PDF file. Raises InvalidRequest where the template cannot be read or typeset."""
    if not template.is_file():
        raise InvalidRequest(
            f"The template of letters {template.name} cannot be read; put a Typst file in its place.",
            f"文书模板 {template.name} 无法读取；请换成有效的 Typst 文件。",
        )
    try:
        return typst.compile(str(template), sys_inputs=inputs_of(parts, layout))
    except RuntimeError as error:
        raise InvalidRequest(
            f"The template of letters {template.name} cannot be typeset; correct it: {str(error)[:200]}",
            f"文书模板 {template.name} 无法排版，请更正：{str(error)[:200]}",
        ) from error


def inputs_of(parts: Sequence[Part], layout: Layout) -> dict[str, str]:
    """What the template reads: every element of the letter as text, empty where the letter has none."""
    texts = {part.role: part.text for part in parts}
    letter = {
        "void": layout.void,
        "title": texts.get(Role.TITLE, ""),
        "number": texts.get(Role.NUMBER, ""),
        "secrecy": texts.get(Role.SECRECY, ""),
        "issuer": issuer_of(texts, layout),
        "signatory": layout.signatory,
        "recipient": texts.get(Role.RECIPIENT, ""),
        "paragraphs": [part.text for part in parts if part.role is Role.PARAGRAPH],
        "annexes": texts.get(Role.ANNEXES, ""),
        "signer": texts.get(Role.SIGNER, ""),
        "date": texts.get(Role.DATE, ""),
        "note": texts.get(Role.NOTE, ""),
        "copies": copies_of(texts),
        "issued": official_date(local_date(layout.issued_at)),
    }
    return {"letter": json.dumps(letter, ensure_ascii=False)}
