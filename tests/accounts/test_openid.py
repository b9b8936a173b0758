"""Signing in with an account elsewhere: the whole way, and everything that can be wrong with it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from icf.accounts.models import Membership, Person, ServiceAccount, SignIn
from icf.accounts.openid import (
    Begun,
    Client,
    Issuer,
    ServiceProblem,
    checked_claims,
    fetch,
    refuse_unsafe,
)
from icf.accounts.service_account import Known, Rules, known_from, role_of
from icf.app import create_app
from icf.config import load_settings
from icf.db import db, write
from icf.errors import ConfigError, NotAllowed
from tests.accounts.conftest import is_signed_in
from tests.accounts.provider import Provider, provider
from tests.accounts.test_letters import outbox
from tests.support import SECRET_KEY, CheckedClient, Somewhere

MakePerson = Callable[..., int]
MakeApp = Callable[..., Flask]
PUBLIC = "http://localhost"
ADA = {"name": "Ada Example", "email": "ada@brooktown.example", "email_verified": True}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with provider() as running:
        running.add("ada", **ADA)
        yield running


@pytest.fixture
def make_app(
    database_url: str, instance_folder: Path, service: Provider, organisation: Somewhere
) -> Iterator[MakeApp]:
    """`make_app(oidc_roles=…)` gives the toolkit as it is with these settings."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        given = {
            "secret_key": SECRET_KEY,
            "database_url": database_url,
            "public_url": PUBLIC,
            "oidc_issuer": service.url,
            "oidc_client_id": "toolkit",
            "oidc_client_secret": "a secret: of/ours",
            **settings,
        }
        app = create_app(given, instance=instance_folder)
        app.test_client_class = CheckedClient
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def there_and_back(
    app: Flask, service: Provider, subject: str = "ada", then: str = "", **options: Any
) -> tuple[CheckedClient, Any]:
    """Sign in with the service in a new browser; the browser, and the reply to its coming back."""
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    way = client.get(f"/sign-in/service{then}").location
    back = service.agree(way, subject, **options)
    assert back.startswith(f"{PUBLIC}/sign-in/service/back?")
    return client, client.get(back.removeprefix(PUBLIC))


def role_in(app: Flask, email: str) -> list[tuple[str, str]]:
    """(organisation, role) of somebody."""
    with app.app_context():
        rows = db.session.scalars(
            db.select(Membership)
            .join(Person)
            .where(Person.email == email, Membership.ended_at.is_(None))
        )
        return [(row.organisation.name, row.role) for row in rows]


def test_somebody_new_signs_in_and_lands_where_they_wanted_to_go(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()

    client, reply = there_and_back(app, service, then="?next=/work")

    assert (reply.status_code, reply.location) == (303, "/work")
    assert is_signed_in(client)
    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "contributor")]
    with app.app_context():
        assert db.session.scalar(db.select(SignIn.how)) == "service"
        assert db.session.scalar(db.select(Person.password_hash)) is None


def test_they_are_the_same_person_next_time_even_with_another_address(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()
    there_and_back(app, service)
    service.add("ada", **{**ADA, "email": "ada.new@brooktown.example"})

    _client, reply = there_and_back(app, service)

    assert reply.status_code == 303
    with app.app_context():
        assert len(db.session.scalars(db.select(Person)).all()) == 1


def test_the_way_there_carries_state_nonce_and_proof_and_the_way_back_gives_them(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    way = client.get("/sign-in/service").location
    asked = parse_qs(urlsplit(way).query)
    client.get(service.agree(way, "ada").removeprefix(PUBLIC))

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) > 40
    assert len(asked["nonce"][0]) > 40
    (sent,) = service.exchanges
    import base64
    import hashlib

    digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"][0]


def test_coming_back_twice_or_in_another_browser_signs_nobody_in(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    thief: CheckedClient = app.test_client()  # type: ignore[assignment]
    back = service.agree(client.get("/sign-in/service").location, "ada").removeprefix(PUBLIC)

    assert thief.get(back).status_code == 403
    assert not is_signed_in(thief)
    assert client.get(back).status_code == 303
    client.send("/sign-out")
    assert client.get(back).status_code == 403


def test_an_expired_state_is_explained(make_app: MakeApp, service: Provider) -> None:
    from datetime import UTC, datetime

    from icf.accounts.models import Pending

    app = make_app()
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    back = service.agree(client.get("/sign-in/service").location, "ada").removeprefix(PUBLIC)
    with app.app_context(), write() as session:
        session.execute(db.update(Pending).values(expires_at=datetime.now(UTC)))

    page = client.get(back)

    assert page.status_code == 403
    assert "That took too long" in page.text


def test_somebody_who_says_no_there_is_not_signed_in(make_app: MakeApp, service: Provider) -> None:
    client, page = there_and_back(make_app(), service, action="deny")

    assert page.status_code == 403
    assert "You were not signed in there." in page.text
    assert not is_signed_in(client)


def test_groups_there_give_roles_here_at_every_sign_in(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app(oidc_roles="Leads = lead; Staff = contributor")
    service.add("ada", **ADA, groups=["Staff", "Leads", "Cyclists"])
    there_and_back(app, service)
    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "lead")]

    service.add("ada", **ADA, groups=["Staff"])
    there_and_back(app, service)

    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "contributor")]


def test_without_groups_a_role_that_was_given_here_stays(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()
    there_and_back(app, service)
    with app.app_context(), write() as session:
        session.execute(db.update(Membership).values(role="lead"))

    there_and_back(app, service)

    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "lead")]


def test_who_is_in_no_group_can_be_refused(make_app: MakeApp, service: Provider) -> None:
    app = make_app(oidc_roles="Leads = lead", oidc_default_role="")

    client, page = there_and_back(app, service)

    assert page.status_code == 403
    assert "not in a group that may use this toolkit" in page.text
    assert not is_signed_in(client)
    assert role_in(app, "ada@brooktown.example") == []


def test_the_last_administrator_stays_one_whatever_their_groups(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app(oidc_roles="Admins = administrator")
    service.add("ada", **ADA, groups=["Admins"])
    there_and_back(app, service)
    service.add("ada", **ADA)

    there_and_back(app, service)

    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "administrator")]


def test_the_domain_of_the_address_says_which_organisation(
    make_app: MakeApp, service: Provider, make_organisation: Callable[..., Somewhere]
) -> None:
    make_organisation("Hillside Group")
    names = "brooktown.example = Brooktown Council; hillside.example = Hillside Group"
    app = make_app(oidc_organisations=names)
    service.add("bo", name="Bo", email="bo@hillside.example", email_verified=True)

    there_and_back(app, service)
    there_and_back(app, service, "bo")

    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "contributor")]
    assert role_in(app, "bo@hillside.example") == [("Hillside Group", "contributor")]


@pytest.mark.parametrize(
    "claims",
    [
        {"name": "Ci", "email": "ci@elsewhere.example", "email_verified": True},
        {"name": "Ci", "email": "ci@brooktown.example"},
        {"name": "Ci", "email": "ci@brooktown.example", "email_verified": "true"},
        {"name": "Ci"},
    ],
)
def test_an_organisation_that_we_do_not_know_is_explained(
    make_app: MakeApp, service: Provider, claims: dict[str, Any]
) -> None:
    app = make_app(oidc_organisations="brooktown.example = Brooktown Council")
    service.add("ci", **claims)

    client, page = there_and_back(app, service, "ci")

    assert page.status_code == 403
    assert "We do not know which organisation here you belong to" in page.text
    assert not is_signed_in(client)


def test_somebody_with_a_password_here_is_recognised_by_an_address_that_was_checked(
    make_app: MakeApp, service: Provider, make_person: MakePerson
) -> None:
    app = make_app()
    person_id = make_person("ada@brooktown.example", "lead")

    _client, reply = there_and_back(app, service)

    assert reply.status_code == 303
    with app.app_context():
        assert db.session.scalar(db.select(ServiceAccount.person_id)) == person_id
    assert role_in(app, "ada@brooktown.example") == [("Brooktown Council", "lead")]


def test_an_address_that_the_service_does_not_vouch_for_opens_nobodys_account(
    make_app: MakeApp, service: Provider, make_person: MakePerson
) -> None:
    app = make_app()
    make_person("ada@brooktown.example", "lead")
    service.add("eve", name="Eve", email="ada@brooktown.example", email_verified=False)

    client, page = there_and_back(app, service, "eve")

    assert page.status_code == 403
    assert not is_signed_in(client)


def test_one_organisations_service_does_not_open_what_another_has_entrusted_to_somebody(
    make_app: MakeApp,
    service: Provider,
    make_person: MakePerson,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    app = make_app(oidc_organisations="brooktown.example = Brooktown Council")
    make_person("ada@brooktown.example", "lead", organisation, make_organisation("Hillside Group"))

    client, page = there_and_back(app, service)

    assert page.status_code == 403
    assert "belongs to other organisations too" in page.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("what", ["left", "disabled"])
def test_somebody_who_was_removed_here_does_not_come_back_by_the_service(
    make_app: MakeApp, service: Provider, what: str
) -> None:
    from datetime import UTC, datetime

    app = make_app()
    there_and_back(app, service)
    with app.app_context(), write() as session:
        column = Membership.ended_at if what == "left" else Person.disabled_at
        session.execute(db.update(column.class_).values({column.key: datetime.now(UTC)}))

    client, page = there_and_back(app, service)

    assert page.status_code == 403
    assert not is_signed_in(client)


def test_a_forgotten_password_does_not_go_round_the_service(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app()
    there_and_back(app, service)
    client: CheckedClient = app.test_client()  # type: ignore[assignment]

    client.send("/sign-in/forgotten", {"email": "ada@brooktown.example"})

    (message,) = outbox(app)
    assert "/link/" not in message.get_content()
    assert "you sign in with the account of your organisation" in message.get_content()


def test_a_service_that_is_away_is_explained_and_the_cause_is_in_the_log(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(oidc_issuer="http://127.0.0.1:9")

    page = app.test_client().get("/sign-in/service")

    assert page.status_code == 502
    assert "Something is wrong between the toolkit and it." in page.text
    assert "127.0.0.1" not in page.text
    assert "http://127.0.0.1:9/.well-known" in caplog.text


def test_a_service_that_calls_itself_something_else_is_refused(
    make_app: MakeApp, service: Provider
) -> None:
    app = make_app(oidc_issuer=service.url.replace("127.0.0.1", "localhost") + "/other")

    assert app.test_client().get("/sign-in/service").status_code == 502
    with pytest.raises(ServiceProblem, match="It calls itself"):
        _issuer_that_says(service.url, "https://evil.example").document()


def test_without_a_service_there_is_no_button_and_no_way(app: Flask) -> None:
    client: CheckedClient = app.test_client()  # type: ignore[assignment]

    assert client.get("/sign-in/service").status_code == 404
    assert "/sign-in/service" not in client.get("/sign-in").text


def test_the_button_says_whose_account(make_app: MakeApp) -> None:
    page = make_app(oidc_name="your council account").test_client().get("/sign-in?next=/work")

    assert "Sign in with your council account" in page.text
    assert "/sign-in/service?next=/work" in page.text


KEY = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig"})
CLIENT = Client("https://issuer.example", "toolkit", "secret", "openid", PUBLIC)


class _Fixed(Issuer):
    """An issuer whose document and keys are already here."""

    def __init__(self, address: str, named: str = "") -> None:
        super().__init__(address)
        self.fetched_afresh = 0
        self.named = named or address

    def _kept(self, address: str, afresh: bool = False) -> dict[str, Any]:
        self.fetched_afresh += afresh
        if address.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {"issuer": self.named, **dict.fromkeys(names, "https://issuer.example/x")}
        return dict(KeySet([KEY]).as_dict(private=False))


def _issuer_that_says(address: str, named: str) -> Issuer:
    return _Fixed(address, named)


def signed(key: Any = KEY, algorithm: str = "RS256", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://issuer.example", "aud": "toolkit", "sub": "ada", "nonce": "once",
        "iat": now, "exp": now + 300, **changes,
    }  # fmt: skip
    wanted = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": "ours"}, wanted, key, algorithms=[algorithm])


def check(token: str, issuer: Issuer | None = None) -> dict[str, Any]:
    return checked_claims(CLIENT, issuer or _Fixed("https://issuer.example"), "once", token)


def test_a_sound_token_is_believed() -> None:
    assert check(signed())["sub"] == "ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-toolkit"},
        {"aud": ["toolkit", "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 9_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_for_somebody_or_something_else_is_not_believed(changes: dict[str, Any]) -> None:
    with pytest.raises(ServiceProblem):
        check(signed(**changes))


def test_the_keys_are_fetched_once_more_where_a_signature_does_not_fit() -> None:
    issuer = _Fixed("https://issuer.example")

    check(signed(), issuer)
    assert issuer.fetched_afresh == 0
    with pytest.raises(ServiceProblem):
        check(signed(RSAKey.generate_key(2048, {"kid": "ours"})), issuer)

    assert issuer.fetched_afresh == 1


def test_a_token_that_was_not_signed_by_the_issuer_is_not_believed() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "ours"})
    with_our_secret = OctKey.import_key("secret" * 8, {"kid": "ours"})
    unsigned = "eyJhbGciOiJub25lIn0." + signed().split(".")[1] + "."

    for token in (
        signed(stranger), signed(with_our_secret, "HS256"), unsigned, "nonsense", "", signed()[:-5]
    ):  # fmt: skip
        with pytest.raises(ServiceProblem):
            check(token)


def test_with_many_directories_each_is_believed_about_itself_only() -> None:
    issuer = _Fixed("https://login.example/common", "https://login.example/{tenantid}/v2.0")

    good = signed(iss="https://login.example/one/v2.0", tid="one")
    assert check(good, issuer)["tid"] == "one"
    for changes in ({"tid": "two"}, {"tid": None}, {"iss": "https://login.example//v2.0"}):
        with pytest.raises(ServiceProblem):
            check(
                signed(**{"iss": "https://login.example/one/v2.0", "tid": "one", **changes}), issuer
            )


def test_groups_of_other_directories_make_nobody_an_administrator_of_everything() -> None:
    known = Known("https://x", "ada", "Ada", "ada@x.example", "one", ("Admins", "Leads"))
    rules = Rules({}, {"Admins": "administrator", "Leads": "lead"}, "", "groups")

    assert role_of(rules, known) == "administrator"
    many = Rules({}, rules.roles, "", "groups", many_directories=True)
    assert role_of(many, known) == "lead"
    with pytest.raises(NotAllowed):
        role_of(many, Known("x", "x", "x", "", "", ("Admins",)))


def test_misshapen_claims_say_nothing() -> None:
    claims = {"iss": "x", "sub": 7, "name": ["a"], "email": {}, "groups": "Admins", "tid": None}

    assert known_from(claims, "groups") == Known("x", "7", "", "", "", ())


def test_only_protected_services_are_talked_to() -> None:
    for address in ("http://issuer.example/x", "file:///etc/passwd", "ftp://localhost/x", "x"):
        with pytest.raises(ServiceProblem, match="only https"):
            refuse_unsafe(address)


def test_an_answer_that_is_not_json_is_a_problem(service: Provider) -> None:
    with pytest.raises(ServiceProblem, match="did not answer as it should"):
        fetch(f"{service.url}/")


def test_state_and_proof_differ_every_time() -> None:
    assert Begun.new() != Begun.new()


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "https://x.example", "public_url": PUBLIC},
        {"oidc_issuer": "https://x.example", "oidc_client_id": "x"},
        {"oidc_roles": "Leads"},
        {"oidc_organisations": "= Brooktown"},
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError):
        load_settings(tmp_path, given, environment={})


def test_a_role_that_does_not_exist_is_refused_at_start(make_app: MakeApp) -> None:
    with pytest.raises(ConfigError, match="There is no role “chief”"):
        make_app(oidc_roles="Leads = chief")
