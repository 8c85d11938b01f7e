"""How people call a unit: whoever administers keeps it, and letters that are passed on are masked by it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from tests.casework.world import World
from tests.documents.calls import calling
from tests.webapp.browser import Browser
from workflows.casework.models import Case
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people import Unit
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

BrowserOf = Callable[[str], Browser]


def test_short_names_are_kept_and_mask_letters(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    with world.store.read() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
    address, browser = f"/admin/units/{unit_id}/short-names", browser_of("adm")
    assert "没有找到" in browser.get("/admin/units?q=%25").words
    listed = [row.text_content() for row in browser.get("/admin/units?after=/CITY/BUREAU/").all("//tbody/tr")]
    assert [("BUREAU" in row, "SCHOOL" in row) for row in listed] == [(False, False), (False, True)], "the tree goes on"
    assert len(browser.get("/admin/units?q=bureau").all("//tbody/tr")) == 1

    def send(names: str, status: int = 200) -> Browser | Any:
        return browser.post(address, {"csrf_token": browser.token(), "names": names}, status)

    for names, sentence in {
        "局": "不得少于两个字",
        "长" * 41: "过长",
        "、".join(f"局{n}" for n in range(11)): "最多",
    }.items():
        refused = send(names, 422)
        assert sentence in refused.words
        assert names in refused.text, "nothing that was typed is lost"
        browser.get("/admin/units?q=bureau")
    assert "已保存BUREAU单位的简称" in send("老部局，部里、老部局\nBUREAU单位").words
    assert browser.get("/admin/units").value("names") is not None
    with world.store.read() as work:
        assert work.session.get_one(Unit, unit_id).short_names == ["老部局", "部里"]
        kept = select(HistoryEntry).where(HistoryEntry.actor_id == world.persons["adm"])
        assert "老部局" in work.session.scalars(kept).one().data
        assert verify(work).is_intact
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        fields = {
            "unit": "老部局",
            "people": [],
            "trigger": "",
            "occurred_on": None,
            "facts": "部里来信",
            "evidence": "—",
        }
        to = Addressee(None, masks_for([], ["BUREAU单位"]))
        letter = issue(calling(work, case, "recall.register_lead"), "lead_form", fields, to=to)
        assert "老部局" in letter.text
        assert "老部局" not in letter.masked_text
        assert "部里" not in letter.masked_text


def test_nobody_else_changes_them(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    with world.store.read() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
    browser = browser_of("dai")
    browser.get("/admin/units", 403)
    browser.get("/account/relatives")
    browser.post(f"/admin/units/{unit_id}/short-names", {"csrf_token": browser.token(), "names": "部里"}, 403)
    keeper = browser_of("adm")
    keeper.get("/admin/units")
    keeper.post(f"/admin/units/{uuid.uuid4()}/short-names", {"csrf_token": keeper.token(), "names": "部里"}, 404)
