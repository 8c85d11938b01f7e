"""Gunicorn with bounds, for PostgreSQL and behind a proxy that collects whole requests first.

`gunicorn -c python:webapp.gunicorn_conf webapp.wsgi:application`
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from webapp.serving import RECEIVE_SECONDS, THREADS


class BoundedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """Threads, each of which waits for a request for a bounded time, however busily its bytes trickle."""

    def handle(self, conn: Any) -> Any:
        """Serve one request of a connection; after RECEIVE_SECONDS nothing more is read for it, while its answer is still sent."""
        timer = threading.Timer(RECEIVE_SECONDS, _read_no_more, (conn.sock,))
        timer.daemon = True
        timer.start()
        try:
            return super().handle(conn)
        finally:
            timer.cancel()


def _read_no_more(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RD)


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = THREADS
worker_class = "webapp.gunicorn_conf.BoundedWorker"
worker_connections = 500
timeout = 60
graceful_timeout = 30
keepalive = 5
limit_request_line = 8000
limit_request_fields = 60
limit_request_field_size = 8000
# The application decides by PROXIES whom to believe; gunicorn itself believes nobody about the scheme.
forwarded_allow_ips = ""
