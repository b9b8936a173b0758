"""Passkeys: adding one, and signing in with one instead of password and code.

The browser asks the person for their finger, face or PIN; we check what the key has signed with the
``webauthn`` package, which is imported when it is needed.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Passkey, Person
from icf.accounts.second_step import drop_codes_without_step
from icf.errors import InvalidInput, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _

MOST = 10


@dataclass(frozen=True)
class Site:
    """Who we are to browsers: ``host`` alone, and ``origin`` with protocol and port."""

    host: str
    origin: str
    name: str


def creation_options(session: Session, site: Site, person: Person) -> dict[str, Any]:
    """What a browser needs to make a passkey; ``challenge`` has to be kept until it answers."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    held = session.scalars(sa.select(Passkey).where(Passkey.person_id == person.id)).all()
    if len(held) >= MOST:
        raise InvalidInput(_("You have as many passkeys as there may be. Remove one first."))
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=str(person.id).encode(),
        user_name=person.email,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in held
        ],
    )
    return dict(json.loads(options_to_json(options)))


def add_passkey(
    session: Session,
    actor: Actor,
    now: datetime,
    site: Site,
    challenge: str,
    credential: dict[str, Any],
    name: str,
) -> None:
    """Keep the public half of a new passkey. Raises InvalidInput where it does not fit."""
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise _does_not_fit() from error
    row = Passkey(
        person_id=actor.person_id,
        name=name[:60],
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        created_at=now,
    )
    if session.scalar(sa.select(Passkey.id).where(Passkey.credential_id == row.credential_id)):
        raise _does_not_fit()
    session.add(row)
    session.flush()
    audit.record(session, "passkey_added", actor, now, "person", str(actor.person_id))


def request_options(site: Site) -> dict[str, Any]:
    """What a browser needs to find a passkey of ours; ``challenge`` has to be kept."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(json.loads(options_to_json(options)))


def person_of_passkey(
    session: Session, now: datetime, site: Site, challenge: str, credential: dict[str, Any]
) -> int:
    """Whose passkey answered the challenge. Raises InvalidInput where it is nobody's."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    key = session.scalar(
        sa.select(Passkey)
        .join(Person, Person.id == Passkey.person_id)
        .where(Passkey.credential_id == str(credential.get("id")), Person.disabled_at.is_(None))
        .with_for_update(of=Passkey)
    )
    if key is None:
        raise InvalidInput(_("This passkey is not known here. Perhaps it was removed."))
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise _does_not_fit() from error
    key.sign_count, key.used_at = verified.new_sign_count, now
    session.flush()
    return key.person_id


def remove_passkey(session: Session, actor: Actor, now: datetime, passkey_id: int) -> None:
    """It opens nothing any more. Raises NotFound, for those of others too."""
    key = session.get(Passkey, passkey_id)
    if key is None or key.person_id != actor.person_id:
        raise NotFound(_("There is no such passkey."))
    session.delete(key)
    drop_codes_without_step(session, actor.person_id)
    audit.record(session, "passkey_removed", actor, now, "person", str(actor.person_id))


def _does_not_fit() -> InvalidInput:
    return InvalidInput(_("The passkey could not be checked."), _("Load the page and try again."))
