"""Hand a notice to the office's own gateway (SMS, 政务微信): one signed JSON a message, known by its key however often it is sent.

The header X-Gatepost-Signature is `sha256=` and the HMAC-SHA-256, in hexadecimal, over the text of X-Gatepost-Time, a dot and the
body; Idempotency-Key is the message's own, so that a message that comes twice is passed on once.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from workflows.casework.outgoing import Message
from workflows.jobs.ways import OutOfOrder, Refused
from workflows.settings import SettingError

TIMEOUT_SECONDS = 30.0
MAX_ANSWER = 65536
# What says that the gateway is wrong or busy, and not the message: of the 4xx these pass, 409 says that it has the message.
_PASSING = frozenset({401, 403, 404, 408, 425, 429})
_HAS_IT = 409


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where messages are posted to, and the key that signs them."""

    url: str
    key: bytes

    def send(self, message: Message, now: datetime) -> None:
        """Post one message. Raises Refused where it will never be taken, OutOfOrder where the gateway does not work now."""
        body = json.dumps(content_of(message), ensure_ascii=False).encode()
        moment = now.isoformat()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
            "X-Gatepost-Time": moment,
            "X-Gatepost-Signature": signature(self.key, moment, body),
        }
        try:
            status = self._post(body, headers)
        except (OSError, http.client.HTTPException) as failed:
            raise OutOfOrder(f"{type(failed).__name__}: {failed}") from failed
        if 200 <= status < 300 or status == _HAS_IT:
            return
        if 400 <= status < 500 and status not in _PASSING:
            raise Refused(f"HTTP {status}")
        # A gateway that sends one elsewhere is not the one that the office named.
        raise OutOfOrder(f"HTTP {status}")

    def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(
                "POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers)
            )
            answer = connection.getresponse()
            answer.read(MAX_ANSWER)
            return answer.status
        finally:
            connection.close()


def gateway(url: str, key: str) -> Gateway:
    """The gateway that GATEPOST_GATEWAY names, and the key of GATEPOST_GATEWAY_KEY. Raises SettingError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not url.isascii():
        raise SettingError("GATEPOST_GATEWAY must be the address to which notices are posted, https://host/path.")
    if len(key) < 16:
        raise SettingError("GATEPOST_GATEWAY_KEY signs what goes to the gateway: it must have at least 16 characters.")
    return Gateway(url, key.encode())


def content_of(message: Message) -> dict[str, Any]:
    """What the gateway is given."""
    return {
        "id": message.key,
        "kind": message.kind,
        "to": {"person": str(message.person_id), "employee_no": message.employee_no, "name": message.name},
        "title": message.title,
        "text": message.text,
        "locale": message.locale,
        "written_at": message.written_at.isoformat(),
    }


def signature(key: bytes, moment: str, body: bytes) -> str:
    """What X-Gatepost-Signature holds."""
    return "sha256=" + hmac.new(key, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
