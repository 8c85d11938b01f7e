"""A person at a real browser's end of the wire: one connection, one jar of cookies, forms read from the page and sent."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from lxml import html

PASSWORD = "a password of the tests 42"


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    text: str
    headers: dict[str, str]
    seconds: float

    @property
    def words(self) -> str:
        """What stands on the page, without tags, with single spaces."""
        return " ".join(" ".join(html.fromstring(self.text).itertext()).split()) if self.text else ""

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form that is sent to this path, as the browser would send them untouched."""
        for form in html.fromstring(self.text).forms:
            targets = [form.get("action"), *(button.get("formaction") for button in form.iter("button"))]
            if any(target and urlsplit(target).path == action for target in targets):
                return {name: value for name, value in form.form_values() if isinstance(value, str)}
        raise AssertionError(f"no form for {action} on the page")


@dataclass
class Person:
    """Somebody with cookies of their own; redirects are followed only where asked."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "zh-CN"
    timeout: float = 60
    tls: ssl.SSLContext | None = None

    def send(self, method: str, path: str, data: dict[str, str] | bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own."""
        body = urlencode(data).encode() if isinstance(data, dict) else data
        sent = {"Accept-Language": self.language, **self.headers, **headers}
        if isinstance(data, dict):
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.tls is None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        else:
            connection = HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=self.tls)
            # As browsers do over TLS; a form that does not say where it was filled in is refused there.
            sent.setdefault("Referer", f"https://127.0.0.1:{self.port}{path}")
        began = time.monotonic()
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        seconds = time.monotonic() - began
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
                    if morsel["max-age"] == "0" or not morsel.value:
                        del self.cookies[key]
        return Answer(answer.status, text, {name.lower(): value for name, value in answer.getheaders()}, seconds)

    def get(self, path: str, **headers: str) -> Answer:
        """Open an address."""
        return self.send("GET", path, None, **headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        return self.send("POST", path, data, **headers)

    def sign_in(self, username: str, password: str = PASSWORD) -> Answer:
        """Fill in the sign-in page; the answer to it."""
        return self.post(
            "/sign-in", {**self.get("/sign-in").form("/sign-in"), "username": username, "password": password}
        )

    def fill(self, page: str, action: str, **values: str) -> Answer:
        """Open a page, fill in its form for `action`, and send it."""
        return self.post(action, {**self.get(page).form(action), **values})


def status_of_two_lengths(port: int, version: bytes) -> int:
    """What a server answers to a request that announces chunks and a length, behind which another request may hide."""
    # A minute: the worker process that takes it may still be starting, on a machine that is busy with other tests.
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        head = b"POST /healthz HTTP/%b\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" % version
        one.sendall(head + b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while piece := one.recv(65536):
            answer += piece
    assert answer.count(b"HTTP/1.") == 1, "the hidden request was answered too"
    return int(answer.split(b" ", 2)[1])
