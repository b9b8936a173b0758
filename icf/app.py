"""Puts the toolkit together: settings, database, plugins, pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, g
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

import icf.accounts.letter
import icf.accounts.second_step_views
import icf.accounts.service_views
import icf.accounts.session
import icf.accounts.views
import icf.addons.views
import icf.assessments.moving.views
import icf.assessments.views
import icf.backup.job
import icf.compare.views
import icf.conversations.views
import icf.cycle.views
import icf.editor.views
import icf.evaluation.views
import icf.guests.session
import icf.guests.views
import icf.history.views
import icf.home.looking_back
import icf.home.setup
import icf.home.views
import icf.jobs.views
import icf.leaving.views
import icf.notices.asked
import icf.notices.proposed
import icf.notices.reminders
import icf.notices.weekly
import icf.offline.views
import icf.packs.pause
import icf.packs.views
import icf.plans.list_views
import icf.plans.proposal_views
import icf.plans.views
import icf.records.guest_views
import icf.records.views
import icf.reports.paper_views
import icf.reports.table_views
import icf.reports.views
import icf.reports.you_said_views
import icf.selfeval.beside_questions
import icf.selfeval.implementation_views
import icf.selfeval.views
import icf.selfeval.year_views
import icf.voices.views
import icf.work.views
import icf.workshops.forget
import icf.workshops.views
from icf import paths
from icf.config import Settings, load_settings, require_secret
from icf.db import db
from icf.db.engine import database_url, engine_options, prepare
from icf.errors import ConfigError
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from icf.web import (
    address,
    assets,
    compress,
    csrf,
    errors,
    guards,
    headers,
    health,
    i18n,
    size,
    theme,
)
from icf.web.actor import GUEST, Actor
from icf.web.markdown import markdown_html
from icf.web.row_id import RowIdConverter

BLUEPRINTS = (
    assets.blueprint,
    health.blueprint,
    theme.blueprint,
    icf.accounts.views.blueprint,
    icf.packs.views.blueprint,
    icf.addons.views.blueprint,
    icf.jobs.views.blueprint,
    icf.work.views.blueprint,
    icf.assessments.views.blueprint,
    icf.guests.views.blueprint,
    icf.assessments.moving.views.blueprint,
    icf.editor.views.blueprint,
    icf.plans.views.blueprint,
    icf.conversations.views.blueprint,
    icf.evaluation.views.blueprint,
    icf.selfeval.views.blueprint,
    icf.voices.views.blueprint,
    icf.workshops.views.blueprint,
    icf.plans.list_views.blueprint,
    icf.history.views.blueprint,
    icf.leaving.views.blueprint,
    icf.reports.views.blueprint,
    icf.compare.views.blueprint,
    icf.reports.you_said_views.blueprint,
    icf.offline.views.blueprint,
    icf.cycle.views.blueprint,
    icf.records.views.blueprint,
    icf.home.views.blueprint,
    icf.home.setup.blueprint,
)


def create_app(
    settings: Mapping[str, Any] | None = None,
    instance: Path | None = None,
    plugins_from: Sources | None = None,
) -> Flask:
    """The application, ready to serve.

    Args:
        settings: values that win over the file and the environment, by name.
        instance: the instance folder; by default the one that ``ICF_INSTANCE`` names.
        plugins_from: where plugins come from; by default what the settings say.

    Raises:
        ConfigError: a setting is wrong, or ``icf init`` has not been run.
    """
    chosen = load_settings(instance, settings)
    app = Flask("icf", root_path=str(paths.PACKAGE), static_folder=None)
    app.secret_key = require_secret(chosen)
    app.extensions["icf_settings"] = chosen
    _set_cookies(app, chosen)
    _open_database(app, chosen)
    app.extensions["icf_plugins"] = Plugins(plugins_from or sources(chosen))
    _set_up_templates(app, chosen)
    _set_up_pages(app, chosen)
    if chosen.trusted_proxies:
        count = chosen.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, count, count, count, count, count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    return app


def sources(settings: Settings) -> Sources:
    """Where plugins come from, in order."""
    return Sources(
        builtin=("icf.builtin",),
        bundled=paths.plugins_folder(),
        installed=True,
        instance=settings.own_plugins,
        safe_mode=settings.safe_mode,
        blocked=settings.blocked,
    )


def _set_cookies(app: Flask, settings: Settings) -> None:
    # Browsers keep a __Host- cookie to this host alone; they accept one only over https.
    app.config.update(
        SESSION_COOKIE_NAME="__Host-icf_session" if settings.https else "icf_session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )


def _open_database(app: Flask, settings: Settings) -> None:
    url = database_url(settings.database)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    if not settings.instance.is_dir():
        raise ConfigError(
            "There is no such folder.", "Run icf init to make it.", str(settings.instance)
        )
    db.init_app(app)
    with app.app_context():
        prepare(db.engine, settings.instance)


def _set_up_templates(app: Flask, settings: Settings) -> None:
    plugins: Plugins = app.extensions["icf_plugins"]
    own = FileSystemLoader(paths.templates_folder())
    theirs = {name: FileSystemLoader(at) for name, at in plugins.template_folders().items()}
    app.jinja_options = {
        **app.jinja_options,
        "loader": ChoiceLoader([own, PrefixLoader(theirs)]),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.globals["product_name"] = settings.product_name
    app.jinja_env.globals["safe_mode"] = settings.safe_mode
    app.jinja_env.filters["markdown"] = markdown_html
    app.context_processor(_page_context)


def _page_context() -> dict[str, Any]:
    person: Actor | None = g.get("actor")
    if person is None:
        return {"current_person": None, "current_organisation": None}
    known = None if person.role == GUEST else {"id": person.person_id, "name": person.name}
    return {
        "current_person": known,
        "current_organisation": {"id": person.organisation_id, "name": person.organisation_name},
        "protective_marking": person.marking,
        "theme_url": theme.stylesheet_address(person.brand),
        "may": person.may,
    }


def _set_up_pages(app: Flask, settings: Settings) -> None:
    compress.init_app(app)
    i18n.init_app(app, settings)
    errors.init_app(app)
    headers.init_app(app, settings.https)
    address.init_app(app, settings)
    size.init_app(app, settings)
    csrf.init_app(app)
    # In this order: who is asking comes first, then whether they may.
    icf.accounts.session.init_app(app, settings)
    icf.guests.session.init_app(app)
    icf.packs.pause.init_app(app)
    guards.init_app(app)
    icf.accounts.second_step_views.init_app(app)
    icf.accounts.service_views.init_app(app)
    assets.init_app(app)
    app.url_map.converters["int"] = RowIdConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guards.check_audiences(app)
