"""The framework's questions as they were on some day, with what an organisation asks beside them.

A composed questionnaire without add-ons holds everything that the core pack said when it was
stored, so an older version can be put together with add-ons although it is installed no more.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from icf.core.compose import compose
from icf.core.corrections import take_corrections
from icf.core.questionnaire import CORE, Pack, Questionnaire
from icf.errors import PackError
from icf.packs.selection import Selection, own_packs
from icf.packs.service import Composed, composed_of, composed_with, fitting, questionnaire
from icf.plugin.manager import Plugins


def version_of_core(packs: Sequence[tuple[str, str, object]]) -> str:
    """The version of the framework's own questions among the packs of a questionnaire."""
    return next(version for key, version, _title in packs if key == CORE)


def same_questions(one: str, other: str) -> bool:
    """Whether two versions of the framework differ by nothing but corrections.

    >>> same_questions("1.0.0", "1.0.3"), same_questions("1.0.0", "1.1.0")
    (True, False)
    """
    return one.split(".")[:2] == other.split(".")[:2]


def composed_on(
    session: Session, plugins: Plugins, chosen: Selection, digest: str
) -> Composed | None:
    """The questionnaire of a selection on the framework as it once was; nothing is stored.

    Corrections that change no meaning are taken. What cannot be put on the older questions, such
    as a question added to a section that was not there, is left out.

    Args:
        digest: of the framework alone, stored on that day.

    Returns:
        None where this toolkit cannot ask those questions any more.

    Raises:
        NotFound: there is no such questionnaire.
    """
    today = composed_with(session, plugins, Selection()).questionnaire
    then = take_corrections(questionnaire(session, digest)[0], today)
    if then == today:
        return composed_with(session, plugins, chosen)
    enabled = frozenset(one for one in chosen.add_ons if not plugins.watch.is_paused(one))
    installed, overlays = plugins.registry.packs(enabled)
    core = _as_pack(then, installed)
    kinds, scales = plugins.registry.kinds(enabled), plugins.registry.scales(enabled)
    beside = [*overlays, *own_packs(session, chosen)]
    try:
        return composed_of(compose(core, fitting(plugins, core, beside), kinds, scales))
    except PackError:
        return None


def _as_pack(whole: Questionnaire, installed: Pack) -> Pack:
    """The core pack that a questionnaire without add-ons was composed of."""
    _key, version, title = next(pack for pack in whole.packs if pack[0] == CORE)
    return Pack(
        key=CORE,
        version=version,
        title=title,
        publisher=installed.publisher,
        language=installed.language,
        scales=whole.scales,
        instruments=whole.instruments,
        depths=whole.depths,
        sections=whole.sections,
        principles=whole.principles,
        approaches=whole.approaches,
        suggest=whole.suggest,
        glossary=whole.glossary,
    )
