"""How like texts are (M6: copied diaries): which entry each text is likest to, and by how much. Pure functions.

Texts are compared by the runs of a few characters that they have in common, so that a copied entry is found with words put in
or sentences moved. Runs that very many texts share, as a set phrase of the office, say nothing and are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
RUN = 5
"""Characters of a run."""
COMMON = 40
"""A run that more texts share is a set phrase."""
LEAST_RUNS = 6
"""A text with fewer runs is too short to be like anything."""
_WORDS = re.compile(r"[\W_\d]+")


@dataclass(frozen=True, slots=True)
class Likest(Generic[Key]):
    """The text that another is likest to, and how many in a hundred of their runs they share."""

    key: Key
    percent: int


def runs_of(text: str) -> frozenset[str]:
    """The runs of a text, without punctuation, blanks and figures: a copied entry often differs in its numbers alone."""
    plain = _WORDS.sub("", text).lower()
    return frozenset(plain[at : at + RUN] for at in range(len(plain) - RUN + 1))


def likest(texts: Mapping[Key, str]) -> dict[Key, Likest[Key]]:
    """For each text that shares anything with another, the one it is likest to; of equal ones the first in the mapping's order.

    Every text is compared with those alone with which it shares a run, so that a county's month takes seconds, not hours.
    """
    runs = {key: runs_of(text) for key, text in texts.items()}
    where: dict[str, list[Key]] = {}
    for key, found in runs.items():
        if len(found) >= LEAST_RUNS:
            for run in found:
                where.setdefault(run, []).append(key)
    best: dict[Key, Likest[Key]] = {}
    for key, found in runs.items():
        if len(found) < LEAST_RUNS:
            continue
        shared: Counter[Key] = Counter()
        for run in found:
            if len(where[run]) <= COMMON:
                shared.update(where[run])
        del shared[key]
        for other, count in shared.items():
            percent = 200 * count // (len(found) + len(runs[other]))
            if percent and (key not in best or percent > best[key].percent):
                best[key] = Likest(other, percent)
    return best
