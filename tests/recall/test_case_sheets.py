"""The case page opens the sheet on which the work is; the others are named above it and one click away."""

from __future__ import annotations

from tests.recall import steps
from tests.recall.office import Office
from tests.webapp.browser import Browser, Page
from webapp import create_app
from webapp.settings import Settings


def sheets(page: Page) -> tuple[list[str], list[str]]:
    """The sheets of the case by their ids, and those that are open."""
    sections = "//details[contains(@class, 'diagram-section')]"
    return [str(each.get("id")) for each in page.all(f"{sections}/div")], [
        str(each.get("id")) for each in page.all(f"{sections}[@open]/div")
    ]


def test_the_sheet_where_the_work_is_stands_open(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    app = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    browser = Browser(app)
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users["wen"]), "csrf_token": browser.token()})
    page = browser.get(f"/cases/{office.case_id}")
    drawn = ["sheet-recall_verification", "sheet-recall", "sheet-recall_decision"]
    assert sheets(page) == (drawn, ["sheet-recall_verification"])
    (current,) = page.all("//ol[@class='phases']/li[@aria-current='step']/a")
    assert current.get("href") == "#sheet-recall_verification"
    for element_id, username in (("verify_office", "yan"), ("verify_poverty", "fu")):
        steps.visit(office, element_id, username, ("W01", "G3", "substantiated"))
    steps.report(office, "substantiated")
    steps.sign(office)
    assert sheets(browser.get(f"/cases/{office.case_id}"))[1] == ["sheet-recall_decision"]
