"""Servers on this machine that take mail and messages for tests, and can be down, slow to agree, or refuse."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Callable
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class MailBox(socketserver.ThreadingTCPServer):
    """An SMTP server that keeps what it is given. `before_yes` is called once it has a message and has not said so."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}  # address → what is answered
        self.before_yes: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def stop(self) -> None:
        """No longer answer: connections are refused."""
        self.shutdown()
        self.server_close()
        self._thread.join(5)


class _Session(socketserver.StreamRequestHandler):
    server: MailBox

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
                self._say(self.server.refuses.get(address, "250 ok"))
            elif verb == b"DATA":
                self._say("354 go on")
                lines = []
                while (each := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(each)
                mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                assert isinstance(mail, EmailMessage)
                self.server.mails.append(mail)
                self.server.before_yes()
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class GatewayServer(HTTPServer):
    """A gateway that keeps each message once by its key, and counts how often it was called. `status` is what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.passed_on: dict[str, dict[str, Any]] = {}
        self.status = 200
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is posted to."""
        return f"http://127.0.0.1:{self.server_address[1]}/messages?from=gatepost"

    def stop(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()
        self._thread.join(5)


class _Post(BaseHTTPRequestHandler):
    server: GatewayServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append(({**self.headers, "path": self.path}, body))
        if self.server.status == 200:
            self.server.passed_on.setdefault(self.headers["Idempotency-Key"], json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""
