"""Follow every link that somebody is shown, and try every address of the case that they may have heard of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import html as markup

from tests.disclosure.checking import Snapshot, Wrong, check
from tests.disclosure.observing import Observer
from tests.disclosure.reading import LISTS, Page, case_paths, explanations, full_title, letters

MOST_PAGES = 1500  # units lead to who holds posts there, and whoever decides is led to every setting
# Of addresses that differ in an id, a number or what they ask for alone, as many are followed; all with --every-reader.
MOST_ALIKE = 6
OWN_PART = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+|\?.*")
# One's declared relatives are one's own words.
OWN = ("/account/relatives", "/absence")
# What procedures are made of holds no answer of any case; the list of them, with its counts, is followed.
PUBLISHED = ("/studio/",)
# Parts of a name and of a marker: a page that only repeats what was searched for says neither.
SEARCHES = ("/cases?q=陈小", "/cases?q=水务", "/cases?q=mk00")
# The roster is a record outside cases: whose names it gives is rule 7; no answer of a case is ever found in it.
LOOKUPS = ("/lookups/recall.postings?q=陈", "/lookups/people.staff?q=江", "/lookups/recall.postings?q=mk00")


def crawl(observer: Observer, person: str) -> Iterator[Wrong]:
    """Everything that somebody reads in the play's last state and the table does not give them."""
    office, moment = observer.play.office, observer.moments[-1]
    paths = [*case_paths(office), *LISTS, *SEARCHES]
    pages = _follow(observer, person, paths)
    lookups = {path: observer.readers.get(person, path) for path in LOOKUPS}
    sheets = [
        (letter, observer.readers.get(person, letter.path), observer.readers.get(person, f"{letter.path}?masked=1"))
        for letter in letters(office)
    ]
    seen = Snapshot(
        moment=moment,
        person=person,
        pages=pages,
        letters=sheets,
        probes=observer.play.probes,
        title=full_title(office),
        sentences=explanations(office),
        case_path=paths[0],
    )
    yield from (wrong for wrong in check(observer.table, seen) if wrong.what == "leak")
    for probe in observer.play.probes:
        if probe.is_text and any(probe.sought in page.source for page in lookups.values()):
            yield Wrong(moment, person, f"lookup:{probe.step}.{probe.field}", "leak")


def _follow(observer: Observer, person: str, paths: list[str]) -> dict[str, Page]:
    """The pages behind these addresses and behind every link on them; letters are read apart, with both versions."""
    found: dict[str, Page] = {}
    waiting, alike = list(paths), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        shape = OWN_PART.sub("*", path)
        if path in found or (alike[shape] >= MOST_ALIKE and path not in paths and not observer.is_everybody):
            continue
        alike[shape] += 1
        assert len(found) < MOST_PAGES, f"{person} is led to more than {MOST_PAGES} pages"
        page = found[path] = observer.readers.get(person, path)
        if page.status == 200 and page.source.lstrip().startswith("<!"):
            for link in markup.fromstring(page.source).xpath("//a/@href | //*/@hx-get | //*/@data-diagram"):
                target = urlsplit(str(link))._replace(fragment="").geturl()
                if target.startswith("/") and not target.startswith(
                    ("/documents/", "/lookups/", "/static/", *OWN, *PUBLISHED)
                ):
                    waiting.append(target)
    return found
