"""A database that gives up for a moment, or cannot hold a text: a page that says what was kept and what to do, never a fault."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DataError, OperationalError

from webapp import create_app
from webapp.settings import Settings
from workflows.store import Store


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (OperationalError("UPDATE", {}, Exception("deadlock detected")), 503, "未保存任何内容，请稍候再试。"),
        (DataError("SELECT", {}, Exception("NUL")), 400, "文字中含有无法保存的字符。"),
    ],
)
def test_trouble_of_the_database_is_a_page(store: Store, error: Exception, status: int, sentence: str) -> None:
    app = create_app(store, Settings(secret_key="k" * 40, is_demo=True, is_testing=True))

    def fail() -> str:
        raise error

    fail.access_rule = app.view_functions["account.sign_in"].access_rule  # type: ignore[attr-defined]
    app.add_url_rule("/trouble", "trouble", fail)
    answer = app.test_client().get("/trouble", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == status
    assert sentence in answer.get_data(as_text=True)
