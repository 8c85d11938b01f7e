"""A browser without a screen: gets and posts pages as a person would, and refuses pages that no page may be like."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from webapp.security import CONTENT_POLICY


def words_of(element: html.HtmlElement) -> str:
    """The text of an element as it is read aloud: every piece of text, single spaces between."""
    return " ".join(" ".join(element.itertext()).split())


class Page:
    """An answer of the application; its HTML is checked when it is made."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.text = response.text
        response.close()  # as a server does when it has sent the answer
        self.document = html.fromstring(response.text) if response.mimetype == "text/html" and self.text else None
        if self.document is not None:
            _check(self.document, response)

    @property
    def words(self) -> str:
        """What stands on the page, without tags, with single spaces."""
        assert self.document is not None
        return words_of(self.document.find("body"))

    def all(self, xpath: str) -> list[html.HtmlElement]:
        """The elements an XPath finds."""
        assert self.document is not None
        return list(self.document.xpath(xpath))

    def value(self, name: str) -> str | None:
        """What a field holds: the text typed into it, or the choice made."""
        for field in self.all(f'//*[@name="{name}"]'):
            if field.tag == "output":
                return str(field.text or "")
            if field.tag == "textarea":
                return (field.text or "").removeprefix("\n").removeprefix("\r\n")
            if field.tag == "select":
                return next(
                    (option.get("value") for option in field.iter("option") if option.get("selected") is not None), None
                )
            if field.get("type") in ("radio", "checkbox"):
                if field.get("checked") is not None:
                    return field.get("value")
                continue
            return field.get("value")
        return None


def _check(document: html.HtmlElement, response: TestResponse) -> None:
    """What holds for every page: a title, a language, one main heading, unique ids, no inline script or style, tokens in forms."""
    title = document.findtext(".//title") or ""
    assert title.split("·")[0].strip(), f"{response.request.path} has no title"
    assert document.get("lang") in ("zh-CN", "en")
    assert len(document.findall(".//h1")) == 1, (
        f"{response.request.path} has {len(document.findall('.//h1'))} main headings"
    )
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    assert not [name for name, count in ids.items() if count > 1], f"ids are used twice on {response.request.path}"
    for label in document.iter("label"):
        assert label.get("for") in ids, f"a label of {response.request.path} belongs to nothing: {label.get('for')}"
    assert not document.xpath("//*[@style] | //style | //script[not(@src)]"), "inline style or script"
    assert not document.xpath("//@*[starts-with(name(), 'on')]"), "inline event handler"
    assert response.headers["Content-Security-Policy"] == CONTENT_POLICY
    for form in document.xpath("//form[translate(@method, 'POST', 'post') = 'post']"):
        assert form.xpath(".//input[@name='csrf_token']"), f"a form of {response.request.path} has no token"


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None

    def get(self, path: str, status: int = 200, **headers: str) -> Page:
        """Open an address, following redirects."""
        return self._arrive(self.client.get(path, follow_redirects=True, headers=headers), status)

    def press(self, button: str, status: int = 200, **values: object) -> Page:
        """Fill the form that holds the button with this text, press it, and follow where it leads. None leaves a field out."""
        assert self.page is not None
        document = self.page.document
        assert document is not None
        pressed = [b for b in document.iter("button") if " ".join(b.text_content().split()) == button]
        assert pressed, f"no button “{button}” on {self.page.path}"
        named = pressed[0].get("form")
        form = document.get_element_by_id(named) if named else next(pressed[0].iterancestors("form"))
        data: dict[str, object] = {name: value for name, value in form.form_values() if value is not None}
        data.update({name.replace("__", "-"): value for name, value in values.items()})
        if pressed[0].get("name"):
            data[pressed[0].get("name")] = pressed[0].get("value", "")
        action = pressed[0].get("formaction") or form.get("action") or self.page.path
        sent = {name: value for name, value in data.items() if value is not None}
        return self.post(urlsplit(action).path, sent, status)

    def post(self, path: str, data: dict[str, object], status: int = 200) -> Page:
        """Send a form, following redirects."""
        return self._arrive(self.client.post(path, data=data, follow_redirects=True), status)

    def token(self) -> str:
        """The token of the present page, for requests made by hand."""
        assert self.page is not None
        return str(self.page.all("//input[@name='csrf_token']")[0].get("value"))

    def _arrive(self, response: TestResponse, status: int) -> Page:
        self.page = Page(response)
        assert response.status_code == status, (
            f"{response.request.path} answered {response.status_code}: {self.page.text[:2000]}"
        )
        return self.page
