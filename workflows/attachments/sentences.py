"""Sentences about files that are not taken: what is the matter and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.sentence import Sentence, sentences

FILE_SENTENCES: Final[dict[str, Sentence]] = sentences(
    {
        "empty": ("{name} is empty. Choose it again.", "{name} 是空文件。请重新选择。"),
        "too_large": (
            "{name} has {size} MB; a file may have {limit} MB. Scan it in lower resolution or split it.",
            "{name} 有 {size} MB，单个文件不得超过 {limit} MB。请降低扫描分辨率或拆分后上传。",
        ),
        "other_type": (
            "{name} is no PDF, picture (PNG, JPEG), DOCX or XLSX, whatever its name says. Save it as PDF and choose that.",
            "{name} 不是 PDF、图片（PNG、JPEG）、DOCX 或 XLSX 文件（以文件内容为准，不看文件名）。请另存为 PDF 后上传。",
        ),
        "archive": (
            "{name} is an archive. Unpack it and choose the files inside.",
            "{name} 是压缩包。请解压后上传其中的文件。",
        ),
        "old_office": (
            "{name} is a file of the old Office format. Open it and save it as .docx or .xlsx, or as PDF.",
            "{name} 是旧版 Office 格式。请打开后另存为 .docx、.xlsx 或 PDF。",
        ),
        "damaged": (
            "{name} is damaged or only half written. Save it again and choose that.",
            "{name} 已损坏或不完整。请重新保存后上传。",
        ),
        "encrypted": (
            "{name} is protected by a password. Remove the password and choose it again.",
            "{name} 设有密码。请取消密码后重新上传。",
        ),
        "macros": (
            "{name} holds macros. Save it as .docx or .xlsx without macros, or as PDF.",
            "{name} 含有宏。请另存为不含宏的 .docx、.xlsx 或 PDF。",
        ),
        "active": (
            "{name} holds a script, an embedded file or a form that runs something. Print it to PDF and choose that.",
            "{name} 含有脚本、内嵌文件或可执行内容。请打印为 PDF 后上传。",
        ),
        "outside": (
            "{name} loads a part of itself from elsewhere. Print it to PDF and choose that.",
            "{name} 引用了外部内容。请打印为 PDF 后上传。",
        ),
        "two_in_one": (
            "{name} is two kinds of file in one. Print it to PDF and choose that.",
            "{name} 同时是两种类型的文件。请打印为 PDF 后上传。",
        ),
        "bomb": (
            "{name} unpacks to more than a file may hold. Split it or scan it in lower resolution.",
            "{name} 展开后超出限额。请拆分或降低分辨率后上传。",
        ),
        "too_slow": (
            "{name} takes too long to open. Print it to PDF and choose that.",
            "{name} 打开耗时过长。请打印为 PDF 后上传。",
        ),
        "not_accepted": (
            "{name} is of the type {type}; this question takes {accepted}.",
            "{name} 的类型为 {type}，此项只接受 {accepted}。",
        ),
        "infected": (
            "The virus scanner refused {name}. Do not pass it on; tell the administrator.",
            "{name} 未通过病毒扫描。请勿转发该文件，并告知系统管理员。",
        ),
        "not_scanned": (
            "{name} could not be scanned for viruses, so it was not taken. Tell the administrator and try again later.",
            "{name} 未能进行病毒扫描，因此未接收。请告知系统管理员，稍后再试。",
        ),
        "not_kept": (
            "{name} could not be stored. Try again; if it fails again, tell the administrator.",
            "{name} 未能保存。请重试；如仍失败，请告知系统管理员。",
        ),
        "too_many_wait": (
            "{limit} files that you chose wait in forms not yet handed in. Hand one of the forms in, or wait a day.",
            "您已有 {limit} 个文件上传后尚未提交。请先提交相应表单，或一天后再试。",
        ),
    }
)


class FileRefused(Exception):
    """A file is not taken: the code of a sentence and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def sentence(self, name: str) -> Sentence:
        """The sentence about the file of this name."""
        return sentence_of(self.code, {"name": name, **self.values})


def sentence_of(code: str, values: Mapping[str, object]) -> Sentence:
    """One of the sentences above with its values. Raises KeyError for an unknown code."""
    return FILE_SENTENCES[code].filled(values)
