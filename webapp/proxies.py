"""What a proxy in front tells of the visitor: believed only of as many proxies as are our own, and without them of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# A name has labels of at most 63 characters and 253 in all, or it is an IPv6 address in brackets; a port may follow.
_HOST = re.compile(
    r"(?=.{1,260}$)(?:[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
_NO_HOST = "请求中的主机名无法识别。\nThe host that this request names is none.\n"


def behind_proxies(application: WSGIApplication, settings: Settings) -> WSGIApplication:
    """The application as the visitor sees it: address, scheme, host, port and, with PREFIX, the path below which it lies."""
    inner: WSGIApplication = _HostGuard(application)
    if settings.prefix:
        inner = _Prefix(inner, settings.prefix)
    if not settings.proxies:
        # Without a proxy of ours these headers are whatever the visitor writes.
        return inner
    count = settings.proxies
    return ProxyFix(inner, x_for=count, x_proto=count, x_host=count, x_port=count)


class _HostGuard:
    """Answers a request whose host is none, before anything tries to make an address of it and fails."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if _HOST.fullmatch(environ.get("HTTP_HOST") or "x"):
            return self._application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [_NO_HOST.encode()]


class _Prefix:
    """Takes the prefix off the path and tells the application that it lies below it, whether the proxy passes it on or not."""

    def __init__(self, application: WSGIApplication, prefix: str) -> None:
        self._application, self._prefix = application, prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        path = environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = self._prefix
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        return self._application(environ, start_response)
