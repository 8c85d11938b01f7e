"""Files that only their owner may read: what `open` takes as its opener."""

from __future__ import annotations

import os


def private(path: str, flags: int) -> int:
    """Open a file so that, where it is made, only its owner reads and writes it (README, what is kept where)."""
    return os.open(path, flags, 0o600)
