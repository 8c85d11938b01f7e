"""A folder that somebody hands in as a ZIP archive: looked at before anything of it is kept, each refusal a sentence.

Archives come from outside: nothing is written to a disk, no path is followed, and no more is unpacked than the bounds allow.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.casework.errors import InvalidRequest
from workflows.procedure.reader import MAX_FILE_BYTES, MAX_FILES, MAX_FOLDER_BYTES, is_part

PROCESS_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}\Z")
_ENCRYPTED = 0x1  # the flag of an entry
_INNER = {"forms", "ledgers", "letters", "notices", "scenarios"}


@dataclass(frozen=True, slots=True)
class GivenFolder:
    """The files of one procedure, by their path inside its folder, and the id that its diagram's name says."""

    process_id: str
    files: Mapping[str, bytes]


def read_folder_archive(data: bytes) -> GivenFolder:
    """The folder in an archive; one folder around everything is taken off. Raises InvalidRequest with what to do instead."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _require_bounds(entries)
            named = _named(entries)
            files = {name: _text(archive, entry, name) for name, entry in named.items()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise InvalidRequest(
            "This is no ZIP archive that can be read. Pack the procedure's folder as .zip and choose it again.",
            "无法读取该文件。请将流程文件夹压缩为 .zip 后重新选择。",
        ) from error
    return GivenFolder(_process_id(files), files)


def require_process_id(process_id: str) -> str:
    """The id of a procedure. Raises InvalidRequest for what is none."""
    if not PROCESS_ID.fullmatch(process_id):
        raise InvalidRequest(
            "The id of a procedure begins with a letter and has letters, digits and _ only, 80 at most.",
            "流程编号以字母开头，只含字母、数字和下划线，最多 80 个字符。",
        )
    return process_id


def require_part(name: str) -> str:
    """The path of a file. Raises InvalidRequest for one that no procedure may hold."""
    if len(name) > 200 or not is_part(name):
        raise InvalidRequest(
            f"{name[:80]} is no file of a procedure. It may hold <id>.bpmn, *.dmn, forms/*.form, letters/*.yaml,"
            " notices/*.yaml, ledgers/*.yaml, scenarios/*.yaml, examples.yaml and labels.en.yaml.",
            f"{name[:80]} 不是流程文件。流程文件夹可包含：<编号>.bpmn、*.dmn、forms/*.form、letters/*.yaml、notices/*.yaml、"
            "ledgers/*.yaml、scenarios/*.yaml、"
            "examples.yaml 和 labels.en.yaml。",
        )
    return name


def require_text(data: bytes, name: str) -> bytes:
    """The content of a file. Raises InvalidRequest for one that is too large, or no text in UTF-8."""
    if len(data) > MAX_FILE_BYTES:
        raise InvalidRequest(
            f"{name} is larger than {MAX_FILE_BYTES // 1_000_000} MB; no file of a procedure is.",
            f"{name} 超过 {MAX_FILE_BYTES // 1_000_000} MB，流程文件不得这么大。",
        )
    try:
        is_text = "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        raise InvalidRequest(
            f"{name} is no text in UTF-8. Save it as UTF-8 and choose it again.",
            f"{name} 不是 UTF-8 文本。请另存为 UTF-8 后重新选择。",
        )
    return data


def require_room(files: Mapping[str, bytes]) -> None:
    """Raises InvalidRequest where a folder holds more than a procedure may."""
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_FOLDER_BYTES:
        raise _too_much()


def _too_much() -> InvalidRequest:
    return InvalidRequest(
        f"A procedure has at most {MAX_FILES} files and {MAX_FOLDER_BYTES // 1_000_000} MB unpacked."
        " Leave out what is no part of it.",
        f"一个流程最多 {MAX_FILES} 个文件、解压后 {MAX_FOLDER_BYTES // 1_000_000} MB。请去掉无关文件。",
    )


def _require_bounds(entries: Sequence[zipfile.ZipInfo]) -> None:
    # What an archive announces is asked before anything is unpacked: a few kilobytes may stand for gigabytes.
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_FOLDER_BYTES:
        raise _too_much()
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise InvalidRequest(
                "The archive is locked with a password. Pack the folder without one.",
                "压缩包设有密码。请不加密码重新压缩。",
            )


def _named(entries: Sequence[zipfile.ZipInfo]) -> Mapping[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    _require_inside(entries)
    around = _around([entry.filename for entry in entries])
    for entry in entries:
        shown = entry.filename[:80]
        parts = entry.filename.split("/")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise InvalidRequest(
                f"The archive holds a link instead of a file: {shown}. Put the file itself there.",
                f"压缩包内有链接而不是文件：{shown}。请放入文件本身。",
            )
        name = entry.filename.removeprefix(around)
        # What computers add by themselves, and notes for people, are left out as in a folder on the disk.
        if name == "README.md" or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        require_part(name)
        if name in found:
            raise InvalidRequest(
                f"The archive holds {shown} twice. Keep one of them.", f"压缩包内有两个 {shown}。请只保留一个。"
            )
        found[name] = entry
    return found


def _require_inside(entries: Sequence[zipfile.ZipInfo]) -> None:
    # Asked of all before any name is read: a stray path also keeps the folder around the others from being taken off.
    for entry in entries:
        name = entry.filename
        if "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise InvalidRequest(
                f"The archive holds a path that leads out of its folder: {name[:80]}. Pack the folder itself.",
                f"压缩包内有指向文件夹之外的路径：{name[:80]}。请直接压缩流程文件夹。",
            )


def _around(names: Sequence[str]) -> str:
    """The one folder in which everything lies, with its slash; nothing where files lie at the top.

    Raises InvalidRequest where whole procedures' folders lie side by side.
    """
    names = [name for name in names if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))]
    tops = {name.partition("/")[0] for name in names}
    inner = [name for name in names if name.count("/") == 1 and name.endswith(".bpmn")]
    drawn = sorted({name.partition("/")[0] for name in inner} - _INNER)
    beside = sorted(tops - set(drawn))
    if drawn and (len(drawn) > 1 or beside):
        others = [*drawn[1:], *beside]
        raise InvalidRequest(
            f"Beside the folder {drawn[0][:80]} the archive holds {', '.join(others)[:80]}. Pack the folder of one"
            " procedure alone.",
            f"压缩包内除文件夹 {drawn[0][:80]} 外还有 {'、'.join(others)[:80]}。请只压缩一个流程的文件夹。",
        )
    is_folder = len(tops) == 1 and all("/" in name for name in names) and not tops & _INNER
    return f"{tops.pop()}/" if is_folder else ""


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    # The size in the directory may lie: no more is unpacked than a file may have.
    with archive.open(entry) as stream:
        data = stream.read(min(entry.file_size, MAX_FILE_BYTES) + 1)
    if len(data) > entry.file_size:
        raise zipfile.BadZipFile(f"{name} is larger than announced")
    return require_text(data, name)


def _process_id(files: Mapping[str, bytes]) -> str:
    diagrams = [name for name in files if name.endswith(".bpmn")]
    if len(diagrams) != 1:
        raise InvalidRequest(
            f"A procedure has one diagram, and this archive holds {len(diagrams)}. Pack the folder of one procedure.",
            f"一个流程只有一个流程图，该压缩包内有 {len(diagrams)} 个。请只压缩一个流程的文件夹。",
        )
    return require_process_id(diagrams[0].removesuffix(".bpmn"))
