"""A letter's page: full for the office and the addressee, masked for everybody else, closed to strangers."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.documents.calls import calling
from tests.documents.test_letters import ORDER
from tests.webapp.browser import Browser
from workflows.casework.models import Case
from workflows.documents.issue import Addressee, issue, serve
from workflows.documents.masking import masks_for
from workflows.documents.models import Document
from workflows.people import Unit

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def document_id(world: World, case_id: uuid.UUID) -> uuid.UUID:
    """An order to BUREAU about 陈大明, whose name is masked outside; sent, and to be signed for."""
    with world.store.write() as work:
        unit = work.session.scalars(select(Unit).where(Unit.code == "BUREAU")).one()
        case = work.session.get_one(Case, case_id)
        fields = {**ORDER, "unit": "陈大明所在单位"}
        return issue(
            calling(work, case, "recall.issue_order"),
            "recall_order",
            fields,
            to=Addressee(unit.id, masks_for(["陈大明"])),
        ).id


def test_the_office_reads_the_full_letter_and_may_show_the_masked_one(
    browser_of: BrowserOf, document_id: uuid.UUID
) -> None:
    browser = browser_of("dai")
    page = browser.get(f"/documents/{document_id}")
    assert page.words.count("责令召回通知书") == 1
    assert "陈大明所在单位" in page.words
    masked = browser.get(f"/documents/{document_id}?masked=1").words
    assert "陈某所在单位" in masked
    assert "陈大明" not in masked


def test_a_paper_that_goes_to_nobody_does_not_wait_for_service(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, document_id: uuid.UUID
) -> None:
    fields = {
        "unit": "水务局",
        "people": [],
        "trigger": "T1",
        "occurred_on": None,
        "facts": "长期不入户",
        "evidence": "无",
    }
    with world.store.write() as work:
        call = calling(work, work.session.get_one(Case, case_id), "recall.register_lead")
        paper = issue(call, "lead_form", fields, to=Addressee(None, masks_for())).id
    browser = browser_of("dai")
    assert "内部文书，不送达" in browser.get(f"/documents/{paper}").words
    order = browser.get(f"/documents/{document_id}").words
    assert "尚未送达" in order
    assert "不送达" not in order


def test_the_addressee_reads_the_full_letter_once_it_is_served(
    browser_of: BrowserOf, world: World, document_id: uuid.UUID
) -> None:
    browser = browser_of("hu")
    browser.get(f"/documents/{document_id}", 404)  # before service it is for the doer of the receipt alone
    with world.store.write() as work:
        serve(work, work.session.get_one(Document, document_id), at=work.now, mode="deemed")
    assert "陈大明所在单位" in browser.get(f"/documents/{document_id}").words


def test_who_issued_a_letter_is_named_to_the_office_alone(
    browser_of: BrowserOf, world: World, document_id: uuid.UUID
) -> None:
    with world.store.write() as work:
        letter = work.session.get_one(Document, document_id)
        letter.issued_by_id = world.persons["wen"]
        serve(work, letter, at=work.now, mode="deemed")
    assert "文静" in browser_of("dai").get(f"/documents/{document_id}").words
    assert "文静" not in browser_of("hu").get(f"/documents/{document_id}").words


def test_a_masked_letter_has_nobodys_name_around_it(
    browser_of: BrowserOf, world: World, document_id: uuid.UUID, case_id: uuid.UUID
) -> None:
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        case.title, case.title_public = "审核 陈大明", "审核 1号"
        serve(work, work.session.get_one(Document, document_id), at=work.now, mode="read", received_by="陈大明")
    browser = browser_of("dai")
    assert browser.get(f"/documents/{document_id}").text.count("陈大明") == 3  # breadcrumb, text, who signed
    masked = browser.get(f"/documents/{document_id}?masked=1").text
    assert "陈大明" not in masked
    assert "审核 1号" in masked


def docx_text(browser: Browser, address: str) -> str:
    """The text of the DOCX that a browser saves."""
    answer = browser.client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs)


def test_the_letter_is_saved_as_docx_with_names_or_masked(browser_of: BrowserOf, document_id: uuid.UUID) -> None:
    browser = browser_of("dai")
    page = browser.get(f"/documents/{document_id}?masked=1")
    (link,) = page.all("//a[contains(., '下载 DOCX')]")
    assert link.get("href") == f"/documents/{document_id}/docx?masked=1"
    assert "陈大明所在单位：" in docx_text(browser, f"/documents/{document_id}/docx")
    masked = docx_text(browser, str(link.get("href")))
    assert "陈某所在单位：" in masked
    assert "陈大明" not in masked


def test_the_letter_is_saved_as_pdf(browser_of: BrowserOf, document_id: uuid.UUID) -> None:
    answer = browser_of("dai").client.get(f"/documents/{document_id}/pdf?masked=1")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_template_that_cannot_be_used_is_told_in_words(
    browser_of: BrowserOf, document_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.docx").write_bytes(b"nothing")
    monkeypatch.setenv("GATEPOST_LETTER_TEMPLATE", str(tmp_path / "own.docx"))
    assert "文书模板 own.docx 无法读取" in browser_of("dai").get(f"/documents/{document_id}/docx", 422).words


def test_strangers_do_not_learn_that_it_exists(browser_of: BrowserOf, document_id: uuid.UUID) -> None:
    browser_of("he").get(f"/documents/{document_id}", 404)
    browser_of("he").get(f"/documents/{document_id}/docx", 404)
    browser_of("he").get(f"/documents/{document_id}/pdf", 404)
    browser_of("dai").get(f"/documents/{document_id}/txt", 404)


def test_the_case_lists_its_letters(browser_of: BrowserOf, document_id: uuid.UUID, case_id: uuid.UUID) -> None:
    page = browser_of("dai").get(f"/cases/{case_id}")
    link = page.all("//details[@id='file-documents']//a")[0]
    assert link.get("href") == f"/documents/{document_id}"
    assert "文书 1" in page.words
