"""The one way in which pages write instants and durations: relative first, absolute beside it, on the office's clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from webapp.i18n import current_locale
from workflows.calendar.zone import to_local
from workflows.store.unreadable import is_readable

_DATE_PATTERNS = {
    ("zh", False): "M月d日 EEE",
    ("zh", True): "y年M月d日 EEE",
    ("en", False): "EEE d MMM",
    ("en", True): "EEE d MMM y",
}

_DAY_PATTERNS = {"zh": "y年M月d日", "en": "d MMMM y"}


def _damaged() -> str:
    return gettext("time cannot be read")


def duration(span: timedelta, parts: int = 2) -> str:
    """A span in words with at most `parts` units, from days down to minutes: `2 天 3 小时`."""
    minutes = int(abs(span).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    words = []
    if days:
        words.append(ngettext("%(num)d day", "%(num)d days", days))
    if hours:
        words.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if minutes and not days:
        words.append(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    if not words:
        return gettext("less than a minute") if span else ngettext("%(num)d minute", "%(num)d minutes", 0)
    return " ".join(words[:parts])


def short_span(seconds: float) -> str:
    """A number of seconds in two short units, for narrow columns: `13 天 12 小时`, `13 d 12 h`."""
    days, rest = divmod(int(seconds // 60), 24 * 60)
    hours, minutes = divmod(rest, 60)
    words = [gettext("%(number)s d", number=days)] if days else []
    if hours:
        words.append(gettext("%(number)s h", number=hours))
    if not days and (minutes or not hours):
        words.append(gettext("%(number)s min", number=minutes))
    return " ".join(words)


def time_left(due_at: datetime, now: datetime, *, parts: int = 2) -> str:
    """How long until a due time, or how long it has been overdue."""
    if not is_readable(due_at):
        return _damaged()
    if now > due_at:
        return gettext("%(span)s overdue", span=duration(now - due_at, parts=parts))
    return gettext("%(span)s left", span=duration(due_at - now, parts=parts))


def time_since(moment: datetime, now: datetime) -> str:
    """How long ago something happened."""
    if not is_readable(moment):
        return _damaged()
    if now - moment < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(span)s ago", span=duration(now - moment, parts=1))


def waiting_tag(since: datetime, now: datetime) -> Markup:
    """For how long something has waited: `4 天`, with the instant it began in the title."""
    if not is_readable(since):
        return escape(_damaged())
    local = to_local(since)
    title = f"{absolute(since, now)} ({local:%Y-%m-%d %H:%M:%S} UTC+08:00)"
    span = duration(now - since, parts=1)
    return Markup('<time datetime="{}" title="{}" class="nb">{}</time>').format(local.isoformat(), title, span)


def day(moment: datetime, now: datetime) -> str:
    """The office's calendar day of an instant, with its weekday; with its year where that is not the current one."""
    if not is_readable(moment):
        return _damaged()
    local = to_local(moment)
    language = current_locale().split("_")[0]
    has_year = local.year != to_local(now).year
    return format_datetime(local, _DATE_PATTERNS[(language, has_year)], locale=language)


def moment_in_words(local: str) -> str:
    """A day or a moment of a form, `2026-03-20` or `2026-03-20T14:30`, as people write it; any other text as it is."""
    day_text, _, clock = local.partition("T")
    try:
        of = date.fromisoformat(day_text)
    except ValueError:
        return local
    words = format_date(of, _DAY_PATTERNS[current_locale().split("_")[0]], locale=current_locale().split("_")[0])
    return f"{words} {clock}" if clock else words


def printed(moment: datetime) -> str:
    """Day with its year, and minute, on the office's clock, as paper needs it."""
    return moment_in_words(f"{to_local(moment):%Y-%m-%dT%H:%M}")


def month_name(of: date) -> str:
    """The name of a month: `3月`, `March`."""
    return format_date(of, "LLLL", locale=current_locale().split("_")[0])


def weekday_name(of: date) -> str:
    """The shortest name of a weekday: `一`, `M`."""
    return format_date(of, "EEEEE", locale=current_locale().split("_")[0])


def absolute(moment: datetime, now: datetime, *, is_due: bool = False) -> str:
    """Day and minute on the office's clock. A due time at midnight belongs to the day before: 24:00."""
    if not is_readable(moment):
        return _damaged()
    local = to_local(moment)
    if is_due and (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{day(moment - timedelta(seconds=1), now)} 24:00"
    return f"{day(moment, now)} {local:%H:%M}"


def _tag(moment: datetime, pieces: list[str]) -> Markup:
    if not is_readable(moment):
        return Markup('<span class="nb">{}</span>').format(_damaged())
    local = to_local(moment)
    shown = Markup('<span class="sep"> · </span>').join(Markup('<span class="nb">{}</span>').format(p) for p in pieces)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        local.isoformat(), local.strftime("%Y-%m-%d %H:%M:%S UTC+08:00"), shown
    )


def due_tag(due_at: datetime, now: datetime, *, is_stopped: bool = False) -> Markup:
    """A due time: `还剩 2 天 3 小时 · 12月17日 周一 24:00`. A stopped clock shows its due time alone."""
    shown = absolute(due_at, now, is_due=True)
    return _tag(due_at, [shown] if is_stopped else [time_left(due_at, now), shown])


def event_tag(moment: datetime, now: datetime, *, is_relative: bool = True) -> Markup:
    """An instant of the past: `3 小时前 · 12月17日 周一 15:00`, or the absolute time alone."""
    shown = absolute(moment, now)
    return _tag(moment, [time_since(moment, now), shown] if is_relative else [shown])


def short_tag(moment: datetime, now: datetime, *, is_due: bool = False) -> Markup:
    """One piece for narrow cells: the relative time, with the absolute one in the title."""
    if not is_readable(moment):
        return escape(_damaged())
    local = to_local(moment)
    text = time_left(moment, now, parts=1) if is_due else time_since(moment, now)
    title = f"{absolute(moment, now, is_due=is_due)} ({local:%Y-%m-%d %H:%M:%S} UTC+08:00)"
    return Markup('<time datetime="{}" title="{}" class="nb">{}</time>').format(local.isoformat(), title, escape(text))
