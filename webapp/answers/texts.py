"""Texts of a form in the reader's language: `{{expression}}` filled in, Markdown and HTML reduced to what a form may show."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from webapp.texts import readable
from workflows import feel
from workflows.procedure.html_vocabulary import HTML_ATTRIBUTES, HTML_SCHEMES, HTML_TAGS
from workflows.procedure.templates import pieces_of

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def filled(
    text: str,
    scope: Mapping[str, Any],
    environment: feel.Environment,
    escape: Callable[[str], str] = lambda value: value,
) -> str:
    """The text with every expression's value in its place; nothing stands for null. `escape` keeps values from being marks."""
    found = []
    for piece in pieces_of(text):
        if not piece.is_feel:
            found.append(piece.text)
            continue
        value = feel.to_json(feel.parse_expression(piece.text).evaluate(scope, environment))
        found.append("" if value is None else escape(readable(value)))
    return "".join(found)


def _no_marks(value: str) -> str:
    return _MARKS.sub(r"\\\1", value.replace("\n", " "))


def _heading(_self: RendererHTML, tokens: list[Token], index: int, *_rest: Any) -> str:
    # The page has its own headings; those of a text are lines in bold among the questions.
    return '<p class="heading">' if tokens[index].nesting == 1 else "</p>\n"


# `html` off: a tag in the text is shown as it is written. Images are off: a page loads nothing from elsewhere.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_MARKDOWN.add_render_rule("heading_open", _heading)
_MARKDOWN.add_render_rule("heading_close", _heading)


def markdown(text: str, scope: Mapping[str, Any], environment: feel.Environment) -> Markup:
    """A text component: Markdown with values filled in, sanitised."""
    return _sanitised(_MARKDOWN.render(filled(text, scope, environment, _no_marks)))


def plain_html(content: str, scope: Mapping[str, Any], environment: feel.Environment) -> Markup:
    """An html component with values filled in as text, sanitised."""
    return _sanitised(filled(content, scope, environment, html.escape))


def _sanitised(content: str) -> Markup:
    clean = nh3.clean(
        content,
        tags=set(HTML_TAGS),
        attributes={tag: set(names) for tag, names in HTML_ATTRIBUTES.items()},
        allowed_classes={"p": {"heading"}},
        url_schemes=set(HTML_SCHEMES),
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Markup(clean)  # noqa: S704  nh3 has taken out everything that is not in the lists above
