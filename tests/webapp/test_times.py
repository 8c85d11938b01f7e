"""How instants and durations read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.clock import at
from webapp.i18n import init_i18n
from webapp.times import absolute, due_tag, duration, time_left, time_since

NOW = at("2018-12-15 21:00")


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    """A request in Chinese."""
    app = Flask("webapp")
    app.secret_key = "for a session that is never sent"
    init_i18n(app)
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        yield


def test_time_left_and_the_end_of_a_day() -> None:
    tag = due_tag(at("2018-12-17 24:00"), NOW)
    assert tag.striptags() == "还剩 2 天 3 小时 · 12月17日 周一 24:00"
    assert 'title="2018-12-18 00:00:00 UTC+08:00"' in tag


def test_overdue() -> None:
    assert time_left(NOW - timedelta(days=1), NOW) == "超期 1 天"
    assert time_left(NOW - timedelta(minutes=5), NOW) == "超期 5 分钟"


def test_midnight_of_something_that_happened_stays_midnight() -> None:
    assert absolute(at("2018-12-18 00:00"), NOW) == "12月18日 周二 00:00"
    assert absolute(at("2018-12-18 00:00"), NOW, is_due=True) == "12月17日 周一 24:00"


def test_another_year_is_named() -> None:
    assert absolute(at("2019-01-01 00:00"), NOW, is_due=True) == "12月31日 周一 24:00"
    assert absolute(at("2019-01-01 08:00"), NOW) == "2019年1月1日 周二 08:00"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0 分钟"),
        (timedelta(seconds=20), "不到 1 分钟"),
        (timedelta(hours=1, minutes=5), "1 小时 5 分钟"),
        (timedelta(days=3, minutes=5), "3 天"),
        (timedelta(days=3, hours=23, minutes=59), "3 天 23 小时"),
    ],
)
def test_durations(span: timedelta, words: str) -> None:
    assert duration(span) == words


def test_english() -> None:
    with force_locale("en"):
        assert due_tag(at("2018-12-17 24:00"), NOW).striptags() == "2 days 3 hours left · Mon 17 Dec 24:00"
        assert time_since(NOW - timedelta(days=1, hours=3), NOW) == "1 day ago"
        assert time_since(NOW, NOW) == "just now"
