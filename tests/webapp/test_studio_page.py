"""The studio's catalogue: who opens it, versions with their running cases, and what each version is made of."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World, review_files, text
from tests.casework.world import form as form_file
from tests.webapp.browser import Browser
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.casework.catalogue import publish
from workflows.casework.models import ProcedureVersion
from workflows.casework.transaction import transaction
from workflows.procedure import read_files, unbundle
from workflows.store import Store

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def world(store: Store) -> World:
    """The office with its designers."""
    return add_designers(build_office(store))


def newest(world: World) -> ProcedureVersion:
    """The newest version of the review procedure, with its files."""
    with world.store.read() as work:
        versions = select(ProcedureVersion).order_by(ProcedureVersion.number.desc()).limit(1)
        version = work.session.scalars(versions).one()
        assert version.bundle
        return version


def test_versions_are_listed_with_their_running_cases(world: World, browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    old = newest(world)
    with transaction(world.store) as work:
        begin = form_file("begin", text("subject"), text("unit"), text("further"))
        publish(
            work, read_files("review", review_files(**{"forms/begin.form": begin})), published_by=world.actor("pan")
        )
    page = browser_of("wenr").get("/studio")
    rows = [" ".join(row.text_content().split()) for row in page.all("//tbody/tr")]
    assert len(rows) == 2
    assert "第 2 版 现行" in rows[0]
    assert "潘绘川" in rows[0]
    assert "在办案件: 0" in rows[0]
    assert "第 1 版 已停用" in rows[1]
    assert "由服务器命令发布" in rows[1]
    assert "在办案件: 1" in rows[1]
    page = browser_of("wenr").get(f"/studio/versions/{old.id}")
    assert "在办案件 1 件" in page.words
    assert page.all(f"//*[@data-diagram='/studio/versions/{old.id}/diagram']")


def test_a_designer_arrives_at_the_studio_and_others_stay_outside(browser_of: BrowserOf) -> None:
    page = browser_of("wenr").get("/studio")
    assert page.all("//nav[@class='rooms']//a[@aria-current='page' and @href='/studio']")
    assert page.all("//a[@class='brand' and @href='/studio']")
    assert browser_of("dai").get("/studio").status == 200
    for outsider in ("wen", "adm", "hu"):
        browser_of(outsider).get("/studio", 403)
        assert not browser_of(outsider).get("/cases").all("//nav[@class='rooms']//a[@href='/studio']")


def test_a_form_is_drawn_as_the_server_draws_it_and_a_text_has_its_lines(world: World, browser_of: BrowserOf) -> None:
    address = f"/studio/versions/{newest(world).id}/file?name="
    page = browser_of("wenr").get(address + "forms/check_a.form")
    preview = page.all("//fieldset[@disabled]")[0]
    assert preview.xpath(".//input[@name='mark_a']")
    assert [button.text for button in preview.xpath(".//button")] == ["同意并送审", "退回补充"]
    page = browser_of("wenr").get(address + "labels.en.yaml")
    assert len(page.all("//ol[@class='source']/li")) > 3
    assert page.all("//li[@id='line-1']")
    assert "没有此文件" in browser_of("wenr").get(address + "../posts.yaml", 404).words


def test_problems_of_a_version_lead_to_their_lines(world: World, browser_of: BrowserOf) -> None:
    with transaction(world.store) as work:
        # Stored versions are never refused for their scenarios: what the check asks of them has grown since.
        more = {"scenarios/one.yaml": b"name: one\nend: 3\n", "labels.en.yaml": b"process: Review\nnobody: Nobody\n"}
        publish(work, read_files("review", review_files(**more)))
    page = browser_of("wenr").get(f"/studio/versions/{newest(world).id}")
    assert page.all("//li[@class='problem-error']")
    assert page.all("//li[@class='problem-warning']")
    links = [link.get("href") for link in page.all("//ul[@class='problems']//a")]
    target = next(link for link in links if "#line-" in link)
    assert "labels.en.yaml" in target
    assert target.endswith("#line-2")
    opened = browser_of("wenr").get(target.partition("#")[0])
    assert opened.all(f"//li[@id='{target.partition('#')[2]}' and @class='has-problem']")


def test_a_version_is_downloaded_as_it_was_published(world: World, browser_of: BrowserOf) -> None:
    version = newest(world)
    browser_of("wenr").get("/studio")
    answer = browser_of("wenr").client.get(f"/studio/versions/{version.id}/zip")
    assert answer.mimetype == "application/zip"
    assert unbundle(answer.data) == unbundle(version.bundle)
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    drawn = browser_of("wenr").client.get(f"/studio/versions/{version.id}/diagram")
    assert b"bpmn:process" in drawn.data


def test_the_places_of_a_name_are_linked_across_procedures(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("wenr")
    browser.get("/studio/new")
    draft = browser.press("按模板新建", template="approval", name="公车借用", process_id="car_loan").path
    page = browser.get(f"{draft}/uses?name=general_group")
    version = f"/studio/versions/{newest(world).id}/file?name=review.bpmn"
    assert page.all(f"//ul[@class='uses']//a[starts-with(@href, '{version}')]")
    assert page.all(f"//ul[@class='uses']//a[starts-with(@href, '{draft}/file?name=car_loan.bpmn')]")
    assert page.all(f"//a[@href='{draft}/uses?name=case.notify']")
    assert "没有流程引用此编号" in browser.get(f"{draft}/uses?name=nobody").words
    browser_of("wen").get(f"{draft}/uses", 403)
