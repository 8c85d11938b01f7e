"""Collect the texts of the pages for the catalogues: `python -m webapp.translations.extraction` brings messages.po up to date."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).parent.parent
CATALOGUE = Path(__file__).parent / "zh_CN" / "LC_MESSAGES" / "messages.po"
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}


def extract() -> Catalog:
    """Every text marked for translation in Python and templates."""
    catalog = Catalog()
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(ROOM), _METHODS, options, keywords=_KEYWORDS)
    # Line numbers are left out: they would change the catalogue with every edit of a page.
    for file, _line, message, _comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog.add(message, None, [(file, 1)], context=context)
    return catalog


def read_catalogue() -> Catalog:
    """The Chinese catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_CN")


def update() -> Catalog:
    """The Chinese catalogue with new texts added, empty, and texts no longer used dropped."""
    known = read_catalogue() if CATALOGUE.is_file() else Catalog(locale="zh_CN")
    known.update(extract(), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.project, known.version, known.copyright_holder = "Gatepost", "0.1.0", "Gatepost"
    known.header_comment = "# Simplified Chinese texts of the pages."
    known.msgid_bugs_address = ""
    known.fuzzy = False
    return known


if __name__ == "__main__":
    updated = update()
    with CATALOGUE.open("wb") as target:
        write_po(target, updated, omit_header=False, no_location=True, sort_output=True, width=120)
