"""A bundle holds a procedure's files, gives the same bytes for the same content, and is unpacked with care."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.procedure.diagrams import between, diagram
from workflows.procedure import ProcedureError, bundle, read_files, unbundle

FILES = {"sample.bpmn": diagram(between('<bpmn:manualTask id="work" />')), "labels.en.yaml": b"process: Sample\n"}


def test_a_bundle_gives_back_the_files() -> None:
    assert unbundle(bundle(read_files("sample", FILES))) == FILES


def test_the_same_content_gives_the_same_bytes() -> None:
    turned = dict(reversed(FILES.items()))
    assert bundle(read_files("sample", FILES)) == bundle(read_files("sample", turned))


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(ProcedureError, match="cannot be unpacked"):
        unbundle(b"PK nothing")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sample.bpmn", b" " * 50_000_000)
    with pytest.raises(ProcedureError, match="at most 500 files with 10,000,000 bytes"):
        unbundle(packed.getvalue())


def test_a_damaged_archive_is_refused() -> None:
    data = bytearray(bundle(read_files("sample", FILES)))
    middle = data.index(b"sample.bpmn") + 40
    data[middle : middle + 20] = b"\xff" * 20
    with pytest.raises(ProcedureError, match="cannot be unpacked"):
        unbundle(bytes(data))
