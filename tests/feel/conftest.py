"""One fixture: evaluate an expression over keyword variables at a fixed time in Shanghai."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import Environment, parse_expression

NOW = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
ENVIRONMENT = Environment(now=NOW)


@pytest.fixture
def feel() -> Callable[..., Any]:
    """`feel("a + 1", a=2)` is 3; names with spaces go in through `scope={...}`."""

    def evaluate(source: str, scope: dict[str, Any] | None = None, **variables: Any) -> Any:
        values = {**(scope or {}), **variables}
        return parse_expression(source, names=values).evaluate(values, ENVIRONMENT)

    return evaluate
