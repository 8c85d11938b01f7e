"""Play a case and look at it through everybody's eyes at every moment; people whom the table treats alike take turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.disclosure.checking import Snapshot, Wrong, check
from tests.disclosure.playing import Play, Probe
from tests.disclosure.plays import PLAYS, procedures_of
from tests.disclosure.reading import LISTS, Letter, Page, Readers, case_paths, explanations, full_title, letters
from tests.disclosure.table import Table, people, table
from tests.recall.office import Office

# Lists hold titles and notices: looking at them when a lead is fresh, when the case opens to others and where a notice alone tells
# somebody an answer is enough.
LIST_MOMENTS = frozenset({"lead_registered", "order_sent", "nominated", "recorded"})


class Observer:
    """One play watched; `seen` collects every probe that somebody read, so that nothing passes by not being looked for."""

    def __init__(self, name: str, office: Office, *, is_everybody: bool) -> None:
        self.table: Table = table(name)
        self.play = Play(office, procedures=procedures_of(name))
        self.readers = Readers(office)
        self.is_everybody = is_everybody
        self.seen: set[tuple[str, str]] = set()
        self.moments: list[str] = []

    def watch(self) -> Iterator[Wrong]:
        """Every wrong cell of the whole play."""
        before: str | None = None
        for moment in PLAYS[self.table.name](self.play):
            self.moments.append(moment)
            if self.is_everybody or moment in self.table.lines.get("looks", self.table.moments):
                yield from self._at(moment, before)
                before = moment

    def look_away(self) -> None:
        """Play to the end without looking."""
        self.moments.extend(PLAYS[self.table.name](self.play))

    def _at(self, moment: str, before: str | None) -> Iterator[Wrong]:
        office = self.play.office
        paths = [*case_paths(office), *(LISTS if moment in LIST_MOMENTS else ())]
        changed = [letter for letter in letters(office) if self._changes(letter.kind, moment, before)]
        title, sentences = full_title(office), explanations(office)
        for person in self._representatives(moment):
            snapshot = Snapshot(
                moment=moment,
                person=person,
                pages=self.readers.pages(person, paths),
                letters=[self._letter(person, letter, moment) for letter in changed],
                probes=self.play.probes,
                title=title,
                sentences=sentences,
                case_path=paths[0],
            )
            self.seen |= {(probe.step, probe.field) for probe in self.play.probes if snapshot.holds(probe)}
            yield from check(self.table, snapshot)

    def _changes(self, kind: str, moment: str, before: str | None) -> bool:
        """Whether somebody may read a letter otherwise than a moment ago; on demand every letter is looked at in the end."""
        if before is None or (self.is_everybody and moment == self.table.moments[-1]):
            return True
        everyone = people()["people"]
        return any(self.table.letter(one, kind, moment) != self.table.letter(one, kind, before) for one in everyone)

    def _letter(self, person: str, letter: Letter, moment: str) -> tuple[Letter, Page, Page]:
        masked = self.readers.get(person, f"{letter.path}?masked=1")
        # Whoever may read nothing of it, and gets nothing even masked, is asked no further.
        is_closed = masked.status != 200 and self.table.letter(person, letter.kind, moment) == "none"
        return letter, masked if is_closed else self.readers.get(person, letter.path), masked

    def _representatives(self, moment: str) -> Sequence[str]:
        """One of each group that the table treats alike at a moment, another one at each moment; everybody on demand."""
        everyone = list(people()["people"])
        if self.is_everybody:
            return everyone
        groups: dict[tuple[object, ...], list[str]] = {}
        for person in everyone:
            groups.setdefault(self._expected(person, moment), []).append(person)
        turn = self.table.moments.index(moment)
        return [members[turn % len(members)] for members in groups.values()]

    def _expected(self, person: str, moment: str) -> tuple[object, ...]:
        lines, probes = self.table.lines, self.play.probes
        return (
            tuple(self.table.reads(person, probe.step, probe.field, moment) for probe in probes),
            tuple(self.table.letter(person, kind, moment) for kind in lines["letters"]),
            tuple(self.table.reads_explanation(person, element, moment) for element in lines["explanations"]),
            self.table.title(person, moment),
            self.table.sees_clock(person, moment),
            tuple(self.table.hidden_names(person, moment)),
        )


def unseen(observer: Observer) -> list[Probe]:
    """The answers that nobody was seen to read at any moment: their rows would prove nothing."""
    return [probe for probe in observer.play.probes if (probe.step, probe.field) not in observer.seen]
