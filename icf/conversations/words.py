"""The words of the register: groups of people, states, answers and kinds of place."""

from collections.abc import Mapping
from typing import Any

from icf.core.conversation import EVERYBODY
from icf.web.i18n import _l

GROUPS: Mapping[str, Any] = {
    EVERYBODY: _l("Anybody who lives, works or learns there"),
    "children": _l("Children"),
    "young": _l("Young people"),
    "families": _l("Parents and families"),
    "older": _l("Older people"),
    "disabled": _l("Disabled people and people with long-term conditions"),
    "carers": _l("Unpaid carers"),
    "women": _l("Women and girls"),
    "men": _l("Men and boys"),
    "lgbt": _l("LGBT+ people"),
    "ethnicity": _l("People from minority ethnic communities"),
    "faith": _l("People of one faith or belief"),
    "new": _l("People who are new here, refugees and people seeking asylum"),
    "low_income": _l("People on low incomes"),
    "tenants": _l("Tenants"),
    "traders": _l("Traders and employers"),
    "groups": _l("Voluntary and community groups"),
}
"""Groups that services ask; anybody else is typed."""

STATES: Mapping[str, Any] = {
    "planned": _l("Planned"),
    "under_way": _l("Under way"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
}

ANSWERS: Mapping[str, Any] = {
    "done": _l("We did it"),
    "will": _l("We will do it"),
    "cannot": _l("We cannot do it"),
    "": _l("No answer yet"),
}
