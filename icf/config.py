"""Every setting, in one table: its name, type, default and what it is for.

A value comes from the last of these that has one: the default, ``instance/icf.toml``, the
environment (``ICF_`` and the name in capitals), and what a test passes in. A name that is not in
the table is an error. ``docs/settings.md`` is generated from here.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icf import paths
from icf.errors import ConfigError

PREFIX = "ICF_"
MAIL_SECURITY = ("starttls", "tls", "none")
INSTANCE_VARIABLE = "ICF_INSTANCE"
SETTINGS_FILE = "icf.toml"
SECRET_FILE = "secret"  # noqa: S105 the name of the file


def _setting(default: Any, sentence: str, secret: bool = False, least: int = 0) -> Any:
    return field(default=default, metadata={"sentence": sentence, "secret": secret, "least": least})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one installation. ``instance`` is the folder that they were read from."""

    instance: Path
    database_url: str = _setting(
        "",
        "The database: sqlite:////path/to/icf.sqlite or postgresql+psycopg://user:password@host/name."
        " Empty means icf.sqlite in the instance folder.",
        secret=True,
    )
    database_owner_url: str = _setting(
        "",
        "On PostgreSQL: the address with the role that owns the tables, which icf init changes them"
        " with. The role of database_url then only reads and writes rows. Empty means one role for"
        " both.",
        secret=True,
    )
    secret_key: str = _setting(
        "",
        "Signs cookies. Empty means the file secret in the instance folder, which icf init writes.",
        secret=True,
    )
    product_name: str = _setting(
        "Inclusive communities toolkit", "The name at the top of each page."
    )
    language: str = _setting("en", "The language of pages and reports.")
    time_zone: str = _setting("Europe/London", "The time zone of dates and times on pages.")
    host: str = _setting("127.0.0.1", "The address that icf serve listens on.")
    port: int = _setting(8000, "The port that icf serve listens on.", least=1)
    threads: int = _setting(8, "How many requests icf serve answers at the same time.", least=1)
    https: bool = _setting(
        False, "Whether people reach the toolkit over https; cookies then travel over https only."
    )
    public_url: str = _setting(
        "",
        "The address at which people reach the toolkit, such as https://toolkit.example.org. Links"
        " in e-mail begin with it, and requests for any other host are refused.",
    )
    trusted_proxies: int = _setting(
        0, "How many reverse proxies stand in front and set X-Forwarded headers."
    )
    max_body_mb: int = _setting(16, "The largest upload or form, in megabytes.", least=1)
    max_fields: int = _setting(4000, "The most fields that a form may have.", least=100)
    session_idle_hours: int = _setting(
        12, "After how many hours without any request somebody has to sign in again.", least=1
    )
    session_hours: int = _setting(
        24 * 7, "After how many hours somebody has to sign in again in any case.", least=1
    )
    keep_years: int = _setting(
        7,
        "After how many years without any change a piece of work is listed, so that its"
        " organisation decides whether it is still needed. Nothing is deleted by itself.",
        least=1,
    )
    self_service: bool = _setting(
        False,
        "Whether leads may invite others to set up an organisation of their own; administrators"
        " always may.",
    )
    second_step_for_administrators: bool = _setting(
        False,
        "Whether administrators must have a passkey or an authenticator app; until they have, they"
        " can do nothing but set one up.",
    )
    pdf_workers: int = _setting(2, "How many PDFs are made at the same time.", least=1)
    backups_folder: str = _setting(
        "",
        "Where icf backup writes to. Empty means backups in the instance folder; another disk is"
        " better.",
    )
    backups_kept: int = _setting(
        0,
        "How many backups are kept of those that the toolkit makes by itself each morning. 0 means"
        " that it makes none; let the machine run icf backup then.",
    )
    postgresql_programs: str = _setting(
        "", "The folder with pg_dump and pg_restore. Empty means wherever they are found."
    )
    job_threads: int = _setting(
        1,
        "How many threads of icf serve send e-mail and do other jobs. 0 where icf worker runs"
        " beside it; gunicorn always needs icf worker.",
    )
    mail_server: str = _setting(
        "",
        "The name of the mail server. Empty means that e-mail is written to the folder outbox in"
        " the instance folder, for somebody to pass on.",
    )
    mail_port: int = _setting(587, "The port of the mail server.", least=1)
    mail_security: str = _setting(
        "starttls",
        "How the way to the mail server is protected: starttls, tls, or none for a server on the"
        " same machine.",
    )
    mail_sender: str = _setting("toolkit@localhost", "The address that e-mail comes from.")
    mail_user: str = _setting("", "The name to sign in to the mail server with; empty for none.")
    mail_password: str = _setting(
        "", "The password to sign in to the mail server with.", secret=True
    )
    oidc_issuer: str = _setting(
        "",
        "The address of a sign-in service that speaks OpenID Connect, such as"
        " https://login.microsoftonline.com/<directory>/v2.0. Empty means none.",
    )
    oidc_client_id: str = _setting("", "The name of the toolkit with that service.")
    oidc_client_secret: str = _setting(
        "", "The secret of the toolkit with that service.", secret=True
    )
    oidc_name: str = _setting(
        "your organisation’s account", "What people sign in with there, for the button."
    )
    oidc_scopes: str = _setting("openid profile email", "What the service is asked for.")
    oidc_groups_claim: str = _setting(
        "groups", "Where the service says which groups somebody is in; for Entra ID’s roles: roles."
    )
    oidc_roles: str = _setting(
        "",
        "Which group there has which role here: group = role; group = role. Roles then follow the"
        " groups at every sign-in. Empty means that they are given here.",
    )
    oidc_default_role: str = _setting(
        "contributor", "The role of whoever is in none of these groups; empty refuses them."
    )
    oidc_organisations: str = _setting(
        "",
        "Which organisation somebody belongs to, by directory (tenant) or by domain of their e-mail"
        " address: example.org = Brooktown Council; … Empty where there is only one organisation.",
    )
    conversation_tools: str = _setting(
        "A walk round the place; A drop-in or open door; A meeting or workshop; A survey;"
        " Interviews; A panel or forum; Work with a school or college; An online conversation",
        "The ways of talking with people that the register of conversations offers, with semicolons"
        " between them.",
    )
    plugins_folder: str = _setting(
        "", "A folder with add-ons of your own. Empty means plugins in the instance folder."
    )

    safe_mode: bool = _setting(
        False,
        "Whether to start without any add-on, to find out whether one of them is at fault."
        " Answers given to their questions stay readable.",
    )
    blocked_plugins: str = _setting(
        "", "The names of add-ons that must not be used, with commas between them."
    )

    @property
    def database(self) -> str:
        """The database's address, the default worked out."""
        return self.database_url or f"sqlite:///{self.instance / 'icf.sqlite'}"

    @property
    def database_owner(self) -> str:
        """The address with which tables are made and changed."""
        return self.database_owner_url or self.database

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return Path(self.backups_folder) if self.backups_folder else self.instance / "backups"

    @property
    def oidc_group_roles(self) -> dict[str, str]:
        """Role by group."""
        return _pairs(self.oidc_roles, "oidc_roles")

    @property
    def oidc_organisation_names(self) -> dict[str, str]:
        """Name of the organisation by directory or domain."""
        return _pairs(self.oidc_organisations, "oidc_organisations")

    @property
    def conversation_tool_names(self) -> tuple[str, ...]:
        """The ways of talking with people, in the order in which they are offered."""
        return tuple(filter(None, map(str.strip, self.conversation_tools.split(";"))))

    @property
    def outbox(self) -> Path:
        """Where e-mail goes while there is no mail server."""
        return self.instance / "outbox"

    @property
    def own_plugins(self) -> Path:
        """Where the operator puts add-ons."""
        return Path(self.plugins_folder) if self.plugins_folder else self.instance / "plugins"

    @property
    def blocked(self) -> frozenset[str]:
        """The names of the add-ons that must not be used."""
        return frozenset(filter(None, re.split(r"[\s,]+", self.blocked_plugins)))


def _pairs(text: str, where: str) -> dict[str, str]:
    """What ``a = b; c = d`` says."""
    pairs = {}
    for part in filter(str.strip, re.split(r"[;\n]", text)):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value):
            raise ConfigError(
                f"“{part.strip()}” is not of the form name = value.",
                "Put semicolons between several.",
                where,
            )
        pairs[name] = value
    return pairs


SETTINGS = {item.name: item for item in fields(Settings) if item.name != "instance"}


def instance_folder() -> Path:
    """The folder that ``ICF_INSTANCE`` names, or ``instance``."""
    named = os.environ.get(INSTANCE_VARIABLE)
    return Path(named).expanduser().resolve() if named else paths.default_instance_folder()


def load_settings(
    instance: Path | None = None,
    given: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings.

    Args:
        instance: the instance folder; by default the one that ``ICF_INSTANCE`` names.
        given: values that win over all others, as a test passes them.
        environment: by default that of the operating system.

    Raises:
        ConfigError: an unknown name, a value of the wrong type, or a file that is not TOML.
    """
    folder = instance or instance_folder()
    values = _checked(_from_file(folder / SETTINGS_FILE), str(folder / SETTINGS_FILE))
    values |= _from_environment(os.environ if environment is None else environment)
    values |= _checked(given or {}, "the given settings")
    values["secret_key"] = values.get("secret_key") or _stored_secret(folder)
    settings = Settings(instance=folder, **values)
    _check_time_zone(settings.time_zone)
    _check_mail(settings)
    _check_public_url(settings)
    _check_oidc(settings)
    return settings


def require_secret(settings: Settings) -> str:
    """The key that signs cookies.

    Raises:
        ConfigError: there is none; there is no fallback.
    """
    if not settings.secret_key:
        raise ConfigError(
            "There is no secret key.",
            "Run icf init to make one.",
            str(settings.instance / SECRET_FILE),
        )
    return settings.secret_key


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"It cannot be read: {error.strerror}.", where=str(path)) from error
    except ValueError as error:
        raise ConfigError(f"This is not TOML: {error}.", where=str(path)) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for variable, text in environment.items():
        if variable.startswith(PREFIX) and variable != INSTANCE_VARIABLE:
            name = _known(variable.removeprefix(PREFIX).lower(), variable, PREFIX)
            found[name] = _from_text(name, text, variable)
    return found


def _from_text(name: str, text: str, where: str) -> Any:
    kind = SETTINGS[name].type
    if kind is bool and text.lower() in {"true", "yes", "1", "false", "no", "0", ""}:
        return text.lower() in {"true", "yes", "1"}
    if kind is int and text.strip().lstrip("-").isdecimal():
        return _typed(name, int(text), where)
    return _typed(name, text, where)


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {_known(name, where): _typed(name, value, where) for name, value in values.items()}


def _known(name: str, where: str, prefix: str = "") -> str:
    if name in SETTINGS:
        return name
    near = get_close_matches(name, SETTINGS, n=1)
    shown = f"{prefix}{near[0].upper()}" if prefix and near else (near[0] if near else "")
    raise ConfigError(
        f"There is no setting “{name}”.",
        f"Did you mean “{shown}”?" if shown else "docs/settings.md lists all of them.",
        where,
    )


def _typed(name: str, value: Any, where: str) -> Any:
    wanted = SETTINGS[name].type
    if type(value) is not wanted:
        raise ConfigError(
            f"“{name}” is {value!r}, but should be {_KIND_WORDS[wanted]}.", where=where
        )
    least = SETTINGS[name].metadata["least"]
    if wanted is int and value < least:
        raise ConfigError(f"“{name}” is {value}, but should be at least {least}.", where=where)
    return value


_KIND_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
}


def _stored_secret(folder: Path) -> str:
    try:
        return (folder / SECRET_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(
            f"It cannot be read: {error.strerror}.", where=str(folder / SECRET_FILE)
        ) from error


def _check_mail(settings: Settings) -> None:
    if settings.mail_security not in MAIL_SECURITY:
        raise ConfigError(
            f"“{settings.mail_security}” is no way to protect e-mail.",
            f"Use one of: {', '.join(MAIL_SECURITY)}.",
            "mail_security",
        )
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", settings.mail_sender):
        raise ConfigError(
            f"“{settings.mail_sender}” is no e-mail address.",
            "Use one such as toolkit@example.org.",
            "mail_sender",
        )


def _check_public_url(settings: Settings) -> None:
    parts = urlsplit(settings.public_url)
    schemes = {"https"} if settings.https else {"http", "https"}
    wrong = parts.scheme not in schemes or not parts.hostname or parts.query or parts.fragment
    if settings.public_url and wrong:
        raise ConfigError(
            f"“{settings.public_url}” is no address to reach the toolkit at.",
            f"Use one such as {'https' if settings.https else 'http'}://toolkit.example.org.",
            "public_url",
        )


def _check_oidc(settings: Settings) -> None:
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise ConfigError(
            "There is a sign-in service, but not how it knows the toolkit.",
            "Set oidc_client_id and oidc_client_secret.",
            "oidc_client_id",
        )
    if settings.oidc_issuer and not settings.public_url:
        raise ConfigError(
            "A sign-in service sends people back to the toolkit, so it needs its address.",
            "Set public_url.",
            "public_url",
        )
    # Read here so that a mistake is found at start.
    _ = settings.oidc_group_roles, settings.oidc_organisation_names


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"“{name}” is no time zone.", "Use a name such as Europe/London.", "time_zone"
        ) from error
