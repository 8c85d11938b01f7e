"""A photograph tells nobody where and when it was taken; its picture stays as it was."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from workflows.attachments.sentences import FileRefused
from workflows.attachments.traces import without_traces
from workflows.files.file_types import FileType

MAKE, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825
TOLD = (b"SECRET-CAMERA", b"SECRET-WORDS", b"secret-xmp", b"\x0b\x0b\x0b")


def drawing() -> Image.Image:
    """Something whose sides can be told apart."""
    picture = Image.new("RGB", (48, 32), "white")
    picture.paste((200, 30, 30), (0, 0, 20, 10))
    return picture


def photograph(turned: int = 1, **more: object) -> bytes:
    """A JPEG as a phone writes it: with its camera, coordinates, words, and which side is up."""
    tags = Image.Exif()
    tags[MAKE], tags[ORIENTATION] = "SECRET-CAMERA", turned
    tags.get_ifd(GPS).update({1: "N", 2: (11.0, 11.0, 11.0)})
    file = BytesIO()
    drawing().save(file, "JPEG", exif=tags, comment=b"SECRET-WORDS", xmp=b"<secret-xmp/>", quality=90, **more)
    return file.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        return picture.tobytes()


@pytest.mark.parametrize("turned", [1, 6, 8])
@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"restart_marker_blocks": 1}], ids=str)
def test_a_jpeg_keeps_its_picture_and_which_side_is_up_and_nothing_else(turned: int, more: dict[str, object]) -> None:
    given = photograph(turned, **more)
    with Image.open(BytesIO(given)) as before:
        assert before.getexif().get_ifd(GPS)
    kept = without_traces(given, FileType.JPEG)
    assert pixels(kept) == pixels(given)
    with Image.open(BytesIO(kept)) as picture:
        assert dict(picture.getexif()) == ({} if turned == 1 else {ORIENTATION: turned})
        assert not picture.getexif().get_ifd(GPS)
    assert not [word for word in TOLD[:3] if word in kept]
    assert without_traces(kept, FileType.JPEG) == kept


def test_the_profile_of_the_colours_stays() -> None:
    profile = b"a profile of colours" * 20
    kept = without_traces(photograph(icc_profile=profile), FileType.JPEG)
    with Image.open(BytesIO(kept)) as picture:
        assert picture.info["icc_profile"] == profile


def test_a_second_picture_behind_the_first_goes_with_its_tags() -> None:
    kept = without_traces(photograph() + photograph(6), FileType.JPEG)
    assert kept == without_traces(photograph(), FileType.JPEG)


def test_a_png_keeps_its_picture_and_no_words() -> None:
    words, tags = PngImagePlugin.PngInfo(), Image.Exif()
    words.add_text("Author", "SECRET-CAMERA")
    words.add_itxt("XML:com.adobe.xmp", "SECRET-WORDS", zip=False)
    tags[MAKE] = "SECRET-CAMERA"
    tags.get_ifd(GPS).update({1: "N", 2: (11.0, 11.0, 11.0)})
    file = BytesIO()
    drawing().save(file, "PNG", pnginfo=words, exif=tags)
    given = file.getvalue()
    assert b"eXIf" in given
    kept = without_traces(given, FileType.PNG)
    assert pixels(kept) == pixels(given)
    assert not [word for word in (*TOLD[:2], b"eXIf", b"tEXt", b"iTXt") if word in kept]


def test_tags_that_cannot_be_read_go_too() -> None:
    broken = photograph(6).replace(b"MM\0*", b"MM\0*\xff\xff\xff\xff", 1).replace(b"II*\0", b"II*\0\xff\xff\xff\xff", 1)
    kept = without_traces(_resized(broken), FileType.JPEG)
    assert b"SECRET-CAMERA" not in kept
    assert pixels(kept) == pixels(photograph(6))


def _resized(data: bytes) -> bytes:
    """The first Exif segment says that it is four bytes longer."""
    at = data.index(b"Exif\0\0") - 2
    return data[:at] + (int.from_bytes(data[at : at + 2], "big") + 4).to_bytes(2, "big") + data[at + 2 :]


@pytest.mark.parametrize("kind", [FileType.JPEG, FileType.PNG])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"\x89PNG\r\n\x1a\n\0\0\0\xff", b"\xff\xd8\xff\xd9"[:3]]
)
def test_what_is_cut_off_is_refused(data: bytes, kind: FileType) -> None:
    with pytest.raises(FileRefused):
        without_traces(data, kind)


def test_other_files_stay_as_they_are() -> None:
    assert without_traces(b"%PDF-1.7 Exif", FileType.PDF) == b"%PDF-1.7 Exif"
