"""What a section is called wherever only its key is stored: it may have gone since.

Who does what, links for guests and the audit keep the keys of sections. A checklist that moves to
other questions keeps those rows, so whoever shows them asks here.
"""

from icf.assessments.given import WHOLE
from icf.core.index import QuestionnaireIndex
from icf.web.i18n import _


def section_title(index: QuestionnaireIndex, section: str, language: str) -> str:
    """The title of a section, of the whole checklist, or the words for one that has gone.

    Args:
        index: of what the checklist asks now.
        section: a key; ``WHOLE`` for all sections.
    """
    if section == WHOLE:
        return _("The whole checklist")
    found = index.section.get(section)
    return found.title.in_language(language) if found else _("A section that is not asked now")
