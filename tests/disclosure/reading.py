"""What each person reads of a case through HTTP at one moment: every page that names it, as source and as words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html as markup
from sqlalchemy import select

from tests.recall.office import Office
from tests.webapp.browser import words_of
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Case, EvaluationRecord, SheetRow, Task, TaskStatus
from workflows.documents import Document

LISTS = (
    "/",
    "/?view=posts",
    "/?view=done",
    "/cases",
    "/deadlines",
    "/deadlines/units",
    "/deadlines/calendar",
    "/notices",
    "/ledgers",
    "/search?q=召回",
)


@dataclass(frozen=True)
class Page:
    """One answer of the application."""

    path: str
    status: int
    source: str

    @cached_property
    def words(self) -> str:
        """The words of the page in sequence, without tags; not those of forms, where a question stands before its choices."""
        if not self.source.lstrip().startswith("<!"):
            return ""
        document = markup.fromstring(self.source)
        for form in document.xpath("//main//form"):
            form.drop_tree()
        return words_of(document)


@dataclass(frozen=True)
class Letter:
    """A letter as it lies in the database, so that it can be asked for by its id."""

    kind: str
    path: str


class Readers:
    """The browsers of everybody, each signed in once, over one application."""

    def __init__(self, office: Office) -> None:
        self.office = office
        settings = Settings("a secret of the tests, long enough", is_demo=True, is_testing=True)
        self.app: Flask = create_app(office.store, settings)
        self._clients: dict[str, FlaskClient] = {}

    def _client(self, person: str) -> FlaskClient:
        if person not in self._clients:
            client = self._clients[person] = self.app.test_client()
            document = markup.fromstring(client.get("/sign-in").text)
            token = document.xpath("//input[@name='csrf_token']")[0].get("value")
            answer = client.post("/sign-in/demo", data={"user": str(self.office.users[person]), "csrf_token": token})
            assert answer.status_code == 302, f"{person} cannot sign in: {answer.status_code}"
        return self._clients[person]

    def get(self, person: str, path: str) -> Page:
        """One page as somebody gets it."""
        answer = self._client(person).get(path, follow_redirects=True)
        if answer.request.path == "/sign-in":  # the play moved the clock past the end of the session
            del self._clients[person]
            answer = self._client(person).get(path, follow_redirects=True)
        assert answer.status_code in (200, 403, 404), f"{path} answered {person} {answer.status_code}"
        with answer:
            return Page(path, answer.status_code, _text(answer.data))

    def pages(self, person: str, paths: Iterable[str]) -> Mapping[str, Page]:
        """Several pages by their paths."""
        return {path: self.get(person, path) for path in paths}


def case_paths(office: Office) -> Iterator[str]:
    """The case, its open tasks and its sheets, by id: whoever knows an address may try it."""
    yield f"/cases/{office.case_id}"
    with office.store.read() as work:
        opened = select(Task.id).where(Task.case_id == office.case_id, Task.status == TaskStatus.OPEN.value)
        settled = select(SheetRow.settled_task_id).where(SheetRow.case_id == office.case_id)
        for task_id in dict.fromkeys((*work.session.scalars(opened), *work.session.scalars(settled.distinct()))):
            if task_id is not None:
                yield f"/tasks/{task_id}"


def letters(office: Office) -> list[Letter]:
    """Every letter of the case so far."""
    with office.store.read() as work:
        statement = select(Document.kind, Document.id).where(Document.case_id == office.case_id)
        return [Letter(kind, f"/documents/{key}") for kind, key in work.session.execute(statement)]


def full_title(office: Office) -> str:
    """The case's full title as the office writes it."""
    with office.store.read() as work:
        return work.session.scalars(select(Case.title).where(Case.id == office.case_id)).one()


def explanations(office: Office) -> dict[str, list[str]]:
    """For each decision table applied so far: the sentences of the rules that hit, as its explanation shows them."""
    found: dict[str, list[str]] = {}
    with office.store.read() as work:
        row = EvaluationRecord
        statement = select(row.element_id, row.explanation).where(row.case_id == office.case_id)
        for element_id, explanation in work.session.execute(statement):
            found.setdefault(element_id, []).extend(_sentences(explanation))
    return found


def _sentences(explanation: Mapping[str, Any]) -> Iterator[str]:
    for inner in (*(explanation.get("required") or ()), *(explanation.get("tables") or ())):
        yield from _sentences(inner)
    for rule in explanation.get("rules") or ():
        if rule.get("hit") and rule.get("annotation"):
            yield str(rule["annotation"])


def _text(data: bytes) -> str:
    """What is to be read in an answer. The words of a letter as PDF are drawn, not written; its DOCX holds the same ones."""
    if data.startswith(b"%PDF"):
        return ""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        return "\n".join(re.sub(r"<[^>]*>", "", part) for part in parts)
    return data.decode()
