"""Walking the XML form of DMN: its namespaces, and children by their local names; knows no meaning of a tag."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.dmn.errors import DmnError, problem

MODEL_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
"""DMN 1.2, 1.3, 1.4 and 1.5."""

FEEL_LANGUAGES = frozenset(
    {
        "feel",
        "http://www.omg.org/spec/feel/20140401",
        "http://www.omg.org/spec/dmn/20180521/feel/",
        "https://www.omg.org/spec/dmn/20191111/feel/",
        "https://www.omg.org/spec/dmn/20211108/feel/",
        "https://www.omg.org/spec/dmn/20230324/feel/",
    }
)
"""What an expressionLanguage attribute may say, in small letters; anything else is refused."""


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements that belong to DMN, without comments and extensions."""
    for each in element:
        if isinstance(each.tag, str) and each.tag[1:].partition("}")[0] in MODEL_NAMESPACES:
            yield each


def elements(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The child elements with a local name."""
    return (each for each in children(element) if local_name(each) == tag)


def child(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child element with a local name, or None."""
    return next(elements(element, tag), None)


def local_name(element: etree._Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute's text without surrounding space; None where it is absent or empty."""
    return (element.get(name) or "").strip() or None


def text_of(element: etree._Element | None) -> str:
    """The text inside an element, the empty text for None."""
    return "".join(str(part) for part in element.itertext()) if element is not None else ""


def refuse_other_language(element: etree._Element, file: str) -> None:
    """Raise DmnError where an expression is written in another language than FEEL."""
    language = attribute(element, "expressionLanguage")
    if language is not None and language.lower() not in FEEL_LANGUAGES:
        at = line_of(element)
        raise DmnError((problem("read.language", file, element.get("id"), line=at, language=language),))


def line_of(element: etree._Element) -> int:
    """The line on which an element starts, 0 where it is not known."""
    line = element.sourceline
    return line if isinstance(line, int) else 0
