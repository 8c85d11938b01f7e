"""Notices: kind and posts exist, expressions can be read, each is sent by a step, and what they read is given to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflows.feel import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.assignments import check_post, written_names
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.expressions import check_text
from workflows.procedure.checks.paper_places import Sight, Use, check_fields, check_seen
from workflows.procedure.checks.text import Text
from workflows.procedure.model import Element, Procedure
from workflows.procedure.notice_model import CANCEL_FIELDS, NoticeFile
from workflows.procedure.signatures import NOTIFY, Signature
from workflows.sentence import Sentence


def check_notices(checking: Checking) -> None:
    """Every notice of the folder by itself, and with every step that sends it."""
    uses = _uses(checking)
    cancelling = _check_cancelling(checking)
    for notice in checking.procedure.notices.values():
        _check_words(checking, notice)
        for text in texts_of_notice(notice):
            check_text(checking, text)
        if checking.operations is not None and notice.id not in uses and notice is not cancelling:
            checking.in_file("notice_unsent", notice.file, notice.id)
    sight = Sight(checking) if uses else None
    for notice_id, of_it in uses.items():
        texts = tuple(texts_of_notice(checking.procedure.notices[notice_id]))
        for use in of_it:
            if use.fields is not None:
                check_fields(checking, "notice", texts, use.signature, use.fields, {})
            elif sight is not None:
                check_seen(checking, "notice", texts, use.element, sight, {})


def _check_cancelling(checking: Checking) -> NoticeFile | None:
    """The notice by which people are told that a case was broken off; the process names it together with whom it goes to."""
    procedure = checking.procedure
    notice_id, tells = procedure.property("cancel_notice"), procedure.property("cancel_tells")
    at = procedure.process_id
    if not notice_id and not tells:
        return None
    if not notice_id or not tells:
        missing, other = ("cancel_notice", "cancel_tells") if tells else ("cancel_tells", "cancel_notice")
        checking.error("cancel_notice_half", at, name=other, missing=missing)
        return None
    notice = procedure.notices.get(notice_id.strip())
    if notice is None:
        advice = advice_of(suggest(notice_id, procedure.notices))
        checking.error("cancel_notice_missing", at, name=notice_id[:80], **advice)
        return None
    cancelling = Signature("cancel_notice", Sentence("Tells of a cancellation.", "告知撤销。"))
    check_fields(checking, "notice", tuple(texts_of_notice(notice)), cancelling, CANCEL_FIELDS, {})
    for post in dict.fromkeys(group.partition("@")[0].strip() for group in written_names(tells)):
        if checking.posts is not None and post not in checking.posts:
            check_post(checking, post, at)
        elif post not in notice.to:
            values = {"name": post, "notice": notice.id, "file": notice.file}
            checking.error("notice_not_to_post", at, **values, **advice_of(suggest(post, notice.to)))
    return notice


def texts_of_notice(notice: NoticeFile) -> Iterator[Text]:
    """Every expression of a notice, in the order of its texts; blocks are told where the file is read."""
    for place in notice.places():
        if not place.is_block:
            what, what_zh = f"{place.key} of the notice {notice.id}", f"通知 {notice.id} 的 {place.key} "
            source = f"={place.source}"
            yield Text(source, what, what_zh, notice.id, must_be_feel=True, file=notice.file, line=place.line)


def texts_of_notices(procedure: Procedure, element: Element, signature: Signature) -> Iterator[Text]:
    """The expressions of the notice that a task sends by its name: they read what the task sees."""
    named = _named(element, signature) if signature.reads_all else None
    notice = procedure.notices.get(named[1]) if named is not None else None
    if notice is not None:
        yield from texts_of_notice(notice)


def _named(element: Element, signature: Signature) -> tuple[str, str] | None:
    """The header by which a task names a notice, and the notice; None where its operation asks for none."""
    header = next((each.name for each in signature.headers if each.is_notice), None)
    return next(((name, value.strip()) for name, value in element.headers if name == header), None)


def _uses(checking: Checking) -> dict[str, list[Use]]:
    """Who sends which notice of the folder; a step that sends one that is not there is told."""
    found: dict[str, list[Use]] = {}
    notices = checking.procedure.notices
    for element in checking.procedure.elements.values():
        signature = (checking.operations or {}).get(element.operation or "")
        if signature is None:
            continue
        for notice_id, fields in signature.notices.items():
            if notice_id in notices:
                found.setdefault(notice_id, []).append(Use(element, signature, fields))
            else:
                advice = advice_of(suggest(notice_id, notices))
                checking.error("operation_notice_missing", element, operation=signature.name, name=notice_id, **advice)
        named = _named(element, signature)
        sent = [notices[each] for each in (*signature.notices, named[1] if named else "") if each in notices]
        _check_recipients(checking, element, signature, sent)
        if signature.name == NOTIFY and named is None and not _says(element, "text"):
            checking.error("notice_nothing_told", element, operation=signature.name)
        if named is not None and named[1] in notices:
            found.setdefault(named[1], []).append(Use(element, signature, None))
        elif named is not None:
            values = {"operation": signature.name, "name": named[0], "value": named[1][:80]}
            advice = advice_of(suggest(named[1], notices))
            checking.error("operation_header_notice", element, **values, **advice)
    return found


def _check_recipients(checking: Checking, element: Element, signature: Signature, sent: Sequence[NoticeFile]) -> None:
    """Whom the step tells, as far as it is written out, the file of what it sends names too: else the case would stop there."""
    told = {header.name for header in signature.headers if header.is_post}
    written = [*((m.target, m.source) for m in element.inputs), *element.headers]
    groups = [group for name, text in written if name in told for group in written_names(text)]
    for post in dict.fromkeys(group.partition("@")[0].strip() for group in groups):
        for notice in sent:
            if post not in notice.to and (checking.posts is None or post in checking.posts):
                values = {"name": post, "notice": notice.id, "file": notice.file}
                checking.error("notice_not_to_post", element, **values, **advice_of(suggest(post, notice.to)))


def _says(element: Element, name: str) -> bool:
    """True where the task gives a text of this name, as a header or an input."""
    return any(target == name for target in (*(m.target for m in element.inputs), *(key for key, _ in element.headers)))


def _check_words(checking: Checking, notice: NoticeFile) -> None:
    """Its kind and its posts, where these are known."""
    if checking.notices is not None and notice.kind not in checking.notices:
        values = {
            "name": notice.kind,
            "known": ", ".join(checking.notices),
            **advice_of(suggest(notice.kind, checking.notices)),
        }
        checking.in_file("notice_kind", notice.file, notice.id, line=notice.line("kind"), values=values)
    for number, post in enumerate(notice.to):
        if checking.posts is not None and post not in checking.posts:
            values = {"name": post, **advice_of(suggest(post, checking.posts))}
            line = notice.line(f"to.{number}")
            checking.in_file("notice_post", notice.file, notice.id, line=line, values=values)
