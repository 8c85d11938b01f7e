"""What `verify` found, in sentences that name the place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where the record does not prove itself: a chain and an entry, a table and a row's key, or a seal."""

    chain: str
    sequence: int
    sentence: str


@dataclass(slots=True)
class VerifyReport:
    """What `verify` found: how much was read and every breach."""

    entries: int = 0
    chains: int = 0
    rows: int = 0
    seals: int = 0
    notes: list[str] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """True where every chain, every row and every seal holds."""
        return not self.breaches

    def breach(self, chain: str, sequence: int, sentence: str) -> None:
        """Note a breach."""
        self.breaches.append(Breach(chain, sequence, sentence))
