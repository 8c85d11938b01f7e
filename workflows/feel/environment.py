"""What an evaluation takes from outside the scope: the time, the zone, extra functions, named types and bounds."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.feel.builtins.define import from_callable
from workflows.feel.functions import Function
from workflows.feel.kinds import FeelType
from workflows.feel.limits import DEFAULT, Limits

DEFAULT_ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Environment:
    """Fixed surroundings of evaluations.

    `now` (aware; the clock when None) is what now() and today() answer, shown in `zone`. `functions` adds to the built-in
    functions: Functions (see define_function) or plain callables, which then take their Python parameter names.
    `types` are the named types that `instance of` and parameter types may use.
    """

    now: datetime.datetime | None = None
    zone: datetime.tzinfo = DEFAULT_ZONE
    functions: Mapping[str, Function | Callable[..., Any]] = field(default_factory=dict)
    limits: Limits = DEFAULT
    types: Mapping[str, FeelType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("now must carry a time zone")
        known = {
            name: each if isinstance(each, Function) else from_callable(name, each)
            for name, each in self.functions.items()
        }
        object.__setattr__(self, "functions", known)

    def current(self) -> datetime.datetime:
        """Return now in the zone of the environment."""
        return (self.now or datetime.datetime.now(datetime.UTC)).astimezone(self.zone)


STANDARD = Environment()
"""The surroundings of an evaluation that is given none: the clock, the default zone and bounds, no extra functions."""
