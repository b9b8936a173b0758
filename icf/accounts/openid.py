"""OpenID Connect with any standard issuer: where to send somebody, and what came back.

The authorisation code flow with state, nonce and PKCE. Everything about an issuer comes from its
discovery document. Nothing here knows people or pages.
"""

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from icf.errors import IcfError

PATIENCE_SECONDS = 10
LARGEST_BYTES = 1_000_000
KNOWN_FOR_SECONDS = 3600
LEEWAY_SECONDS = 120
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures with a public key only: with the others, whoever knows our secret could sign."""

TENANT = "{tenantid}"
"""What Entra ID's document for many directories has in its issuer, in place of the directory."""


class ServiceProblem(IcfError):
    """The sign-in service cannot be reached, or what it says cannot be trusted."""


@dataclass(frozen=True)
class Client:
    """How an installation is known to its issuer. ``back`` is the address it sends people to."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    back: str


@dataclass(frozen=True)
class Begun:
    """What has to be kept until somebody is back."""

    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Begun":
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Issuer:
    """An issuer's discovery document and keys, fetched when needed and kept for an hour."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._fetched: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = Lock()

    def document(self) -> dict[str, Any]:
        """The discovery document. Raises ServiceProblem where it is not of this issuer."""
        document = self._kept(f"{self.address}/.well-known/openid-configuration")
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(document.get(name), str):
                raise ServiceProblem(f"Its description says nothing about {name}.")
        named = document["issuer"].rstrip("/")
        if named != self.address and TENANT not in named:
            raise ServiceProblem(f"It calls itself {named}, but {self.address} was asked.")
        return document

    def keys(self, afresh: bool = False) -> dict[str, Any]:
        """The public keys that it signs with."""
        return self._kept(str(self.document()["jwks_uri"]), afresh)

    def _kept(self, address: str, afresh: bool = False) -> dict[str, Any]:
        with self._lock:
            at, found = self._fetched.get(address, (0.0, {}))
            if afresh or not at or time.monotonic() - at > KNOWN_FOR_SECONDS:
                found = fetch(address)
                self._fetched[address] = (time.monotonic(), found)
            return found


def way_to(client: Client, issuer: Issuer, begun: Begun, state: str) -> str:
    """The address to send somebody to."""
    digest = hashlib.sha256(begun.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.back,
        "scope": client.scopes,
        "state": state,
        "nonce": begun.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    endpoint = str(issuer.document()["authorization_endpoint"])
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def claims_for(client: Client, issuer: Issuer, begun: Begun, code: str) -> dict[str, Any]:
    """Who came back with this code: what the issuer says of them, checked.

    Raises:
        ServiceProblem: the code or the signed token is not what it should be.
    """
    tokens = _exchange(client, issuer, begun, code)
    claims = checked_claims(client, issuer, begun.nonce, str(tokens.get("id_token", "")))
    endpoint = issuer.document().get("userinfo_endpoint")
    if "email" not in claims and endpoint and tokens.get("access_token"):
        more = fetch(str(endpoint), headers={"Authorization": f"Bearer {tokens['access_token']}"})
        if more.get("sub") != claims["sub"]:
            raise ServiceProblem("It told about somebody else than it signed for.")
        claims = {**more, **claims}
    return claims


def _exchange(client: Client, issuer: Issuer, begun: Begun, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "client_id": client.client_id,
        "code_verifier": begun.verifier,
    }
    headers = {}
    document = issuer.document()
    ways = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in ways:
        pair = f"{quote(client.client_id, '')}:{quote(client.client_secret, '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_secret"] = client.client_secret
    return fetch(str(document["token_endpoint"]), urlencode(form).encode(), headers)


def checked_claims(client: Client, issuer: Issuer, nonce: str, token: str) -> dict[str, Any]:
    """What a signed token says, if it is of this issuer, for us, of now, and asked for by us."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        claims = _decoded(issuer, token)
        wanted = str(issuer.document()["issuer"]).replace(TENANT, str(claims.get("tid", "")))
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": wanted},
            aud={"essential": True, "value": client.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise ServiceProblem(f"What it signed does not hold: {error}") from error
    if claims.get("azp", client.client_id) != client.client_id:
        raise ServiceProblem("What it signed is for another toolkit.")
    return claims


def _decoded(issuer: Issuer, token: str) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import BadSignatureError, InvalidKeyIdError
    from joserfc.jwk import KeySet

    try:
        keys = KeySet.import_key_set(issuer.keys())  # type: ignore[arg-type]
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
    except (BadSignatureError, InvalidKeyIdError):
        # Issuers change their keys now and then.
        keys = KeySet.import_key_set(issuer.keys(afresh=True))  # type: ignore[arg-type]
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)


def fetch(
    address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A JSON object from the issuer. Raises ServiceProblem."""
    refuse_unsafe(address)
    asked = urllib.request.Request(  # noqa: S310 refuse_unsafe has looked at it
        address, body, {"Accept": "application/json", **(headers or {})}
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as reply:  # noqa: S310 as above
            found = json.loads(reply.read(LARGEST_BYTES))
    except urllib.error.HTTPError as error:
        raise ServiceProblem(f"{address} answered {error.code}: {_said(error)}") from error
    except (OSError, ValueError) as error:
        raise ServiceProblem(f"{address} did not answer as it should: {error}") from error
    if not isinstance(found, dict):
        raise ServiceProblem(f"{address} did not answer with a JSON object.")
    return found


def refuse_unsafe(address: str) -> None:
    """Only https, but for a service on this very machine. Raises ServiceProblem."""
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not local:
        raise ServiceProblem(f"{address} is not protected: only https will do.")


def _said(error: urllib.error.HTTPError) -> str:
    return error.read(300).decode("utf-8", "replace").strip()
