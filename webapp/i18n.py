"""Which language a page speaks, and its catalogue; texts of procedures come from the procedures themselves."""

from __future__ import annotations

import functools
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale

from webapp.words import SessionKey

LOCALES = {"zh_CN": "中文", "en": "English"}
HTML_LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}
DEFAULT_LOCALE = "zh_CN"
CATALOGUES = Path(__file__).parent / "translations"


class PoDomain(Domain):
    """Reads the catalogues from their .po files, so that a compiled copy can never be missing or stale."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the current request's language."""
        return self.catalogue(current_locale())

    def catalogue(self, locale: str) -> NullTranslations:
        """The catalogue of a language, read once; English is the language of the source and has none."""
        if locale not in self.cache:
            path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
            self.cache[locale] = _read_catalogue(path, locale) if path.is_file() else Translations()
        found: NullTranslations = self.cache[locale]
        return found


class _PoBabel(Babel):
    @functools.cached_property
    def domain_instance(self) -> PoDomain:
        """The one catalogue domain of the application."""
        return PoDomain()


@functools.cache
def _read_catalogue(path: Path, locale: str) -> Translations:
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def choose_locale() -> str:
    """The language chosen in this session, else the one the browser asks for, else Chinese."""
    if not has_request_context():
        return DEFAULT_LOCALE
    chosen = session.get(SessionKey.LOCALE)
    if chosen in LOCALES:
        return str(chosen)
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh")
    return "en" if best == "en" else DEFAULT_LOCALE


def current_locale() -> str:
    """The language of the current request: a key of LOCALES."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else DEFAULT_LOCALE


def init_i18n(app: Flask) -> None:
    """Give the application its languages; times are written by webapp/times.py, not by the extension."""
    _PoBabel(app, default_locale=DEFAULT_LOCALE, default_timezone="Asia/Shanghai", locale_selector=choose_locale)
