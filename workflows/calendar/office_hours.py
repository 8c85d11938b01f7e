"""Office hours of a working day: one or more spans such as 08:00-12:00, 14:30-17:30."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Spans (from, until) in order, on the office's clock; they do not touch midnight or one another."""

    spans: tuple[tuple[time, time], ...]

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read `08:00-12:00, 14:30-17:30`. Raises ValueError with a sentence for the one who typed it."""
        spans: list[tuple[time, time]] = []
        for part in text.replace("，", ",").replace("：", ":").replace("–", "-").split(","):
            match = _SPAN.fullmatch(part)
            if not match:
                raise ValueError(f"“{part.strip()}” is not a span of office hours; write for instance 08:00-12:00.")
            numbers = [int(number) for number in match.groups()]
            try:
                opens, closes = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
            except ValueError:
                raise ValueError(f"“{part.strip()}” names an hour that no day has.") from None
            if closes <= opens or (spans and opens < spans[-1][1]):
                raise ValueError(f"“{part.strip()}” must follow the span before it and end later than it begins.")
            spans.append((opens, closes))
        return cls(tuple(spans))

    def __str__(self) -> str:
        return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in self.spans)


DEFAULT_OFFICE_HOURS = OfficeHours(((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30))))
