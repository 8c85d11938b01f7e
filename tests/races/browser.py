"""A person at a browser without JavaScript: signs in, opens a task, sends its form; tries again after every failure."""

from __future__ import annotations

import re
import threading
import time
import uuid
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """One signed-in person. Requests that a killed server cut off are the caller's to repeat."""

    def __init__(self, base: str, user_id: uuid.UUID) -> None:
        self.base = base
        self.user_id = user_id
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def _fetch(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        body = urlencode(data).encode() if data is not None else None
        try:
            with self._opener.open(Request(self.base + path, data=body), timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def _token(self, path: str) -> str:
        status, page = self._fetch(path)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            raise URLError(f"{path} answered {status} without a form")
        return found.group(1)

    def sign_in(self) -> None:
        """Sign in by one click."""
        token = self._token("/sign-in")
        status, _ = self._fetch("/sign-in/demo", {"csrf_token": token, "user": str(self.user_id), "next": "/"})
        if status != 200:
            raise URLError(f"signing in answered {status}")

    def complete(self, task_id: uuid.UUID, answers: dict[str, str]) -> int:
        """Send a task's form; the status of the answer (409 where it was done already)."""
        status, page = self._fetch(f"/tasks/{task_id}")
        found = TOKEN.search(page)
        if status != 200 or found is None:
            raise URLError(f"the task answered {status}")
        return self._fetch(f"/tasks/{task_id}/complete", {"csrf_token": found.group(1), **answers})[0]


def work_through(browser: Browser, tasks: list[uuid.UUID], answers: dict[str, str], give_up_at: float) -> None:
    """Complete every task, however often the server goes away; stops at `give_up_at` (monotonic seconds)."""
    is_signed_in = False
    waiting = list(tasks)
    while waiting and time.monotonic() < give_up_at:
        try:
            if not is_signed_in:
                browser.sign_in()
                is_signed_in = True
            if browser.complete(waiting[0], answers) in (200, 409):
                waiting.pop(0)
            else:
                is_signed_in = False
        except (URLError, OSError, HTTPException):
            time.sleep(0.1)


def start_working(
    browser: Browser, tasks: list[uuid.UUID], answers: dict[str, str], seconds: float
) -> threading.Thread:
    """Work through the tasks beside the test."""
    give_up_at = time.monotonic() + seconds
    thread = threading.Thread(target=work_through, args=(browser, tasks, answers, give_up_at), daemon=True)
    thread.start()
    return thread
