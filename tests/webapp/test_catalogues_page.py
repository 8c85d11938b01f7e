"""The pages of schemes: a version from an old one or a sheet, decided by another, put in force by a setting."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from tests.casework.world import World
from tests.webapp.browser import Browser
from tests.webapp.office import build_office
from workflows.office.catalogues_file import CatalogueKind, shipped_schemes
from workflows.office.scheme_sheets import lines_in_sheet, sheet_of
from workflows.proof.verify import verify
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
NEW, WHY = "/admin/catalogues/new?from=nanping_4", "按市委组织部会议研究意见制定。"


@pytest.fixture
def world(store: Store) -> World:
    """The office of the page tests."""
    return build_office(store)


@pytest.mark.usefixtures("world")
def test_a_version_is_made_from_an_old_one_agreed_to_by_another_and_put_in_force(
    browser_of: BrowserOf, store: Store
) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    keeper.get(NEW)
    refused = keeper.press("提交方案", 422, **{"line-1-most": "24", "line-2-name": "", "reason": WHY})
    assert "第 2 项，名称：请填写此项。" in refused.words
    assert refused.value("line-1-most") == "24"
    wrong = keeper.press("提交方案", 422, **{"line-2-name": "责任心强"})
    assert "满分合计应为 100 分，现为 99 分" in wrong.words
    assert "等待其他有权审定的人审定" in keeper.press("提交方案", **{"line-1-most": "25"}).words
    page = keeper.get("/admin/catalogues/nanping_4.2")
    assert "同意" not in [button.text_content() for button in page.all("//button")]
    assert "nanping_4.2" not in keeper.get("/admin/settings/selection.criteria").text

    assert director.get("/admin/catalogues").all("//a[@href='/admin/catalogues/nanping_4.2']")
    director.get("/admin/catalogues/nanping_4.2")
    director.press("不同意", 422)
    assert "已审定该方案" in director.press("同意").words
    director.get("/admin/settings/selection.criteria")
    director.press("提交变更", value="nanping_4.2", from_on="2026-03-02", reason=WHY)
    (line,) = director.get("/admin/catalogues").all("//tr[.//a[@href='/admin/catalogues/nanping_4.2']]")
    assert "全部单位" in line.text_content()
    with store.read() as work:
        assert verify(work).is_intact


@pytest.mark.usefixtures("world")
def test_a_sheet_fills_the_form_and_a_wrong_row_is_named(browser_of: BrowserOf) -> None:
    keeper = browser_of("adm")
    keeper.get(NEW)
    scheme = shipped_schemes()["huaihua_5"]
    sheet = sheet_of(scheme.kind, scheme.name, scheme.lines, "zh")
    read = keeper.press("读取表格", key="ourcity_5", sheet=(io.BytesIO(sheet), "five.xlsx"))
    assert [read.value(f"line-{number}-key") for number in (1, 5)] == ["politics", "hardship"]
    assert read.value("key") == "ourcity_5"
    assert "请选择文件" in keeper.press("读取表格", 422, sheet=None).words
    keeper.press("读取表格", 422, sheet=(io.BytesIO(b"PK nothing"), "five.xlsx"))


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_sheet_gives_back_what_was_written(locale: str) -> None:
    for scheme in shipped_schemes().values():
        found, wrong = lines_in_sheet(scheme.kind, sheet_of(scheme.kind, scheme.name, scheme.lines, locale))
        assert wrong == []
        plain = [{word: value for word, value in line.plain(scheme.kind).items() if value} for line in scheme.lines]
        assert [line.values for line in found] == plain
    assert lines_in_sheet(CatalogueKind.CRITERIA, b"")[1]
