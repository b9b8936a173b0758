"""Own questions of the made-up organisations, brought in and published version by version."""

from datetime import datetime

from icf.db import db, in_organisation, write
from icf.editor import service
from icf.editor.draft import written
from icf.editor.publishing import publish
from icf.example.year_content import OwnQuestions
from icf.packfile import read_pack_text
from icf.packs.own_switch import own_pack, switch_own
from icf.plugin.manager import Plugins
from icf.web.actor import Actor


def publish_own(plugins: Plugins, actor: Actor, now: datetime, content: OwnQuestions) -> None:
    """Bring a version in, publish it and ask it from now on, outside any organisation's scope."""
    installed = service.installed(plugins)
    pack = read_pack_text(written(content.pack), "own_questions.yaml", installed.core)
    taken = service.taken_names(plugins, actor.organisation_name)
    with in_organisation(actor.organisation_id):
        before = service.named(db.session(), actor, pack.key)
        seen = before.draft_version if before else 0
        with write() as session:
            pack_id = service.take_in(session, actor, now, pack, taken, seen).id
        with write() as session:
            seen = own_pack(session, actor, pack_id).draft_version
            made = publish(
                session, actor, now, plugins, pack_id, seen, content.step, content.note, installed
            )
            switch_own(session, actor, now, plugins, pack_id, made.id)
