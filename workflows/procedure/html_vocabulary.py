"""What an html component of a form may hold; anything else is refused by name at check time and taken out on the page."""

from __future__ import annotations

from typing import Final

_BLOCKS: Final = frozenset({"blockquote", "br", "div", "hr", "li", "ol", "p", "pre", "ul", "dl", "dt", "dd"})
_WORDS: Final = frozenset(
    {"a", "b", "code", "del", "em", "i", "ins", "s", "small", "span", "strong", "sub", "sup", "u"}
)
_TABLES: Final = frozenset({"caption", "table", "tbody", "td", "th", "thead", "tr"})
HTML_TAGS: Final = _BLOCKS | _WORDS | _TABLES
HTML_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"href", "title"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
}
HTML_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
