"""Beside the pages of the administration stands how many changes wait for the reader's decision, for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.calendar.entered import confirmed, days_off
from tests.casework.world import World
from tests.office.values import decided
from tests.webapp.browser import Browser, words_of
from tests.webapp.office import build_office
from workflows.calendar.words import PlanState
from workflows.casework.candidates import unit_id_of
from workflows.casework.transaction import transaction
from workflows.office.catalogues_file import CatalogueKind
from workflows.office.register_models import RegisterUpload
from workflows.office.scheme_models import Scheme
from workflows.office.waiting import decisions_waiting
from workflows.office.words import SettingState
from workflows.people import Post
from workflows.people.models import PostChange
from workflows.people.posts import ensure_posts
from workflows.people.unit_models import UnitChange
from workflows.people.words import ChangeState, TieKind
from workflows.store import Store

WHY = "按部务会研究意见调整"


@pytest.fixture
def world(store: Store) -> World:
    """The office, in which the administrator has entered one change of each kind, two of them about what the director holds."""
    built = build_office(store)
    adm = built.persons["adm"]
    with transaction(store) as work:
        ensure_posts(work)
        entered = {"state": ChangeState.PREPARED, "prepared_by_id": adm, "prepared_at": work.now, "reason": WHY}
        decided(work, "10", unit="BUREAU", state=SettingState.PREPARED, by=adm)
        plan = confirmed(work, days_off(2027, date(2027, 2, 11)), by=adm)
        plan.state, plan.number, plan.decided_at, plan.decided_by_id = PlanState.PREPARED, None, None, None
        for post in ("unit_hr", "city_director"):
            work.session.add(PostChange(post_key=post, values={"name": "某岗"}, **entered))
        above = unit_id_of(work, "COUNTY")
        for unit in ("SCHOOL", "CITY"):
            moved = {"unit_id": unit_id_of(work, unit), "kind": TieKind.CADRE, "above_id": above}
            work.session.add(UnitChange(**moved, from_on=date(2026, 4, 1), **entered))
        scheme = {"key": "ours", "number": 1, "kind": CatalogueKind.CRITERIA, "name": "一条", "name_en": "One"}
        line = {"key": "only", "name": "德才", "name_en": "Worth", "most": 100}
        work.session.add(Scheme(lines=[line], **scheme, **entered))
        work.session.add(RegisterUpload(prepared_by_id=adm, prepared_at=work.now, seen={}))
    return built


def waiting(world: World, username: str) -> dict[str, int]:
    """What waits for somebody, by room."""
    with world.store.read() as work:
        return {str(room): count for room, count in decisions_waiting(work, world.actor(username)).items()}


def test_what_others_entered_is_counted_for_whoever_decides(world: World) -> None:
    every = {"registers": 1, "settings": 1, "calendar": 1, "units": 1, "posts": 1, "catalogues": 1}
    assert waiting(world, "dai") == every, "neither the post that the director holds nor the unit in which"
    assert waiting(world, "adm") == waiting(world, "wen") == {}
    with world.store.write() as work:
        post = work.session.get_one(Post, "unit_hr")
        post.settings = True
    assert waiting(world, "hu") == {**dict.fromkeys(every, 0), "settings": 1}, "a setting of the own unit alone"
    assert waiting(world, "he") == dict.fromkeys(every, 0)


def test_the_navigation_shows_it_to_whoever_decides(browser_of: Callable[[str], Browser], world: World) -> None:
    def beside(username: str, room: str) -> str:
        page = browser_of(username).get("/")
        return words_of(page.all(f'//nav//a[contains(@href, "/admin/{room}")]')[0])

    assert beside("dai", "calendar").endswith("1 待您审定")
    assert "待您审定" not in beside("adm", "calendar")
    with world.store.write() as work:
        for upload in work.session.query(RegisterUpload):
            work.session.delete(upload)
    assert "待您审定" not in beside("dai", "registers")
    assert "待您审定" in beside("dai", "posts")


def test_the_inbox_says_what_waits_for_a_decision(browser_of: Callable[[str], Browser], world: World) -> None:
    def said(username: str) -> list[str]:
        lines = browser_of(username).get("/").all('//div[@id="results"]/p[@class="refusal"]')
        return [words_of(line) for line in lines]

    rooms = ("登记表", "设置", "方案", "放假安排", "单位", "岗位")
    assert said("dai") == ["有 6 项变更待您审定： " + " · ".join(f"{room} 1" for room in rooms)]
    assert said("adm") == []
