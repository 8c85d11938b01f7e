"""Write a diary entry (M6 of the monthly assessment), and which days entries speak for.

An entry is a day's second source, one's own word beside the punch: for that it must be written in time. What is written later is
kept and marked (补记), and proves nothing of its day. Nothing is altered afterwards; what was forgotten is another entry.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from sqlalchemy import or_, select

from workflows.attachments.models import FileUpload
from workflows.attachments.receiving import Received
from workflows.attendance.diary_models import DiaryDay, DiaryEntry, DiaryPhoto
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidAnswers
from workflows.casework.models import Notice
from workflows.casework.words import NoticeKind
from workflows.files.file_types import IMAGES
from workflows.office.in_force import texts_in_force
from workflows.people import Actor, Person
from workflows.people.roster import Posting, Team
from workflows.sentence import Sentence
from workflows.settings import upload_count
from workflows.store import UnitOfWork, delete_rows, insert_rows, new_id
from workflows.unseen import seen

LATE_SETTING = "diary.late_days"
"""How many days after its day an entry still counts as written in time."""
LATEST_SETTING = "diary.latest_days"
"""How many days after its day an entry may still be written at all, marked as late."""
MOST_TEXT, MOST_PLACE, MOST_RESULTS, MOST_HOUSEHOLDS = 4000, 80, 6, 20
LEAST_TEXT = 10
_MOST_WORD = 40
_MOST_NUMBER = Decimal(10) ** 9
_MOST_DIGITS = 16  # characters of a number: bounded as text before it is converted


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a day in numbers, as it was typed: 蜂蜜 46 箱."""

    item: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class DiaryWish:
    """An entry as it was typed. `others` are team mates for whom it speaks as well, `photos` what the author uploaded before."""

    day: date | None
    place: str
    text: str
    results: Sequence[Result] = ()
    households: Sequence[str] = ()
    others: Collection[uuid.UUID] = ()
    photos: Sequence[uuid.UUID] = ()


@dataclass(frozen=True, slots=True)
class TeamDay:
    """Where somebody was posted on a day, and with whom."""

    team: Team
    mates: Sequence[Person]


def team_on(work: UnitOfWork, person_id: uuid.UUID, day: date) -> TeamDay | None:
    """The team of a day and the others in it, by name; None for whoever was posted nowhere. Two statements."""
    posted = (Posting.from_on <= day, or_(Posting.to_on.is_(None), Posting.to_on > day))
    own = select(Team).join(Posting, Posting.team_id == Team.id).where(Posting.person_id == person_id, *posted)
    team = work.session.scalars(own.order_by(Posting.from_on.desc()).limit(1)).one_or_none()
    if team is None:
        return None
    others = select(Person).join(Posting, Posting.person_id == Person.id)
    others = others.where(Posting.team_id == team.id, Posting.person_id != person_id, *posted)
    return TeamDay(team, work.session.scalars(others.order_by(Person.name, Person.id)).unique().all())


def write_entry(work: UnitOfWork, actor: Actor, given: DiaryWish) -> DiaryEntry:
    """Keep an entry of the actor's own day; whoever it speaks for beside the author is told.

    Raises InvalidAnswers, by question, for a day that is to come, longer ago than may be written about, or on which the author was
    posted nowhere; for words that are missing or too many; for a number that is none; for somebody who was not in the team; and
    for photographs that are none or not the author's.
    """
    wrong: dict[str, Sentence] = {}
    today = local_date(work.now)
    place, text = seen(given.place), seen(given.text)
    _bound(wrong, "place", place, 1, MOST_PLACE)
    _bound(wrong, "text", text, LEAST_TEXT, MOST_TEXT)
    results = _results(wrong, given.results)
    households = list(dict.fromkeys(filter(None, (seen(each) for each in given.households))))
    if len(households) > MOST_HOUSEHOLDS or any(len(each) > _MOST_WORD for each in households):
        wrong["households"] = Sentence(
            f"Name at most {MOST_HOUSEHOLDS} households, each in {_MOST_WORD} characters.",
            f"最多填写 {MOST_HOUSEHOLDS} 户，每户不超过 {_MOST_WORD} 字。",
        )
    posted = _posted(wrong, work, actor, given.day, today)
    mates = {each.id: each for each in posted.mates} if posted is not None else {}
    if posted is not None and set(given.others) - set(mates):
        wrong["others"] = Sentence(
            "Somebody you ticked was not in your team on this day.", "所选人员当天不在您所在的工作队。"
        )
    photos = _photos(wrong, work, actor, given.photos)
    if wrong or posted is None or given.day is None:
        raise InvalidAnswers(wrong)
    late = int(texts_in_force(work, today, posted.team.village_id)[LATE_SETTING])
    entry = DiaryEntry(
        id=new_id(),
        person_id=actor.person_id,
        team_id=posted.team.id,
        day=given.day,
        written_at=work.now,
        is_late=(today - given.day).days > late,
        is_shared=bool(given.others),
        place=place,
        text=text,
        results=results,
        households=households,
    )
    insert_rows(work, entry)
    speaks_for = [actor.person_id, *sorted(set(given.others))]
    insert_rows(work, *(DiaryDay(entry_id=entry.id, person_id=each, day=entry.day, is_late=entry.is_late)
                        for each in speaks_for))  # fmt: skip
    insert_rows(
        work,
        *(
            DiaryPhoto(
                id=each.id, entry_id=entry.id, type=each.type, size=each.size, name=each.name, sha256=each.sha256
            )
            for each in photos
        ),
    )
    delete_rows(work, FileUpload, {"id": [each.id for each in photos]})
    for person_id in speaks_for[1:]:
        work.session.add(
            Notice(
                kind=NoticeKind.NOTICE,
                person_id=person_id,
                text=f"{actor.name}在{entry.day}的工作队日记中写明您当天在村。如与事实不符，请告知乡镇党委。",
                text_en=f"{actor.name} wrote in the team diary that you were in the village on {entry.day}. If that is not so, "
                "tell the township committee.",
                created_at=work.now,
            )
        )
    return entry


def _posted(
    wrong: dict[str, Sentence], work: UnitOfWork, actor: Actor, day: date | None, today: date
) -> TeamDay | None:
    if day is None:
        wrong["day"] = Sentence("Say which day it is about.", "请填写日期。")
        return None
    if day > today:
        wrong["day"] = Sentence("This day is still to come.", "该日期尚未到来。")
        return None
    posted = team_on(work, actor.person_id, day)
    if posted is None:
        wrong["day"] = Sentence("You were not posted to a village on this day.", "您当天没有派驻任务。")
        return None
    latest = int(texts_in_force(work, today, posted.team.village_id)[LATEST_SETTING])
    if today - day > timedelta(days=latest):
        wrong["day"] = Sentence(
            f"This is more than {latest} days ago; nothing is written about it any more.",
            f"已超过 {latest} 天，不能再补记。",
        )
    return posted


def _bound(wrong: dict[str, Sentence], key: str, text: str, least: int, most: int) -> None:
    if len(text) < least:
        wrong[key] = Sentence(f"Write at least {least} characters.", f"请填写，不少于 {least} 个字。")
    elif len(text) > most:
        wrong[key] = Sentence(
            f"These are {len(text)} characters; at most {most} are kept, and nothing was cut.",
            f"共 {len(text)} 字，最多 {most} 字；内容未被截断，请精简。",
        )


def _results(wrong: dict[str, Sentence], given: Sequence[Result]) -> list[dict[str, str]]:
    kept: list[dict[str, str]] = []
    for each in given[: MOST_RESULTS + 1]:
        item, number, unit = seen(each.item), seen(each.number), seen(each.unit)
        if not (item or number or unit):
            continue
        amount = _number(number)
        if not item or not unit or amount is None or len(item) > _MOST_WORD or len(unit) > _MOST_WORD:
            wrong["results"] = Sentence(
                "A result has an item, a number of 0 or more and a unit, such as honey, 46, boxes; leave all three empty "
                "where there is none.",
                "每项成效须写明事项、数量（不小于 0）和单位，如“蜂蜜 46 箱”；没有的三格都留空。",
            )
            continue
        kept.append({"item": item, "number": f"{amount:f}", "unit": unit})
    if len(kept) > MOST_RESULTS:
        wrong["results"] = Sentence(
            f"At most {MOST_RESULTS} results fit an entry.", f"每篇最多 {MOST_RESULTS} 项成效。"
        )
    return kept


def _number(text: str) -> Decimal | None:
    if not text.isascii() or len(text) > _MOST_DIGITS:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= _MOST_NUMBER else None


def _photos(
    wrong: dict[str, Sentence], work: UnitOfWork, actor: Actor, ids: Sequence[uuid.UUID]
) -> Sequence[FileUpload]:
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > upload_count():
        wrong["photos"] = Sentence(
            f"An entry takes at most {upload_count()} photographs.", f"每篇最多 {upload_count()} 张照片。"
        )
        return ()
    found = work.session.scalars(
        select(FileUpload).where(FileUpload.id.in_(wanted), FileUpload.person_id == actor.person_id)
    ).all()
    if len(found) < len(wanted):
        wrong["photos"] = Sentence("A photograph is not there any more; choose it again.", "有照片已失效，请重新选择。")
    elif any(each.type not in IMAGES for each in found):
        wrong["photos"] = Sentence("Only pictures are taken here.", "此处只能上传图片。")
    return found


def uploads_of(work: UnitOfWork, actor: Actor, ids: Sequence[uuid.UUID]) -> list[Received]:
    """Photographs that the actor chose and has not sent in an entry yet, for the form that comes back."""
    if not ids:
        return []
    statement = select(FileUpload).where(FileUpload.id.in_(list(ids)), FileUpload.person_id == actor.person_id)
    rows = work.session.scalars(statement.order_by(FileUpload.id))
    return [Received(str(each.id), each.name, each.type, each.size) for each in rows]


def diary_days(
    work: UnitOfWork, persons: Collection[uuid.UUID], first: date, last: date
) -> dict[uuid.UUID, frozenset[date]]:
    """By person, the days from one to another for which an entry written in time speaks; one statement."""
    statement = select(DiaryDay.person_id, DiaryDay.day).where(
        DiaryDay.person_id.in_(list(persons)), DiaryDay.day.between(first, last), DiaryDay.is_late.is_(False)
    )
    found: dict[uuid.UUID, set[date]] = {}
    for person_id, day in work.session.execute(statement):
        found.setdefault(person_id, set()).add(day)
    return {person_id: frozenset(days) for person_id, days in found.items()}
