"""`python -m workflows registers`: an office from three workbooks, the same workbooks back, and first passwords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import IntegrityError

from workflows.casework.password_notices import tell_of_passwords
from workflows.commands.database import finish, open_store, open_store_to_look
from workflows.commands.language import language_of
from workflows.office.registers.columns import REGISTER_NAMES, Register
from workflows.office.registers.deeds import SECTIONS
from workflows.office.registers.findings import Remark
from workflows.office.registers.read import BOUNDS, MOST_FILES, GivenFile
from workflows.office.registers.take import Taking, look_at_registers, read_files, take_registers
from workflows.office.registers.workbooks import FILE_NAMES, passwords_workbook
from workflows.office.registers.written import blank_registers, registers_as_they_stand
from workflows.people.first_passwords import UnknownAccounts, draw_passwords, issue_passwords
from workflows.sentence import Sentence
from workflows.store import cause_of
from workflows.store.private import private

_FIRST = 200  # errors and notes that are printed; --json has all. What would be done is never cut off.
_COUNTED = {
    "units": Sentence("units", "单位"),
    "people": Sentence("people", "人员"),
    "accounts": Sentence("accounts", "用户"),
    "posts": Sentence("posts held", "任职"),
    "teams": Sentence("teams", "工作队"),
    "postings": Sentence("postings", "派驻"),
}
_language = click.option(
    "--language", type=click.Choice(["en", "zh"]), help="Language of heads and sentences; LANG decides without it."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.group()
def registers() -> None:
    """Units, people and the roster of village teams, from workbooks and back."""


@registers.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", "is_check", is_flag=True, help="Look at everything, keep nothing.")
@_language
@_json
def take(files: tuple[Path, ...], is_check: bool, language: str | None, as_json: bool) -> None:
    """Take the registers in FILES (.xlsx, .xls, .csv), all of them together or nothing.

    Exit 1 where anything is wrong; each wrong row is named by file, sheet, row and column.
    """
    locale = language_of(language)
    if len(files) > MOST_FILES:
        raise click.ClickException(f"At most {MOST_FILES} files at once.")
    given = read_files([GivenFile(path.name, _bytes(path)) for path in files])
    store = open_store_to_look() if is_check else open_store()
    if is_check:
        with store.read() as work:
            taking = look_at_registers(work, given)
    else:
        try:
            with store.write() as work:
                taking = take_registers(work, given)
        except IntegrityError as error:
            # Whoever takes registers waits for others who do, but not for a dispatch that posts the same person.
            sentence = f"Nothing was kept ({cause_of(error)}). If the same rows were just entered elsewhere, take the files again."
            raise click.ClickException(sentence) from None
    finish(_as_json(taking, is_check), as_json, _lines(taking, is_check, locale), is_good=taking.is_right)


@registers.command()
@_folder
@_language
@_json
def blank(folder: Path, language: str | None, as_json: bool) -> None:
    """Write the three empty workbooks into FOLDER."""
    locale = language_of(language)
    _write_out(folder, blank_registers(locale), locale, as_json)


@registers.command()
@_folder
@_language
@_json
def export(folder: Path, language: str | None, as_json: bool) -> None:
    """Write what stands now into FOLDER, in the same columns, readable for you alone."""
    locale, store = language_of(language), open_store()
    with store.read() as work:
        books = registers_as_they_stand(work, locale)
    _write_out(folder, books, locale, as_json)


@registers.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--user", "usernames", multiple=True, metavar="NAME", help="For this account; may be repeated.")
@_language
@_json
def passwords(file: Path, usernames: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """Give first passwords to every open account without one, or to those named, and write them once to FILE (.xlsx).

    Each is good only for choosing another at the first sign-in. The file is readable for you alone; hand the rows out one by
    one and delete it.
    """
    locale, store = language_of(language), open_store()
    try:
        with store.read() as work:
            drawn = draw_passwords(work, usernames)
    except UnknownAccounts as unknown:
        raise click.ClickException(f"There is no open account {', '.join(unknown.names)}.") from None
    issued = []
    if drawn:
        written = False
        try:
            with store.write() as work:
                issued = issue_passwords(work, drawn)
                tell_of_passwords(work, issued)
                # Before the commit: a password that nobody can read any more would lock its owner out.
                _write(
                    file,
                    passwords_workbook(
                        [(each.unit, each.name, each.username, each.password) for each in issued], locale
                    ),
                )
                written = True
        except BaseException:
            if written:
                file.unlink(missing_ok=True)
            raise
    said = Sentence(
        f"{len(issued)} first passwords stand in {file}. Hand them out and delete the file." if issued
        else "Every open account has a password.",
        f"已生成 {len(issued)} 个初始密码，见 {file}。请逐一发放后删除该文件。" if issued else "所有启用的账户都已有密码。",
    )  # fmt: skip
    data = {"file": str(file) if issued else None, "accounts": [each.username for each in issued]}
    finish(data, as_json, [said.in_language(locale)], is_good=True)


def _bytes(path: Path) -> bytes:
    """The file's bytes, one more than the bound at most, so that a huge one is refused and not read."""
    try:
        with path.open("rb") as file:
            return file.read(BOUNDS.file_bytes + 1)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or type(error).__name__}") from None


def _write_out(folder: Path, books: Mapping[Register, bytes], locale: str, as_json: bool) -> None:
    paths = {register: folder / FILE_NAMES[register].in_language(locale) for register in books}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
    for path in paths.values():
        _refuse_existing(path)
    for register, path in paths.items():
        _write(path, books[register])
    lines = [f"{REGISTER_NAMES[register].in_language(locale)}: {path}" for register, path in paths.items()]
    finish({register.value: str(path) for register, path in paths.items()}, as_json, lines, is_good=True)


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise click.ClickException(f"{path} exists already; name another place, or remove it first.")


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, and never over another."""
    try:
        with open(path, "xb", opener=private) as file:
            file.write(data)
    except FileExistsError:
        _refuse_existing(path)
        raise
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or type(error).__name__}") from None


def _lines(taking: Taking, is_check: bool, locale: str) -> list[str]:
    said = {
        "wrong": Sentence("Nothing is kept. What is wrong ({}):", "均未导入。有误之处（{}）："),
        "changes": Sentence("What changes ({}):", "变更（{}）："),
        "notes": Sentence("Worth knowing ({}):", "提示（{}）："),
        "more": Sentence("  … and {} more (--json prints all)", "  …… 另有 {} 条（--json 可全部列出）"),
        "count": Sentence("{}: {} new, {} changed, {} same", "{}：新增 {}，变更 {}，不变 {}"),
        "checked": Sentence("Nothing is wrong; nothing was kept (--check).", "核对无误；未导入（--check）。"),
        "same": Sentence("Everything stands already; nothing was written.", "均已登记，未作改动。"),
        "taken": Sentence("Taken.", "已导入。"),
    }

    def say(word: str, *values: object) -> str:
        return said[word].in_language(locale).format(*values)

    def listed(word: str, remarks: Sequence[Remark]) -> list[str]:
        if not remarks:
            return []
        first = remarks if word == "changes" else remarks[:_FIRST]
        shown = [
            f"  {remark.place.in_words(locale)}: {remark.sentence.in_language(locale)}".replace("  : ", "  ")
            for remark in first
        ]
        more = [say("more", len(remarks) - len(first))] if len(remarks) > len(first) else []
        return [say(word, len(remarks)), *shown, *more]

    found = taking.findings
    lines = []
    for section, heading in SECTIONS.items():
        if deeds := taking.deeds.get(section):
            lines.append(f"{heading.in_language(locale)} ({len(deeds)}):")
            lines.extend(f"  {deed.in_words(locale)}" for deed in deeds)
    lines += [*listed("wrong", found.wrong), *listed("changes", found.changes), *listed("notes", found.notes)]
    if not taking.is_right:
        return lines
    for name, counts in taking.counts.items():
        lines.append(say("count", _COUNTED[name].in_language(locale), *counts.as_dict().values()))
    return [*lines, say("checked" if is_check else "taken" if taking.is_anything else "same")]


def _as_json(taking: Taking, is_check: bool) -> dict[str, Any]:
    found = taking.findings
    return {
        "files": [{"name": name, "sha256": digest} for name, digest in taking.files],
        "kept": taking.is_right and taking.is_anything and not is_check,
        "counts": {name: counts.as_dict() for name, counts in taking.counts.items()} if taking.is_right else None,
        "wrong": [_remark(each) for each in found.wrong],
        "deeds": {
            section: [
                {"cells": [each._asdict() for each in deed.cells], "mind": [each._asdict() for each in deed.warnings]}
                for deed in deeds
            ]
            for section, deeds in taking.deeds.items()
        },
        "changes": [_remark(each) for each in found.changes],
        "notes": [_remark(each) for each in found.notes],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    place = remark.place
    return {
        "code": remark.code,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row or None,
        "column": place.letter or None,
        "en": remark.sentence.en,
        "zh": remark.sentence.zh,
    }
