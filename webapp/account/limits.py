"""How often one address may try to sign in; the lock-out of an account after failures is in workflows/people/accounts.py."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
MAX_ATTEMPTS = 30
_MAX_ADDRESSES = 10_000


class AttemptLimit:
    """Counts attempts by address in a sliding window, in this process: it slows the guessing of many names."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, deque[datetime]] = {}

    def is_exceeded(self, address: str, now: datetime) -> bool:
        """Count an attempt; True where the address had more than its share in the window."""
        with self._lock:
            if len(self._attempts) > _MAX_ADDRESSES:
                self._forget_old(now)
            attempts = self._attempts.setdefault(address, deque())
            while attempts and now - attempts[0] > WINDOW:
                attempts.popleft()
            if len(attempts) >= MAX_ATTEMPTS:
                return True
            attempts.append(now)
            return False

    def _forget_old(self, now: datetime) -> None:
        for address in [name for name, tries in self._attempts.items() if not tries or now - tries[-1] > WINDOW]:
            del self._attempts[address]
