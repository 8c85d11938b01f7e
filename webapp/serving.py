"""Waitress with bounds: how large a request may be, how long it may take to arrive, how many may be waited for."""

from __future__ import annotations

import resource
import time
from copy import copy
from functools import lru_cache
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer

from webapp.settings import MAX_FILE_REQUEST_BYTES, MAX_REQUEST_BYTES
from workflows.settings import upload_bytes
from workflows.store.unit_of_work import MAX_WRITERS

RECEIVE_SECONDS = 20
"""A request that has not arrived whole after this long is dropped, however busily its bytes trickle."""
IDLE_SECONDS = 60
MAX_CONNECTIONS = 1000
MAX_HEADER_BYTES = 32 * 1024
# Twice as many as may wait for a lock of the database, so that readers are always served.
THREADS = 2 * MAX_WRITERS
LEAST_BYTES_A_SECOND = 16 * 1024
"""Beyond those seconds a request has as long as it keeps arriving at this speed: a photograph from a village takes its time."""
IMPORTS_PATH = "/records/imports"
_OPEN_FILES = 4096


class PlainRequest(HTTPRequestParser):  # type: ignore[misc]  # waitress carries no types
    """A request whose length is told in one way: told in two, a proxy may believe the one and we the other."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head. Raises ParsingError, which is answered with 400, where chunks and a length are both announced."""
        super().parse_header(header_plus)
        # Of HTTP/1.0, which knows no chunks, waitress leaves the header where it is.
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("Content-Length and Transfer-Encoding together mean two lengths")
        if self.path.endswith(IMPORTS_PATH):
            self.adj = _wide(self.adj)


@lru_cache
def _wide(bounds: Any) -> Any:
    """The bounds of a request that may carry a month of attendance."""
    wide = copy(bounds)
    wide.max_request_body_size = max(bounds.max_request_body_size, MAX_FILE_REQUEST_BYTES + MAX_REQUEST_BYTES)
    return wide


class BoundedChannel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
    """A connection that knows since when the request on it has been arriving."""

    parser_class = PlainRequest
    request_began = 0.0
    bytes_received = 0

    def received(self, data: bytes) -> bool:
        """Take what arrived; the first bytes of a request start its time."""
        if self.request is None:
            self.request_began, self.bytes_received = time.time(), 0
        self.bytes_received += len(data)
        return bool(super().received(data))


def _drop_slow_ones(server: BaseWSGIServer, now: float) -> None:
    """Close what arrives too slowly; when nearly all places are taken, also the oldest that have not arrived."""
    waiting = [channel for channel in server.active_channels.values() if not channel.requests]
    for channel in waiting:
        seconds = RECEIVE_SECONDS + channel.bytes_received / LEAST_BYTES_A_SECOND
        if channel.request is not None and now - channel.request_began > seconds:
            channel.will_close = True
    if len(server.active_channels) > MAX_CONNECTIONS * 9 // 10:
        for channel in sorted(waiting, key=lambda one: one.last_activity)[: MAX_CONNECTIONS // 5]:
            channel.will_close = True


def make_server(application: Any, host: str, port: int, *, proxies: int = 0) -> BaseWSGIServer:
    """A server that is bound and not yet running. Raises OSError where the address cannot be opened.

    What a proxy tells of the visitor is left to the application (`PROXIES`): waitress would take it out.
    """
    _allow_connections()
    server = waitress.create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident="gatepost",
        # A body that is too large gets a page from the application; one far beyond that is not even received.
        max_request_body_size=2 * MAX_REQUEST_BYTES + upload_bytes(),
        max_request_header_size=MAX_HEADER_BYTES,
        connection_limit=MAX_CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=2,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=proxies == 0,
    )
    for one in _listeners(server):
        one.channel_class = BoundedChannel
        tidy = one.maintenance
        one.maintenance = lambda now, one=one, tidy=tidy: (tidy(now), _drop_slow_ones(one, now))
    return server


def _listeners(server: Any) -> list[BaseWSGIServer]:
    """The listening sockets behind a server: a name such as localhost may stand for two."""
    listening = [one for one in getattr(server, "map", {}).values() if isinstance(one, BaseWSGIServer)]
    return [server] if isinstance(server, BaseWSGIServer) else listening


def _allow_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
