"""What people read on a form: templates that are carried out, Markdown and HTML that a page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from workflows.procedure.checks.context import Checking
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.html_vocabulary import HTML_ATTRIBUTES, HTML_SCHEMES, HTML_TAGS
from workflows.procedure.templates import is_block, pieces_of

_IMAGE = re.compile(r"!\[[^\]]*\]\s*[(\[]")
_TAG = re.compile(r"<\s*/?\s*[A-Za-z!][^>]*>")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*)\s*:")


def check_form_texts(checking: Checking) -> None:
    """Refuse blocks of templates, images, tags and attributes that a page would not show, and templates where none is read."""
    procedure = checking.procedure
    for form in procedure.forms.values():
        for field in _walk(form.fields):
            _check_field(checking, form, field)
    for locale, texts in procedure.labels.items():
        for key, text in texts.items():
            if key.startswith("form:"):
                _check_blocks(checking, text, f"labels.{locale}.yaml", key, key)


def _walk(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from _walk(field.fields)


def _check_field(checking: Checking, form: Form, field: FormField) -> None:
    said = [field.property(name) or "" for name in ("check_message", "check_message_en")]
    for text in (field.label, field.description, field.prefix, field.suffix, field.text, *said):
        _check_blocks(checking, text, form.file, form.id, field.name)
    for _, label in field.options:
        if "{{" in label:
            checking.in_file("form_template_place", form.file, form.id, values={"key": field.name})
    found = _unknown_marks(field.text) if field.type == "text" else ()
    if field.type == "html":
        found = tuple(dict.fromkeys(_unknown_html(field.text)))
    for name in found:
        checking.in_file("form_html", form.file, form.id, values={"key": field.name, "name": name})


def _check_blocks(checking: Checking, text: str, file: str, element: str, key: str) -> None:
    for piece in pieces_of(text):
        if is_block(piece):
            checking.in_file("form_template_block", file, element, values={"key": key, "block": piece.text[:60]})


def _unknown_marks(text: str) -> tuple[str, ...]:
    images = ("![…](…)",) if _IMAGE.search(text) else ()
    return images + tuple(dict.fromkeys(_TAG.findall(text)))


def _unknown_html(content: str) -> Iterator[str]:
    """What of the content is not in the lists of html_vocabulary.py, by name."""
    words = "".join("" if piece.is_feel else piece.text for piece in pieces_of(content))
    for part in html.fragments_fromstring(words) if words.strip() else ():
        if isinstance(part, str):
            continue
        for node in part.iter():
            if not isinstance(node.tag, str):
                continue
            if node.tag not in HTML_TAGS:
                yield f"<{node.tag}>"
                continue
            for name, value in ((str(each), str(of)) for each, of in node.attrib.items()):
                if name not in HTML_ATTRIBUTES.get(node.tag, ()):
                    yield f"<{node.tag} {name}>"
                scheme = _SCHEME.match(value) if name == "href" else None
                if scheme is not None and scheme[1].lower() not in HTML_SCHEMES:
                    yield f"{scheme[1]}:"
