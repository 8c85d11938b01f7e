"""Archives from outside: what is taken, and each that is not with its sentence."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping

import pytest

from workflows.casework.errors import InvalidRequest
from workflows.procedure.reader import MAX_FILE_BYTES, MAX_FILES
from workflows.studio.given_folder import read_folder_archive

DIAGRAM = "<definitions/>"
GOOD = {"loan.bpmn": DIAGRAM, "forms/ask.form": "{}"}


def archive(files: Mapping[str, str | bytes], around: str = "") -> bytes:
    """The files as an archive, in a folder where one is named."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(around + name, data)
    return packed.getvalue()


def with_link() -> bytes:
    """An archive in which a form is a link to another file of the machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("loan.bpmn", DIAGRAM)
        link = zipfile.ZipInfo("forms/ask.form")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    return packed.getvalue()


def lying() -> bytes:
    """An archive whose entry unpacks to more than its directory announces."""
    data = archive({"loan.bpmn": "x" * 50_000})
    size, lie = (50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, lie)


def locked() -> bytes:
    """An archive whose entries say that they are encrypted."""
    data = bytearray(archive(GOOD))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


@pytest.mark.parametrize("around", ["", "loan/", "还有中文/"])
def test_a_folder_is_taken_with_or_without_what_lies_around_it(around: str) -> None:
    litter = {"README.md": "for people", ".DS_Store": "x"}
    given = read_folder_archive(archive({**GOOD, **litter}, around))
    assert given.process_id == "loan"
    assert {name: data.decode() for name, data in given.files.items()} == GOOD


REFUSED = {
    "no archive": (b"%PDF-1.7", "no ZIP archive"),
    "cut short": (archive(GOOD)[:-30], "no ZIP archive"),
    "climbs": (archive({**GOOD, "forms/../../etc/x.form": "{}"}), "leads out of its folder"),
    "from the root": (archive({**GOOD, "/forms/x.form": "{}"}), "leads out of its folder"),
    "of another system": (archive({**GOOD, "forms\\x.form": "{}"}), "leads out of its folder"),
    "climbs beside a folder": (
        archive({"loan/loan.bpmn": DIAGRAM, "../x.form": "{}"}),
        "leads out of its folder: ../x.form",
    ),
    "from the root beside a folder": (archive({"loan/loan.bpmn": DIAGRAM, "/x.form": "{}"}), "its folder: /x.form"),
    "second folder": (
        archive({"loan/loan.bpmn": DIAGRAM, "loan/forms/ask.form": "{}", "old/forms/x.form": "{}"}),
        "Beside the folder loan the archive holds old.",
    ),
    "two procedures": (
        archive({"loan/loan.bpmn": DIAGRAM, "car/car.bpmn": DIAGRAM}),
        "Beside the folder car the archive holds loan.",
    ),
    "link": (with_link(), "a link instead of a file"),
    "password": (locked(), "locked with a password"),
    "wrong kind": (archive({**GOOD, "virus.exe": "MZ"}), "virus.exe is no file of a procedure"),
    "too many": (archive({f"scenarios/{n}.yaml": "" for n in range(MAX_FILES + 1)}), "at most 500 files"),
    "bomb": (archive({**GOOD, "forms/zero.form": b"0" * 20_000_000}), "10 MB unpacked"),
    "large file": (archive({**GOOD, "forms/zero.form": b"0" * (MAX_FILE_BYTES + 1)}), "larger than 1 MB"),
    "lies about its size": (lying(), "no ZIP archive"),
    "no text": (archive({**GOOD, "examples.yaml": "示例".encode("gb18030")}), "no text in UTF-8"),
    "two diagrams": (archive({**GOOD, "other.bpmn": DIAGRAM}), "holds 2"),
    "no diagram": (archive({"forms/ask.form": "{}"}), "holds 0"),
    "no id": (archive({"借 用.bpmn": DIAGRAM}), "begins with a letter"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_folder_of_a_procedure_is_refused_by_a_sentence(case: str) -> None:
    data, words = REFUSED[case]
    with pytest.raises(InvalidRequest) as refused:
        read_folder_archive(data)
    assert words in refused.value.sentence.en
    assert refused.value.sentence.zh.endswith("。")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for text in ("<one/>", "<two/>"):
            made.writestr("loan.bpmn", text)
    with pytest.raises(InvalidRequest, match="twice"):
        read_folder_archive(packed.getvalue())
