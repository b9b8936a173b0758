"""The framework's approaches, for pages that belong to no checklist."""

from icf.assessments.installed import plugins
from icf.assessments.service import questionnaire_language
from icf.db import db
from icf.packs.service import approach_names, composed


def approach_titles() -> dict[str, str]:
    """Their names by key, in the framework's order, as this installation shows them."""
    whole, names = composed(plugins(), frozenset()), approach_names(db.session)
    language = questionnaire_language(whole)
    return {
        one.key: names.get(one.key) or one.title.in_language(language) for one in whole.approaches
    }
