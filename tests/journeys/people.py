"""What journeys do again and again: sign in as somebody, press a button, ask axe about a page."""

from __future__ import annotations

import uuid
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def sign_in(page: Page, user_id: uuid.UUID) -> None:
    """Sign in by one click, leaving whoever was signed in before."""
    page.context.clear_cookies(name="gatepost")
    page.goto("/sign-in")
    button = page.locator(f'form:has(input[name="user"][value="{user_id}"]) button')
    if button.count() == 0:
        _sign_in_by_request(page, user_id)
        return
    button.first.click()
    # Where people arrive depends on their posts.
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _sign_in_by_request(page: Page, user_id: uuid.UUID) -> None:
    """People outside the cast of the demonstration city have no button on the first page until they are searched for."""
    token = page.locator('input[name="csrf_token"]').first.input_value()
    answer = page.request.post("/sign-in/demo", form={"csrf_token": token, "user": str(user_id)})
    assert answer.ok, answer.status
    page.goto("/")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands, one line per element."""
    # The page's own policy forbids foreign scripts; the test's is evaluated by the browser itself.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # All rules are asked; what passed and selectors of elements, which nobody reads here, are not written out.
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],"
        " resultTypes: ['violations'], selectors: false})"
    )
    return [
        f"{page.url}: {violation['id']}: {node['html'][:160]} — {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
