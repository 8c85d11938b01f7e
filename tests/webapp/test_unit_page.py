"""The page of a unit: what of it is open to whom; its short names, which whoever administers keeps, and which mask letters."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.documents.calls import calling
from tests.recall.office import build_office
from tests.webapp.browser import Browser
from tests.webapp.test_one_way import asked_of
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Case
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.office.models import Setting
from workflows.office.words import SettingState
from workflows.people import PostHolding, Unit
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store

BrowserOf = Callable[[str], Browser]


def test_short_names_are_kept_and_mask_letters(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    with world.store.read() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
    address, browser = f"/units/{unit_id}/short-names", browser_of("adm")
    assert "没有找到" in browser.get("/units?q=%25").words
    listed = [row.text_content() for row in browser.get("/units?after=/CITY/BUREAU/").all("//tbody/tr")]
    assert [("BUREAU" in row, "SCHOOL" in row) for row in listed] == [(False, False), (False, True)], "the tree goes on"
    assert len(browser.get("/units?q=bureau").all("//tbody/tr")) == 1

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
        browser.get(f"/units/{unit_id}")
    assert "已保存BUREAU单位的简称" in send("老部局，部里、老部局\nBUREAU单位").words
    assert browser.get(f"/units/{unit_id}").value("names") == "老部局、部里"
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
    assert browser.get(f"/units/{unit_id}").value("names") is None
    browser.post(f"/units/{unit_id}/short-names", {"csrf_token": browser.token(), "names": "部里"}, 403)
    keeper = browser_of("adm")
    keeper.get(f"/units/{unit_id}")
    keeper.post(f"/units/{uuid.uuid4()}/short-names", {"csrf_token": keeper.token(), "names": "部里"}, 404)


KEPT = ["对该单位的设置", "变更单位关系", "变更记录"]
# reader → the headings of the parts of a unit's page that are open to them; None: there is no such unit for them.
TABLES: dict[str, dict[str, list[str] | None]] = {
    "WATER": {
        "dai": ["单位关系", "任职", "工作队", *KEPT],  # decides on units, and reads every roster
        "adm": ["单位关系", *KEPT[:2], "简称", *KEPT[2:]],  # keeps them, reads no roster, and is led to nobody
        "shu": ["单位关系", "任职", "工作队"],  # its party secretary
        "cun1": None,  # of a village
        "W11": None,  # a colleague without a post
    },
    "V1": {
        "cun1": ["单位关系", "任职", "工作队"],
        "county": ["单位关系", "任职", "工作队"],
        "dai": ["单位关系", "任职", "工作队", *KEPT],
        "cun2": None,  # of another village
        "shu": None,  # sends people there, and reads their rows, not the village's
    },
}


def test_each_part_is_open_by_its_own_right(store: Store, clock: MovingClock) -> None:
    office = build_office(store, clock)
    with store.write() as work:
        units = {unit.code: unit.id for unit in work.session.scalars(select(Unit))}
        office.users["adm"] = office.users["W13"]
        held = PostHolding(
            person_id=office.persons["W13"], post_key="administrator", unit_id=units["CITY"], from_on=clock.now.date()
        )
        work.session.add(held)
        days = {"key": "recall.days", "unit_id": units["WATER"], "value": "10", "state": SettingState.DECIDED}
        given = {
            "prepared_by_id": office.persons["W13"],
            "prepared_at": work.now,
            "decided_at": work.now,
            "reason": "x",
        }
        work.session.add(Setting(**days, **given, from_on=clock.now.date()))
    app = create_app(store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    for code, table in TABLES.items():
        found: dict[str, list[str] | None] = {}
        for reader in table:
            browser, address = Browser(app), f"/units/{units[code]}"
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": str(office.users[reader]), "csrf_token": browser.token()})
            if browser.client.get(address).status_code == 404:
                found[reader] = None
                continue
            with asked_of(store) as statements:
                page = browser.get(address)
            # The line of the access log is written when the answer has been sent.
            asked = [statement for statement, _ in statements if "access_entry" not in statement]
            assert len(asked) <= 10, "\n".join(asked)
            found[reader] = [heading.text_content() for heading in page.all("//main//h2")]
            assert ("另行选派期限" in page.words) == ("对该单位的设置" in page.words and code == "WATER")
            # Where the village lies is a right of its own, and a name leads only to a page that opens.
            assert ("围栏半径" in page.words) == (code == "V1" and reader == "dai")
            for link in page.all("//main//a[starts-with(@href, '/people/')]"):
                browser.get(link.get("href"))
        assert found == table
