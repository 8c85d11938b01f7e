"""What a photograph carries beside its picture, taken out: where it was taken, when, with what, by whom. Bytes in, bytes out.

Coordinates are a right of their own (6a, rule 7), and nobody who attaches a photograph is asked for them. The picture itself stays
byte for byte as it was; so does the profile of its colours, and which side is up. Formats: JPEG (ITU-T T.81, annex B), TIFF 6.0 for
the tags of Exif, PNG (W3C, section 11).
"""

from __future__ import annotations

import struct

from workflows.attachments.sentences import FileRefused
from workflows.files.file_types import FileType

_SOI, _EOI, _SOS, _COM, _APP0, _APP1, _APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xE1, 0xEF
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_EXIF = b"Exif\0\0"
# Of the application's segments those without which the colours would be others.
_KEPT = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")
_ORIENTATION = 0x0112
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})


def without_traces(data: bytes, kind: FileType) -> bytes:
    """The file without what a photograph tells about its taking; any other file as it is. Raises FileRefused."""
    try:
        if kind is FileType.JPEG:
            return _jpeg(data)
        return _png(data) if kind is FileType.PNG else data
    except (struct.error, IndexError, ValueError):
        raise FileRefused("damaged") from None


def _jpeg(data: bytes) -> bytes:
    found = bytearray(b"\xff\xd8")
    at, turned = 2, 1
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        while data[at + 1] == 0xFF:  # a marker may be filled up in front
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            # What stands behind the end is a second picture with tags of its own (MPO), or nothing of a picture.
            return _with_orientation(bytes(found) + b"\xff\xd9", turned)
        if marker in _BARE:
            found += data[at : at + 2]
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise ValueError("a segment ends behind the file")
        content = data[at + 4 : end]
        if marker == _APP1 and content.startswith(_EXIF):
            turned = _orientation(content[len(_EXIF) :])
        if not (marker == _COM or (_APP0 <= marker <= _APP15 and not content.startswith(_KEPT))):
            found += data[at:end]
        at = end
        if marker == _SOS:
            at = _end_of_scan(data, end)
            found += data[end:at]


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: within a scan 0xFF is followed by 0 or is a restart."""
    while True:
        at = data.index(b"\xff", at)
        after = data[at + 1]
        if after != 0 and after not in _BARE and after != 0xFF:
            return at
        at += 1 if after == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """Which side of the picture is up, as Exif tells it in its first directory; 1, as it lies, where it does not."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:  # tags that cannot be read tell nothing, and go with the others
        return 1
    return 1


def _with_orientation(picture: bytes, turned: int) -> bytes:
    if turned == 1:
        return picture
    tags = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    content = _EXIF + tags
    segment = b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
    return picture[:2] + segment + picture[2:]


def _png(data: bytes) -> bytes:
    if not data.startswith(_PNG_HEAD):
        raise ValueError("no picture")
    found, at = bytearray(_PNG_HEAD), len(_PNG_HEAD)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk ends behind the file")
        if data[at + 4 : at + 8] not in _PNG_DROPPED:
            found += data[at:end]
        at = end
    return bytes(found)
