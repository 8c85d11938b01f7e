"""Compare what somebody read at a moment with the table: each cell that is wrong, as one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.disclosure.playing import Probe
from tests.disclosure.reading import Letter, Page
from tests.disclosure.table import Table, people

# The roster is a record outside cases: whose names it gives somebody is rule 7, so those are no leak of a case there; any other
# name is, and what belongs to a case, its answers, titles and numbers, is looked for there as everywhere.
# So do the search over everything and whoever keeps absences; full titles are looked for there, too.
ROSTER = ("/people", "/diary", "/admin/absences", "/search")  # names that the roster gives (design 6a, rule 7)


@dataclass(frozen=True)
class Snapshot:
    """What one person read at one moment: pages of the case and lists, and the letters by kind, full and masked version."""

    moment: str
    person: str
    pages: Mapping[str, Page]
    letters: Sequence[tuple[Letter, Page, Page]]
    probes: Sequence[Probe]
    title: str
    sentences: Mapping[str, Sequence[str]]
    case_path: str

    def holds(self, probe: Probe) -> bool:
        """Whether this answer stands on one of the pages, letters left aside."""
        return any(_holds(page, probe) for page in self.pages.values())


@dataclass(frozen=True)
class Wrong:
    """A cell of the table that does not hold: `leak` where something was read, `missing` where it was not."""

    moment: str
    person: str
    item: str  # step.field, letter:kind, explanation:element, title, clock, name:person
    what: str  # leak or missing


def check(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    """Every wrong cell of one person at one moment."""
    yield from _answers(table, seen)
    yield from _letters(table, seen)
    yield from _explanations(table, seen)
    yield from _title_and_clock(table, seen)
    yield from _names(table, seen)


def _answers(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    # Two answers that would look alike on a page are one: who may read either may be found reading it.
    alike: dict[str, list[Probe]] = {}
    for probe in seen.probes:
        alike.setdefault(probe.sought, []).append(probe)
    for probes in alike.values():
        may = {probe: table.reads(seen.person, probe.step, probe.field, seen.moment) for probe in probes}
        found = seen.holds(probes[0])
        printed = found or any(_holds(page, probes[0]) for _, *pages in seen.letters for page in pages)
        letters = {kind for probe in probes for kind in table.carried_by(probe.step)}
        may_print = any(table.letter(seen.person, kind, seen.moment) != "none" for kind in letters)
        for probe in probes:
            if printed and not any(may.values()) and not may_print:
                yield Wrong(seen.moment, seen.person, f"{probe.step}.{probe.field}", "leak")
            if may[probe] and not found:
                yield Wrong(seen.moment, seen.person, f"{probe.step}.{probe.field}", "missing")


def _holds(page: Page, probe: Probe) -> bool:
    return page.status == 200 and probe.sought in (page.source if probe.is_text else page.words)


def _letters(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    for letter, full, masked in seen.letters:
        level = table.letter(seen.person, letter.kind, seen.moment)
        item = f"letter:{letter.kind}"
        # Every page names the person who is signed in, and the unit of their post; whoever was sent has one in the village there.
        entry = people()["people"][seen.person]
        own = {seen.person, entry.get("unit")}
        names = [_name(name) for name in table.lines["letters"][letter.kind]["names"] if name not in own]
        shows_names = full.status == 200 and any(name in full.source for name in names)
        if level == "full" and not (shows_names or (full.status == 200 and not names)):
            yield Wrong(seen.moment, seen.person, item, "missing")
        if level == "masked" and full.status != 200:
            yield Wrong(seen.moment, seen.person, item, "missing")
        # The masked page shows nobody's name: not in title, breadcrumb, text or signature.
        of_place = _name(entry["sent"]) if "sent" in entry else ""
        is_torn = masked.status == 200 and any(name in masked.source for name in names if name != of_place)
        if is_torn or (level == "masked" and shows_names) or (level == "none" and 200 in (full.status, masked.status)):
            yield Wrong(seen.moment, seen.person, item, "leak")


def _name(name: str) -> str:
    entry = people()["people"].get(name) or people()["units"][name]
    return str(entry["name"])


def _names_somebody(text: str) -> bool:
    entries = (*people()["people"].values(), *people()["units"].values())
    return any(entry["name"] in text for entry in entries)


def _explanations(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    for element, sentences in seen.sentences.items():
        may = table.reads_explanation(seen.person, element, seen.moment)
        found = any(sentence in page.source for page in seen.pages.values() for sentence in sentences)
        if found != may:
            yield Wrong(seen.moment, seen.person, f"explanation:{element}", "leak" if found else "missing")


def _title_and_clock(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    level, case = table.title(seen.person, seen.moment), seen.pages[seen.case_path]
    # A title that names nobody yet is the public one.
    has_full = _names_somebody(seen.title) and any(seen.title in page.source for page in seen.pages.values())
    if (level == "none" and case.status == 200) or (level != "full" and has_full):
        yield Wrong(seen.moment, seen.person, "title", "leak")
    lacks_full = level == "full" and _names_somebody(seen.title) and not has_full
    if (level != "none" and case.status != 200) or lacks_full:
        yield Wrong(seen.moment, seen.person, "title", "missing")
    must = table.sees_clock(seen.person, seen.moment)
    if must is True and not any(table.lines["clock"]["label"] in page.words for page in seen.pages.values()):
        yield Wrong(seen.moment, seen.person, "clock", "missing")


def _names(table: Table, seen: Snapshot) -> Iterator[Wrong]:
    pages = [*seen.pages.values(), *(page for _, *pages in seen.letters for page in pages)]
    beside_roster = [page for page in pages if not page.path.startswith(ROSTER)]
    for name in table.hidden_names(seen.person, seen.moment):
        looked_at = beside_roster if table.in_roster(seen.person, name) else pages
        if any(_name(name) in page.source for page in looked_at):
            yield Wrong(seen.moment, seen.person, f"name:{name}", "leak")
    for number in table.hidden_numbers(seen.person):
        if any(number in page.source for page in pages):
            yield Wrong(seen.moment, seen.person, f"number:{number}", "leak")
