"""A unit, and what a village needs, as a scenario file writes it, before anything begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScenarioUnit:
    """A unit that is not what its people's posts make it: kind (office organ county township village), parent, name; who manages
    its cadres, and whose party committee or group answers for it."""

    kind: str | None = None
    parent: str | None = None
    name: str | None = None
    superior: str | None = None
    party: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The codes of the units that it stands under."""
        return tuple(code for code in (self.parent, self.superior, self.party) if code)


@dataclass(frozen=True, slots=True)
class ScenarioNeed:
    """What a village needs, as its county accepted it: how many people (1 to 5), and for what; `village` is a unit code."""

    village: str
    slots: int = 1
    needs: tuple[str, ...] = ("industry",)
