"""Rules as boxes over the columns of a table: which overlap, what no box covers, which box others cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Box = tuple[int, ...]
"""One mask of pieces for each column."""

WORK = 60_000
"""Steps after which a table counts as too large to be checked exactly."""


class TooLarge(Exception):
    """The rules cut their columns into more regions than are looked at."""


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes share; None where they share nothing."""
    found = tuple(a & b for a, b in zip(one, other, strict=True))
    return found if all(found) else None


def uncovered(domain: Box, boxes: Sequence[Box]) -> Iterator[Box]:
    """The parts of `domain` that no box covers, as boxes without overlap. Raises TooLarge."""
    return _Search(boxes).gaps(domain, 0, (1 << len(boxes)) - 1)


def is_covered(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether the boxes together cover one box. Raises TooLarge."""
    touching = [each for each in boxes if meet(box, each) is not None]
    return all(box) and not any(True for _ in uncovered(box, touching))


class _Search:
    """Goes through the columns one by one; pieces that the same boxes admit are looked at together."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._boxes = boxes
        self._covered: set[tuple[int, int]] = set()
        self._steps = 0

    def gaps(self, domain: Box, column: int, active: int) -> Iterator[Box]:
        """Gaps in the columns from `column` on, among the active boxes (a mask of their indexes)."""
        if column == len(domain):
            if not active:
                yield ()
            return
        if not active:
            yield domain[column:]
            return
        # Within one search the domain is fixed, so what was found covered once is covered again.
        if (column, active) in self._covered:
            return
        found = False
        for remaining, pieces in self._groups(domain[column], column, active).items():
            for rest in self.gaps(domain, column + 1, remaining):
                found = True
                yield (pieces, *rest)
        if not found:
            self._covered.add((column, active))

    def _groups(self, domain: int, column: int, active: int) -> dict[int, int]:
        """The pieces of a column by the boxes that admit them."""
        groups: dict[int, int] = {0: domain}
        for index, box in enumerate(self._boxes):
            if not active >> index & 1:
                continue
            self._steps += len(groups)
            if self._steps > WORK:
                raise TooLarge
            parted: dict[int, int] = {}
            for members, pieces in groups.items():
                inside, outside = pieces & box[column], pieces & ~box[column]
                if inside:
                    parted[members | 1 << index] = inside
                if outside:
                    parted[members] = outside
            groups = parted
        return groups
