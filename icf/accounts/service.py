"""What other features may use of accounts, in one place; each module has the rules."""

from icf.accounts.invitation import accept_join, invitations, invite
from icf.accounts.link import (
    accept_enter,
    accept_reset,
    enter_link,
    find_link,
    first_link,
    reset_link,
    use_first_link,
)
from icf.accounts.organisation import (
    add_service,
    create_organisation,
    edit_organisation,
    organisation_of,
    organisations,
    services,
    set_look,
)
from icf.accounts.person import (
    add_membership,
    change_role,
    create_person,
    end_membership,
    members,
    set_password,
)
from icf.accounts.setting import get_setting, set_setting, setup_finished
from icf.accounts.signin import open_sign_in, sign_in, sign_out, signed_in

__all__ = [
    "accept_enter",
    "accept_join",
    "accept_reset",
    "add_membership",
    "add_service",
    "change_role",
    "create_organisation",
    "create_person",
    "edit_organisation",
    "end_membership",
    "enter_link",
    "find_link",
    "first_link",
    "get_setting",
    "invitations",
    "invite",
    "members",
    "open_sign_in",
    "organisation_of",
    "organisations",
    "reset_link",
    "services",
    "set_look",
    "set_password",
    "set_setting",
    "setup_finished",
    "sign_in",
    "sign_out",
    "signed_in",
    "use_first_link",
]
