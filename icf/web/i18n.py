"""Languages, and how dates, moments and numbers look."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, g, has_app_context
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    get_translations,
    lazy_gettext,
    ngettext,
    to_user_timezone,
)

from icf import paths
from icf.config import Settings

_l = lazy_gettext

__all__ = [
    "_",
    "_l",
    "clock_time",
    "day",
    "day_of",
    "init_app",
    "length_of_time",
    "moment",
    "month_name",
    "ngettext",
    "number",
    "page_language",
]


def init_app(app: Flask, settings: Settings) -> None:
    """Make ``_`` and the filters for dates, months, moments and numbers known to templates."""
    Babel(
        app,
        default_locale=settings.language,
        default_timezone=settings.time_zone,
        default_translation_directories=str(paths.translations_folder()),
    )
    app.jinja_env.filters.update(date=day, month=month_name, moment=moment, number=number)
    # A page has some fifty texts, and a plan a thousand: these look its catalogue up once.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def _(text: str, /, **values: Any) -> str:
    """A text in the language of the interface, with the values in it."""
    found: str = _catalogue().ugettext(text)
    return found % values if values else found


def page_language() -> str:
    """The language of the interface in this request, such as ``en``."""
    if "page_language" not in g:
        g.page_language = str(get_locale())
    language: str = g.page_language
    return language


def _catalogue() -> Any:
    if not has_app_context():
        return get_translations()
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def day(value: date | datetime | None) -> str:
    """21 November 2026; of a moment, the day in the time zone of the installation."""
    return "" if value is None else format_date(value, "d MMMM y")


def day_of(value: datetime) -> date:
    """The day on which a moment falls in the time zone of the installation."""
    return to_user_timezone(value).date()


def month_name(value: date | None) -> str:
    """November 2026."""
    return "" if value is None else format_date(value, "MMMM y")


def moment(value: datetime | None) -> str:
    """21 November 2026, 14:02 in the time zone of the installation."""
    return "" if value is None else format_datetime(value, "d MMMM y, HH:mm")


def clock_time(value: datetime) -> str:
    """14:02 in the time zone of the installation."""
    return format_datetime(value, "HH:mm")


def length_of_time(value: timedelta) -> str:
    """12 hours, or 7 days where it is whole days from two on."""
    hours = round(value.total_seconds() / 3600)
    if hours >= 48 and hours % 24 == 0:
        return ngettext("%(num)s day", "%(num)s days", hours // 24)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


def number(value: Any) -> str:
    """1,250 in English."""
    return "" if value is None else format_decimal(value)
