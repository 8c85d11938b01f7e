"""The page of the search over everything; what it finds for whom, tests/documents/test_search.py says."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.webapp.browser import Browser


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_shows_each_kind_with_a_way_to_it_and_says_when_there_is_nothing(
    browser_of: Callable[[str], Browser], case_id: uuid.UUID
) -> None:
    director = browser_of("dai")
    empty = director.get("/search")
    assert "想找什么？" in empty.words
    assert [form.get("action") for form in empty.all("//header//form[@role='search']")] == ["/search"]
    assert "输入的内容太短" in director.get("/search?q=6").words
    assert "没有找到" in director.get("/search?q=九号文件").words
    found = director.get("/search?q=1号")
    assert found.all(f"//section//a[@href='/cases/{case_id}']")
    assert found.all("//a[@href='/?q=1%E5%8F%B7']")
    by_title = director.get("/cases?q=九号文件")
    assert [each.get("href") for each in by_title.all("//*[@class='empty']//a")] == [
        "/search?q=%E4%B9%9D%E5%8F%B7%E6%96%87%E4%BB%B6"
    ]
    people = director.get("/search?q=hrs")
    assert people.all("//section//a[starts-with(@href, '/people/')]")
    assert director.get("/search?q=bureau").all("//section//a[starts-with(@href, '/units/')]")
    assert "没有找到" in browser_of("he").get("/search?q=1号").words
