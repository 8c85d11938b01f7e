"""XML that strangers wrote is read hardened."""

from __future__ import annotations

import pytest

from workflows.xml import XmlRefused, parse_xml


def test_a_plain_file_gives_its_root() -> None:
    assert parse_xml("<a><b>村</b></a>".encode(), "a.xml").tag == "a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_the_encoding_that_the_file_declares_is_obeyed(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding.upper()}"?><a>驻村</a>'.encode(encoding)
    assert parse_xml(data, "a.xml").text == "驻村"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_well_formed"),
        (b"hello", "not_well_formed"),
        (b"<a>\n<b></a>", "not_well_formed"),
        (b"<!DOCTYPE a><a/>", "doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "doctype"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "doctype"),
        (b"<a>&x;</a>", "entity"),
        (b"<a>" * 201 + b"</a>" * 201, "too_deep"),
        (b"<a>" * 100_000, "too_deep"),
        (b"<a>" + b" " * 1_000_000 + b"</a>", "too_large"),
    ],
)
def test_what_may_do_harm_is_refused_with_a_sentence_in_both_languages(data: bytes, code: str) -> None:
    with pytest.raises(XmlRefused) as refused:
        parse_xml(data, "upload.xml")
    assert refused.value.code == code
    assert "upload.xml" in str(refused.value)
    assert refused.value.sentence.zh != refused.value.sentence.en


def test_a_billion_laughs_are_refused_before_they_grow() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e11;</a>'.encode()
    with pytest.raises(XmlRefused) as refused:
        parse_xml(data, "a.xml")
    assert refused.value.code == "doctype"


def test_the_line_of_a_mistake_is_named() -> None:
    with pytest.raises(XmlRefused) as refused:
        parse_xml(b"<a>\n<b>\n</a>", "a.xml")
    assert refused.value.line == 3
    assert "Line 3" in refused.value.sentence.en
    assert "第 3 行" in refused.value.sentence.zh


def test_depth_and_size_up_to_the_bounds_are_read() -> None:
    assert parse_xml(b"<a>" * 200 + b"</a>" * 200, "a.xml").tag == "a"
    assert parse_xml(b"<a>" + b" " * 2_000_000 + b"</a>", "a.xml", limit=3_000_000).tag == "a"
