"""Drafts: begun in four ways, saved with errors too, two designers on one file, and everything that is removed comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.studio.test_given_folder import archive
from tests.webapp.browser import Browser
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.casework.models import ProcedureVersion
from workflows.casework.transaction import transaction
from workflows.people import Unit
from workflows.people.words import UnitKind
from workflows.procedure import unbundle
from workflows.store import Store
from workflows.studio.models import DraftFile, ProcedureDraft

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def world(store: Store) -> World:
    """The office with its designers."""
    return add_designers(build_office(store))


def published(world: World) -> ProcedureVersion:
    """The version of the review procedure, with its files."""
    with world.store.read() as work:
        version = work.session.scalars(select(ProcedureVersion)).one()
        assert version.bundle
        return version


def begun(world: World, browser: Browser) -> str:
    """The address of a draft begun from the published version."""
    browser.get(f"/studio/versions/{published(world).id}")
    return browser.press("以此版本新建草稿").path


def files(world: World) -> dict[str, bytes]:
    """The files of the only draft that is not removed."""
    with world.store.read() as work:
        of_draft = select(DraftFile).join(ProcedureDraft).where(ProcedureDraft.removed_at.is_(None))
        return {row.name: row.content for row in work.session.scalars(of_draft.where(DraftFile.removed_at.is_(None)))}


def test_a_draft_holds_what_was_published_and_saving_changes_only_what_was_typed(
    world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("wenr")
    draft = begun(world, browser)
    before = dict(unbundle(published(world).bundle))
    assert files(world) == before
    for name in before:
        browser.get(f"{draft}/file?name={name}")
        text = browser.page.value("text") if browser.page else None
        assert text is not None
        # As a browser sends it: lines end with CR LF.
        browser.press("保存", text=text.replace("\n", "\r\n"))
    assert files(world) == before
    browser.get(f"{draft}/file?name=review.bpmn")
    broken = before["review.bpmn"].decode().replace("</bpmn:process>", "")
    page = browser.press("保存", text=broken)
    assert "已保存" in page.words
    assert page.all("//li[@class='problem-error']")
    assert files(world)["review.bpmn"].decode() == broken
    page = browser.press("撤销上次保存")
    assert not page.all("//li[@class='problem-error']")
    assert files(world) == before
    page = browser.get("/studio")
    assert f"{draft}" in [link.get("href") for link in page.all("//a")]


def test_two_designers_on_one_file_are_told_and_nothing_is_overwritten(world: World, browser_of: BrowserOf) -> None:
    first, second = browser_of("wenr"), browser_of("pan")
    draft = begun(world, first)
    place = f"{draft}/file?name=labels.en.yaml"
    first.get(place)
    second.get(place)
    first.press("保存", text="process: Review A\n")
    page = second.press("保存", 409, text="process: Review B\n")
    assert "温若篆已保存过该文件" in page.words
    texts = [(area.text or "").lstrip("\n") for area in page.all("//textarea")]
    assert texts == ["process: Review A\n", "process: Review B\n"]
    assert files(world)["labels.en.yaml"] == b"process: Review A\n"
    second.press("保存我的文本", text="process: Review A and B\n")
    assert files(world)["labels.en.yaml"] == b"process: Review A and B\n"
    assert "最近由潘绘川修改" in first.get(draft).words
    assert "移除草稿" not in second.get(draft).words
    begun(world, second)
    assert "潘绘川也有该流程的草稿" in first.get(draft).words


def test_files_and_drafts_are_added_removed_and_put_back(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("wenr")
    draft = begun(world, browser)
    browser.get(draft)
    page = browser.press("添加", name="forms/extra.form", text="{")
    assert page.all("//li[@class='problem-error']")
    browser.press("移除文件")
    assert "forms/extra.form" not in files(world)
    browser.press("恢复 forms/extra.form")
    assert files(world)["forms/extra.form"] == b"{"
    browser.get(draft)
    assert "不是流程文件" in browser.press("添加", 422, name="../../x.form", text="{}").words
    browser.get(draft)
    page = browser.press("添加", 422, name="review.bpmn", text="<typed/>")
    assert "已有文件 review.bpmn" in page.words
    assert (page.value("name"), (page.value("text") or "").strip()) == ("review.bpmn", "<typed/>")
    browser.get(draft)
    browser.press("移除草稿")
    browser.get(draft, 404)
    browser.get("/studio")
    browser.press("恢复 review")
    assert "forms/extra.form" in files(world)


def test_a_draft_begins_from_an_archive_a_template_or_a_folder_on_the_disk(
    world: World, browser_of: BrowserOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "petition"
    folder.mkdir()
    (folder / "petition.bpmn").write_text("<definitions/>", encoding="utf-8")
    monkeypatch.setenv("GATEPOST_PROCEDURES", str(tmp_path))
    browser = browser_of("wenr")
    assert "petition 从未发布" in browser.get("/studio/new").words
    assert browser.post("/studio/new/folder", {"process_id": "petition", "csrf_token": browser.token()}).all(
        "//li[@class='problem-error']"
    )
    for name, data, words in (
        ("wrong.zip", b"no archive", "无法读取该文件"),
        ("review.zip", archive({"review.bpmn": "<a/>"}), "发布后将成为 review 的下一版本"),
        ("review.zip", archive({"review.bpmn": "<b/>"}), "您已有 review 的草稿"),
    ):
        browser.get("/studio/new")
        sent = {"archive": (io.BytesIO(data), name), "csrf_token": browser.token()}
        page = browser.post("/studio/new/archive", sent, 200 if "下一版本" in words else 422)
        assert words in page.words
        if "下一版本" not in words:
            (summary,) = page.all("//div[@class='error-summary']")
            assert words in summary.text_content()
            assert not summary.xpath("preceding::h2"), "it stands above every way to begin"
            assert page.all("//*[@id='error-archive']"), "where its link leads"
    browser.get("/studio/new")
    chosen = {"template": "approval", "name": "公车借用", "process_id": "review"}
    assert "已有流程 review" in browser.press("按模板新建", 422, **chosen).words
    assert browser.page is not None
    assert browser.page.value("name") == "公车借用"
    assert "已有流程 review" in browser.press("按模板新建", 422, **{**chosen, "process_id": "Review"}).words
    page = browser.press("按模板新建", **{**chosen, "process_id": "car_loan"})
    assert "草稿：公车借用" in page.words
    assert "没有问题" in page.words


def test_a_round_begins_with_units_of_the_office_that_the_designer_can_look_up(
    world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("wenr")
    browser.get("/studio/new")
    chosen = {"template": "monthly_round", "name": "每月报送", "process_id": "reports"}
    early = browser.press("按模板新建", **{**chosen, "process_id": "early"})
    assert "草稿中仍为 CITY、C1、C2" in early.words
    with transaction(world.store) as work:
        city = work.session.scalars(select(Unit).where(Unit.code == "CITY")).one()
        city.code, city.kind = "SHI", UnitKind.CITY
        for code in ("XA", "XB", "XC"):
            county = Unit(
                code=code, name=f"{code}县", kind=UnitKind.COUNTY, parent_id=city.id, path=f"{city.path}{code}/"
            )
            work.session.add(county)
    browser.get("/studio/new")
    assert "已写入 SHI 及其各县：XA、XB、XC" in browser.press("按模板新建", **chosen).words
    drawn = files(world)["reports.bpmn"].decode()
    assert 'name="unit" value="SHI"' in drawn
    assert "[&#34;XA&#34;, &#34;XB&#34;, &#34;XC&#34;]" in drawn
    units = browser.get("/studio/units?q=XA")
    assert [cell.text_content() for cell in units.all("//tbody/tr/td")] == ["XA县", "XA", "县（市、区）"]
    browser_of("wen").get("/studio/units", 403)


def test_a_text_is_looked_at_before_it_is_saved(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("wenr")
    browser.get("/studio/new")
    browser.press("按模板新建", template="approval", name="公车借用", process_id="car_loan")
    assert browser.page is not None
    draft = browser.page.path
    browser.get(f"{draft}/file?name=notices/granted.yaml")
    before = files(world)
    text = before["notices/granted.yaml"].decode()
    page = browser.press("检查（不保存）", text=text.replace("申请“{{subject}}”", "“{{subjekt}}”申请“{{subject}}”"))
    assert page.all("//*[@id='found']//li[@data-file='notices/granted.yaml']")
    assert "“〔subjekt〕”申请“更换驻村用车”已同意" in page.words
    assert "subjekt" in (page.value("text") or "")
    form = before["forms/approve.form"].decode()
    look = {"csrf_token": browser.token(), "name": "forms/approve.form", "text": form, "preview": "en"}
    page = browser.post(f"{draft}/look", dict(look))
    assert page.all("//*[@id='drawn']//button[normalize-space()='Grant']")
    table = Path("bpmn/assessment_county/monthly_grade.dmn").read_text(encoding="utf-8")
    browser.get(draft)
    browser.press("添加", name="grade.dmn", text=table)
    tried = {"attendance_cap": "fair", "has_zero_discipline_item": "false", "indicator_points": "66"}
    tried |= dict.fromkeys(("discipline_points", "bonus_points", "deduction_points"), "0")
    look |= {"name": "grade.dmn", "text": table, "decision": "monthly_grade"}
    page = browser.post(f"{draft}/look", {**look, **{f"try:{name}": value for name, value in tried.items()}})
    hit = page.all("//*[@id='tried']//tr[@class='is-hit']/th")
    assert [row.text_content().split() for row in hit] == [["4", "命中"]]
    assert "不是 FEEL 值" in browser.post(f"{draft}/look", {**look, "try:attendance_cap": '"fa'}).words
    assert {**before, "grade.dmn": table.encode()} == files(world)
    director = browser_of("dai")
    sent = {"name": "car_loan.bpmn", "text": "x", "csrf_token": director.token()}
    director.post(f"{draft}/look", sent, 403)


def test_a_problem_is_mended_by_one_click_and_the_english_written(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("wenr")
    browser.get("/studio/new")
    draft = browser.press("按模板新建", template="approval", name="公车借用", process_id="car_loan").path
    before = files(world)
    drawn = before["car_loan.bpmn"].decode().replace(' default="granted_flow"', "")
    browser.get(f"{draft}/file?name=car_loan.bpmn")
    browser.press("保存", text=drawn)
    browser.get(f"{draft}/file?name=labels.en.yaml")
    browser.press("保存", text=before["labels.en.yaml"].decode().replace("element:approve: Approve\n", ""))
    browser.get(draft)
    page = browser.press("将“同意”设为默认")
    assert "连线 granted_flow 已设为默认" in page.words
    assert files(world)["car_loan.bpmn"] == before["car_loan.bpmn"]
    page = browser.get(f"{draft}/english")
    assert [field.get("name") for field in page.all("//input[starts-with(@name, 'en:')]")] == ["en:element:approve"]
    page = browser.press("保存", **{"en:element:approve": "Decide"})
    assert "有 0 处文字没有英文" in page.words
    assert b"element:approve: Decide\n" in files(world)["labels.en.yaml"]
    assert (
        "没有这个问题"
        in browser.post(f"{draft}/mend", {"csrf_token": browser.token(), "mend": "form_missing|x|form|x"}).words
    )
    for path in ("mend", "english"):
        director = browser_of("dai")
        director.post(f"{draft}/{path}", {"csrf_token": director.token()}, 403)


def test_only_designers_change_drafts(world: World, browser_of: BrowserOf) -> None:
    draft = begun(world, browser_of("wenr"))
    director = browser_of("dai")
    assert not director.get(f"{draft}/file?name=review.bpmn").all("//main//form")
    token = {"csrf_token": director.token()}
    name = {**token, "name": "review.bpmn", "text": "x", "seen": ""}
    for path in (f"{draft}/file", f"{draft}/file/removed", f"{draft}/file/back", f"{draft}/removed", f"{draft}/back"):
        director.post(path, dict(name), 403)
    for path in ("archive", "template", "folder"):
        director.post(f"/studio/new/{path}", dict(token), 403)
    director.post(f"/studio/versions/{published(world).id}", dict(token), 403)
    assert files(world) == dict(unbundle(published(world).bundle))
