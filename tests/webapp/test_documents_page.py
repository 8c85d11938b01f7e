"""A letter's page: full for the office and the addressee, masked for everybody else, closed to strangers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Case
from workflows.documents.issue import Addressee, issue, serve
from workflows.documents.masking import masks_for
from workflows.documents.models import Document
from workflows.people import Unit

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def document_id(world: World, case_id: uuid.UUID) -> uuid.UUID:
    """A reminder to BUREAU about 陈大明, whose name is masked outside."""
    with world.store.write() as work:
        unit = work.session.scalars(select(Unit).where(Unit.code == "BUREAU")).one()
        case = work.session.get_one(Case, case_id)
        fields = {"unit": "陈大明所在单位", "order": "驻召〔2026〕1号", "due": "2026-03-09 24:00"}
        return issue(work, case, "urge", fields, to=Addressee(unit.id, masks_for(["陈大明"]))).id


def test_the_office_reads_the_full_letter_and_may_show_the_masked_one(
    browser_of: BrowserOf, document_id: uuid.UUID
) -> None:
    browser = browser_of("dai")
    page = browser.get(f"/documents/{document_id}")
    assert page.words.count("催办通知") == 1
    assert "陈大明所在单位" in page.words
    masked = browser.get(f"/documents/{document_id}?masked=1").words
    assert "陈某所在单位" in masked
    assert "陈大明" not in masked


def test_the_addressee_reads_the_full_letter_once_it_is_served(
    browser_of: BrowserOf, world: World, document_id: uuid.UUID
) -> None:
    browser = browser_of("hu")
    for path in (f"/documents/{document_id}", f"/documents/{document_id}?masked=0"):
        words = browser.get(path).words
        assert "陈某所在单位" in words
        assert "陈大明" not in words
    with world.store.write() as work:
        serve(work.session.get_one(Document, document_id), at=work.now, mode="deemed")
    assert "陈大明所在单位" in browser.get(f"/documents/{document_id}").words


def test_strangers_do_not_learn_that_it_exists(browser_of: BrowserOf, document_id: uuid.UUID) -> None:
    browser_of("he").get(f"/documents/{document_id}", 404)


def test_the_case_lists_its_letters(browser_of: BrowserOf, document_id: uuid.UUID, case_id: uuid.UUID) -> None:
    page = browser_of("dai").get(f"/cases/{case_id}")
    link = page.all("//details[@id='file-documents']//a")[0]
    assert link.get("href") == f"/documents/{document_id}"
    assert "文书 1" in page.words
