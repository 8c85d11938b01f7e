"""The pages say whose the clock of an item is, and show a unit no other's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.unit_reports import begin_reports, report, reports_of
from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Case
from workflows.people import Unit

BUREAU, SCHOOL = "BUREAU单位", "SCHOOL单位"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_of_an_item_is_named_for_it(browser_of: Callable[[str], Browser], world: World) -> None:
    case_id = begin_reports(world)
    report(world, case_id, f"1 · {BUREAU}", "hu")
    with world.store.write() as work:
        work.session.scalars(select(Unit).where(Unit.code == "BUREAU")).one().name_en = "Water bureau"
        work.session.get_one(Case, case_id).title_en = "Monthly report"
    reader, unit = browser_of("dai"), browser_of("he")

    def headings(browser: Browser, address: str) -> list[str]:
        found = browser.get(address).all("//section[contains(@class, 'clock')]/h3 | //td/span[@class='step']")
        return sorted(" ".join(each.text_content().split()) for each in found)

    own = [f"报送本月情况 · {SCHOOL}", f"本月阶段 · {SCHOOL}"]
    everybody = sorted([*own, f"报送本月情况 · {BUREAU}", f"本月阶段 · {BUREAU}"])
    assert headings(reader, f"/cases/{case_id}") == everybody
    assert headings(reader, "/deadlines") == sorted([*own, f"本月阶段 · {BUREAU}"])
    for address in (f"/tasks/{reports_of(world, case_id)[f'2 · {SCHOOL}']}", f"/cases/{case_id}", "/deadlines"):
        assert headings(unit, address) == sorted(own), address
        assert "BUREAU" not in unit.get(address).words
    reader.post("/language", {"csrf_token": reader.token(), "locale": "en", "next": "/"})
    assert f"本月阶段 · {BUREAU} · Water bureau" in headings(reader, "/deadlines")
    titles = [each.get("title") for each in reader.get("/deadlines").all("//td[@class='col-subject']/a")]
    assert set(titles) == {"Monthly report"}
