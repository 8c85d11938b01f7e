"""The table of accepted words as the designers' manual prints it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from workflows.procedure.accepted import accepted
from workflows.procedure.accepted.entry import Kind, Word
from workflows.procedure.accepted.readers import let_pass
from workflows.procedure.html_vocabulary import HTML_ATTRIBUTES, HTML_TAGS
from workflows.procedure.vocabulary import LATER_EXTENSIONS, LATER_PROPERTIES

_TITLES = {
    Kind.ELEMENT: ("Elements", "element"),
    Kind.ATTRIBUTE: ("Attributes of elements", "attribute"),
    Kind.EXTENSION: ("`zeebe:` elements", "element"),
    Kind.EXTENSION_ATTRIBUTE: ("Attributes of `zeebe:` elements", "attribute"),
    Kind.PROPERTY: ("Properties (`zeebe:property`)", "property"),
    Kind.FORM: ("Form files", "attribute"),
    Kind.COMPONENT: ("Components of forms", "component"),
    Kind.COMPONENT_ATTRIBUTE: ("Attributes of components", "attribute"),
    Kind.RULE: ("Rules of components (`validate`)", "rule"),
    Kind.PART: ("Parts of components", "part"),
    Kind.FORM_PROPERTY: ("Properties of components", "property"),
    Kind.FUNCTION: ("Functions of the case and the office", "function"),
    Kind.LETTER: ("Letters", "key"),
    Kind.NOTICE: ("Notices", "key"),
    Kind.LEDGER: ("Ledgers", "key"),
}


def table() -> str:
    """Every accepted word with its places, effect and test, as Markdown; then what is refused until it is built."""
    return "\n".join((*_accepted(), *_later(), *_html(), ""))


def _accepted() -> Iterator[str]:
    places: dict[tuple[Kind, str], set[str]] = {}
    for kind, place, name in let_pass():
        places.setdefault((kind, name), set()).add(place)
    for kind, entries in groupby(
        sorted(accepted(), key=lambda word: list(Kind).index(word.kind)), lambda word: word.kind
    ):
        title, what = _TITLES[kind]
        yield f"\n### {title}\n"
        yield f"| {what} | in | what it does | proved by |"
        yield "|---|---|---|---|"
        rows: dict[tuple[str, str, str], list[str]] = {}
        for word in entries:
            where = _where(word, places[kind, word.name])
            rows.setdefault((where, word.effect, word.test), []).append(f"`{word.name}`")
        for (where, effect, test), names in rows.items():
            yield f"| {' '.join(names)} | {where} | {effect} | `{test}` |"


def _where(word: Word, places: set[str]) -> str:
    found = sorted(word.where or places)
    if found in ([word.name], ["form"], ["letter"]) or word.kind in (Kind.ELEMENT, Kind.PART):
        return ""
    return " ".join(f"`{place}`" for place in found)


def _later() -> Iterator[str]:
    yield "\n### Refused until it is built\n"
    yield "| word | why |"
    yield "|---|---|"
    later = {
        f"`{name}` of `{place}`": missing
        for (place, name), (missing, _) in (LATER_PROPERTIES | LATER_EXTENSIONS).items()
    }
    for word, missing in later.items():
        yield f"| {word} | {missing} |"


def _html() -> Iterator[str]:
    yield "\n### Tags of `html` components\n"
    attributes = "; ".join(
        f"`{tag}`: " + " ".join(f"`{name}`" for name in sorted(of)) for tag, of in HTML_ATTRIBUTES.items()
    )
    yield " ".join(f"`{tag}`" for tag in sorted(HTML_TAGS)) + f". Attributes — {attributes}."
