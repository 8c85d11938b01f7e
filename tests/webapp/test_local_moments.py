"""A stored moment is shown on the office's clock whatever zone it was written with, and at the ends of time as it stands."""

from __future__ import annotations

import pytest

from webapp.answers.fields import shown_value
from workflows.procedure.form_model import FormField


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-03-02T09:00:00+08:00", "2026-03-02T09:00"),
        ("2026-03-02T01:00:00Z", "2026-03-02T09:00"),
        ("2026-07-02T09:00:00[Europe/Berlin]", "2026-07-02T15:00"),
        ("2026-07-02T09:00:00@Europe/Berlin", "2026-07-02T15:00"),
        ("2026-03-02T09:00", "2026-03-02T09:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
        ("tomorrow", "tomorrow"),
    ],
)
def test_a_moment_is_shown_on_the_offices_clock(stored: str, shown: str) -> None:
    field = FormField(key="at", type="datetime", label="时间", subtype="datetime")
    assert shown_value(field, stored, {}) == shown
