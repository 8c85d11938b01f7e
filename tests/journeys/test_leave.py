"""A leave on a phone: asked for with papers, a refused one among them, the net cut in the middle; granted, and reported back."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.attachments import samples
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.leave.test_leave_request import Office, fill

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def office(server: Server) -> Office:
    """The people of a county, with the procedure published."""
    return fill(server.store)


def no_faults(page: Page) -> list[str]:
    """What axe finds, and a page that is wider than its screen."""
    page.evaluate("scrollTo(0, 0)")  # the bar at the foot would lie over whatever is there
    found = violations(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append("the page is wider than the screen")
    return found


def write(folder: Path, name: str, data: bytes) -> str:
    """A file to choose."""
    (folder / name).write_bytes(data)
    return str(folder / name)


def test_a_leave_with_papers_from_asking_to_reporting_back(
    page: Page, context: BrowserContext, office: Office, server: Server, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, office.users["member"])
    page.goto("/cases/new/leave_request")
    page.get_by_label("请假类别").select_option("sick")
    page.get_by_label("起始日期").fill("2026-03-03")
    page.get_by_label("截止日期").fill("2026-03-04")
    page.get_by_label("去向").fill("青禾市医院")
    page.get_by_label("事由").fill("到市医院复查，当天往返。")
    paper = page.locator("#answer-medical")
    chooser = paper.locator("input[type=file]")
    photo = write(tmp_path, "病历一.jpg", samples.picture("JPEG", (400, 300)))
    chooser.set_input_files(
        [photo, write(tmp_path, "病历二.pdf", samples.pdf()), write(tmp_path, "坏.pdf", b"MZ" * 99)]
    )
    expect(paper.get_by_label("病历一.jpg")).to_be_checked()
    expect(paper.get_by_label("病历二.pdf")).to_be_checked()
    expect(paper.locator("[data-refused]")).to_contain_text("坏.pdf 不是 PDF")
    # The net is cut in the middle: a sentence, nothing lost, and it goes once the net is back.
    context.set_offline(True)
    chooser.set_input_files(write(tmp_path, "病历三.png", samples.picture()))
    expect(paper.locator("[data-refused]")).to_contain_text("文件未能上传")
    context.set_offline(False)
    chooser.set_input_files(str(tmp_path / "病历三.png"))
    expect(paper.get_by_label("病历三.png")).to_be_checked()
    expect(paper.locator("[data-refused]")).to_be_hidden()
    paper.get_by_label("病历一.jpg").uncheck()
    assert no_faults(page) == []
    page.screenshot(path=tmp_path / "asked.png", full_page=True)
    page.get_by_role("button", name="发起", exact=True).click()
    expect(page.locator("main")).to_contain_text("病历二.pdf")
    assert "病历一.jpg" not in page.locator("main").inner_text()
    page.locator("#file-record summary").first.click()
    page.get_by_text("显示图片").click()
    picture = page.locator("details.preview img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 8)
    assert no_faults(page) == []
    page.screenshot(path=tmp_path / "record.png", full_page=True)
    office.stage.case_id = uuid.UUID(page.url.rsplit("/", 1)[1])
    # Whoever must give an opinion learns that papers were given, and opens none of them.
    sign_in(page, office.users["leader"])
    page.goto("/?view=posts")
    page.locator("a.row-link").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("青禾市医院")
    assert "病历" not in main.inner_text()
    assert no_faults(page) == []
    page.get_by_role("button", name="同意，报乡镇").click()
    page.wait_for_url("**/")
    office.do("approve_township", "township")
    server.move_to("2026-03-05 08:00")
    # Overdue, on the phone again: what was forgotten is asked for, and the slip of leave is a file.
    sign_in(page, office.users["member"])
    page.goto("/?view=mine")
    page.locator("a.row-link").first.click()
    page.get_by_label("返岗日期").fill("2026-03-05")
    page.locator("[name=return_note]").fill("返程班车停运，次日返回。")
    page.screenshot(path=tmp_path / "back.png", full_page=True)
    page.get_by_role("button", name="销假", exact=True).click()
    page.wait_for_url("**/")
    office.do("confirm_return", "leader")
    assert office.steps() == []
