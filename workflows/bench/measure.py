"""Time acts against each other within one run: interleaved, so that a busy machine slows all of them alike, and by medians."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio: what, against what, the medians in milliseconds, how often, and the most that the design allows."""

    group: str
    name: str
    ratio: float
    milliseconds: float
    against_milliseconds: float
    samples: int
    target: float | None = None

    @property
    def is_met(self) -> bool:
        """True where the ratio keeps to its target, or has none."""
        return self.target is None or self.ratio <= self.target

    def line(self) -> str:
        """The figure as one line of the report."""
        against = f"{_time(self.milliseconds)} against {_time(self.against_milliseconds)}"
        goal = "" if self.target is None else f"  target ≤ {self.target:g}: {'met' if self.is_met else 'MISSED'}"
        return f"  {self.name:<34} {self.ratio:>8.2f} ×   {against}, n={self.samples}{goal}"

    def data(self) -> dict[str, object]:
        """The figure for JSON."""
        return {**asdict(self), "is_met": self.is_met}


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.2f} ms" if milliseconds >= 0.1 else f"{milliseconds * 1000:.2f} µs"


def medians(acts: Sequence[Act], *, rounds: int, repeat: int = 1) -> list[float]:
    """Median milliseconds of one call of each act over `rounds` rounds; each round calls every act, in alternating order.

    `repeat` calls of an act are timed as one sample, for acts shorter than the clock can tell.
    """
    samples: list[list[float]] = [[] for _ in acts]
    gc.collect()
    for number in range(rounds):
        order = range(len(acts)) if number % 2 == 0 else range(len(acts) - 1, -1, -1)
        for index in order:
            act = acts[index]
            began = time.perf_counter()
            for _ in range(repeat):
                act()
            samples[index].append((time.perf_counter() - began) * 1000 / repeat)
    return [statistics.median(each) for each in samples]
