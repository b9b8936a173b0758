"""The backup that is made each morning, where the settings ask for it."""

from flask import current_app

from icf.config import Settings
from icf.jobs.registry import Run, does
from icf.web.i18n import _l


def is_wanted(settings: Settings) -> bool:
    """Whether the toolkit makes backups by itself."""
    return settings.backups_kept > 0


@does("back-up", _l("Make the backup of the day"), every="morning", wanted=is_wanted)
def back_up_today(_run: Run) -> None:
    """Make one, and then delete those that are more than are kept."""
    # What makes them is slow to load, and pages do without it.
    from icf.backup.service import back_up, delete_older

    settings: Settings = current_app.extensions["icf_settings"]
    if is_wanted(settings):
        back_up(settings)
        delete_older(settings.backups, settings.backups_kept)
