"""One line of the log for every request, as JSON: who by id, which route, what came of it, how long; never what anybody wrote."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from workflows.store.unreadable import forget_unreadable

logger = logging.getLogger("gatepost.request")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
REQUESTS = Counter("gatepost_requests", "Requests answered.", ("route", "method", "status"))
SECONDS = Histogram("gatepost_request_seconds", "Time until a request was answered.", ("route",))
FAILED_SIGN_INS = Counter("gatepost_failed_sign_ins", "Attempts to sign in that failed.")


class JsonLines(logging.Formatter):
    """Log records as one line of JSON each: a line break in any text is an escape, and cannot begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_lines() -> None:
    """Send the log of this process to its error output, as lines of JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("alembic", "procrastinate", "waitress.queue"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def init_request_log(app: Flask, *, trusts_proxy: bool) -> None:
    """Number every request, count it and log it; a proxy of ours may have numbered it already."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-ID", "") if trusts_proxy else ""
        g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.began_at = time.monotonic()
        forget_unreadable()

    @app.after_request
    def _end(response: Response) -> Response:
        if "began_at" not in g:
            return response
        seconds = time.monotonic() - g.began_at
        route = request.endpoint or "none"
        response.headers["X-Request-ID"] = g.request_id
        if route == "static":
            return response
        REQUESTS.labels(
            route, request.method if request.method in ("GET", "POST", "HEAD") else "other", response.status_code
        ).inc()
        SECONDS.labels(route).observe(seconds)
        actor = g.get("actor")
        fields = {
            "request": g.request_id,
            "person": str(actor.person_id) if actor is not None else None,
            "method": request.method[:10],
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000),
        }
        logger.info("%s %s", route, response.status_code, extra={"fields": fields})
        return response


def note_failed_sign_in(address: str, *, is_refused: bool) -> None:
    """Log that somebody failed to sign in: from where, never with which name, which may be a password typed in the wrong field."""
    FAILED_SIGN_INS.inc()
    fields = {"request": g.get("request_id"), "address": address, "refused": is_refused}
    logger.warning("sign-in failed", extra={"fields": fields})
