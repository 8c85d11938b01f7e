"""What a file is, found out in a process of its own, and what the office's virus scanner says of it."""

from __future__ import annotations

import json
import logging
import subprocess
import tempfile
from pathlib import Path

from workflows.attachments.sentences import FileRefused
from workflows.files.apart import run_apart
from workflows.files.bounds import Refused
from workflows.files.file_types import FileType
from workflows.settings import scan_command

logger = logging.getLogger("gatepost.files")

SECONDS = 20
MEMORY_BYTES = 1_500_000_000
SCAN_SECONDS = 60
CLEAN, INFECTED = 0, 1  # what scanners such as clamdscan end with; anything else is a scan that did not happen


def look(data: bytes) -> FileType:
    """The type of a file. Raises FileRefused for whatever may not be attached."""
    with tempfile.TemporaryFile() as out:
        try:
            run_apart(
                "workflows.attachments.looking_process", json.dumps([MEMORY_BYTES, SECONDS]), data, out, seconds=SECONDS
            )
        except Refused as refused:
            code = {"too_slow": "too_slow", "too_much_inside": "bomb"}.get(refused.code, "damaged")
            raise FileRefused(code) from None
        out.seek(0)
        said = json.loads(out.read() or "{}")
    if "type" not in said:
        raise FileRefused(said.get("refused", "damaged"), **said.get("values", {}))
    return FileType(said["type"])


def scan(path: Path) -> None:
    """Ask the scanner of GATEPOST_SCAN, where the office has one. Raises FileRefused, also where it cannot be asked."""
    command = scan_command()
    if not command:
        return
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=SCAN_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.error("the virus scanner cannot be asked: %s", type(error).__name__)
        raise FileRefused("not_scanned") from None
    if done.returncode == INFECTED:
        raise FileRefused("infected")
    if done.returncode != CLEAN:
        logger.error("the virus scanner ended with %s", done.returncode)
        raise FileRefused("not_scanned")
