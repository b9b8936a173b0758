"""What the audit has, in sentences that people read."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from icf.web.i18n import _, _l

SENTENCES: dict[str, Any] = {
    "work started": _l("%(who)s started the piece of work “%(title)s”."),
    "work changed": _l("%(who)s changed the piece of work."),
    "work shared": _l("%(who)s shared the work with the named partners."),
    "sharing stopped": _l("%(who)s stopped sharing the work."),
    "work deleted": _l("%(who)s deleted the piece of work."),
    "work restored": _l("%(who)s brought the piece of work back."),
    "work purged": _l("The piece of work was deleted for good, 30 days after it was deleted."),
    "checklist started": _l("%(who)s started the checklist."),
    "checklist deleted": _l("%(who)s deleted the checklist."),
    "checklist restored": _l("%(who)s brought the checklist back."),
    "checklist purged": _l("The checklist was deleted for good, 30 days after it was deleted."),
    "depth changed": _l("%(who)s changed how much is asked."),
    "section finished": _l("%(who)s marked a section as finished."),
    "section taken up again": _l("%(who)s will come back to a section."),
    "section given": _l("%(who)s asked %(name)s to do a section."),
    "section taken back": _l("%(who)s no longer asks %(name)s to do a section."),
    "paper written": _l("%(who)s wrote for the paper."),
    "promise reviewed": _l("%(who)s said what became of “%(promise)s”."),
    "promise carried over": _l("%(who)s carried “%(promise)s” over."),
    "suggestion dismissed": _l("%(who)s waved a suggestion away."),
    "suggestion offered again": _l("%(who)s had a suggestion offered again."),
    "signed off": _l("%(who)s signed it off as %(name)s."),
    "answers brought back": _l("%(who)s took answers from a file that was filled in elsewhere."),
    "reopened": _l("%(who)s reopened %(signed)s as a new version."),
    "document issued": _l("What was signed off was kept as a document."),
    "comment_made": _l("%(who)s commented on a question."),
    "comment_deleted": _l("%(who)s deleted a comment."),
    "comment_restored": _l("%(who)s brought a comment back."),
    "comment_purged": _l("A comment was deleted for good, 30 days after it was deleted."),
    "comment_settled": _l("%(who)s marked a conversation as settled."),
    "comment_opened": _l("%(who)s opened a conversation again."),
    "review_asked_for": _l("%(who)s asked a colleague for a review."),
    "review_approved": _l("%(who)s reviewed it: ready to be signed off."),
    "review_changes": _l("%(who)s reviewed it: something should change first."),
    "review_withdrawn": _l("%(who)s withdrew the request for a review."),
    "organisation_taken_out": _l("%(who)s downloaded everything of the organisation."),
    "organisation_brought_in": _l("An organisation was brought in from another installation."),
    "person_erased": _l("%(who)s erased a person."),
    "questions moved": _l("%(who)s changed what open checklists ask."),
    "move undone": _l("%(who)s undid a change of what open checklists ask."),
    "corrections taken": _l("Open checklists took corrected words, which mean the same."),
    "own_started": _l("%(who)s began questions of your own."),
    "own_draft_changed": _l("%(who)s changed the draft of your own questions."),
    "own_change_undone": _l("%(who)s undid a change in the draft of your own questions."),
    "own_published": _l("%(who)s published version %(version)s of your own questions."),
    "own_switched": _l("%(who)s switched a version of your own questions."),
    "own_questions_switched": _l("%(who)s switched a version of your own questions back."),
    "own_deleted": _l("%(who)s deleted questions of your own."),
    "own_purged": _l(
        "Questions of your own were deleted for good, 30 days after they were deleted."
    ),
    "own_brought_back": _l("%(who)s brought questions of your own back."),
    "guest link made": _l("%(who)s made a link for guests: %(name)s."),
    "guest link withdrawn": _l("%(who)s took the link for guests back: %(name)s."),
    "guest came": _l("%(who)s came in through the link for %(name)s."),
    "guest left": _l("%(who)s left."),
    "action added": _l("%(who)s added something we will do: “%(what)s”."),
    "action changed": _l("%(who)s changed something we will do."),
    "action deleted": _l("%(who)s deleted something we will do."),
    "action restored": _l("%(who)s brought something we will do back."),
    "action purged": _l(
        "Something we would do was deleted for good, 30 days after it was deleted."
    ),
    "conversation added": _l("%(who)s entered the conversation “%(title)s”."),
    "conversation changed": _l("%(who)s changed the entry of a conversation."),
    "conversation heard": _l("%(who)s wrote down what was heard in a conversation."),
    "conversation deleted": _l("%(who)s deleted a conversation."),
    "conversation restored": _l("%(who)s brought a conversation back."),
    "conversation purged": _l("A conversation was deleted for good, 30 days after it was deleted."),
    "point added": _l("%(who)s added what people said: “%(said)s”."),
    "point changed": _l("%(who)s changed what people said, or our answer: “%(said)s”."),
    "point taken out": _l("%(who)s took out what people said: “%(said)s”."),
    "point acted on": _l("%(who)s added it to what we will do: “%(said)s”."),
    "answers changed": _l("%(who)s changed the words of thanks for those who took part."),
    "answers published": _l("%(who)s made our answers public to whoever has the address."),
    "answers withdrawn": _l("%(who)s switched the public page of our answers off."),
    "cycle_opened": _l("%(who)s opened the annual cycle %(title)s."),
    "cycle_changed": _l("%(who)s changed the annual cycle %(title)s."),
    "cycle_closed": _l("%(who)s closed the annual cycle %(title)s."),
    "cycle_opened_again": _l("%(who)s opened the annual cycle %(title)s again."),
    "cycle_joined": _l("%(who)s let the organisation take part in the annual cycle %(title)s."),
    "cycle_left": _l("%(who)s took the organisation out of the annual cycle %(title)s."),
    "cycle_extended": _l("%(who)s agreed to wait until %(until)s, annual cycle %(title)s."),
    "cycle_extension_ended": _l("%(who)s took a later day back, annual cycle %(title)s."),
    "sent_to_board": _l("%(who)s sent copy %(number)s to the Board, annual cycle %(title)s."),
    "nil_return_sent": _l("%(who)s said that there is nothing to send, annual cycle %(title)s."),
    "calendar_address_made": _l("%(who)s made an address for a calendar program."),
    "calendar_address_withdrawn": _l("%(who)s stopped an address for a calendar program."),
    "panel started": _l("%(who)s asked a panel for a second voice: %(title)s."),
    "staff answered the panel": _l("%(who)s wrote down the staff’s answers beside a panel."),
    "voices entered": _l("%(who)s entered what people of a panel said."),
    "voices taken out": _l("%(who)s took out what was entered of a panel."),
    "voice came": _l("Somebody of a panel answered by link."),
    "panel link made": _l("%(who)s made a link for a panel."),
    "panel link withdrawn": _l("%(who)s took the link for a panel back."),
    "panel deleted": _l("%(who)s deleted a panel."),
    "panel restored": _l("%(who)s brought a panel back."),
    "panel purged": _l("A panel was deleted for good, 30 days after it was deleted."),
    "person_created": _l("An account was made."),
    "person_invited": _l("%(who)s made an invitation."),
    "founder_invited": _l("%(who)s invited somebody to set up an organisation."),
    "invitation_withdrawn": _l("%(who)s took an invitation back."),
    "member_added": _l("%(who)s added somebody."),
    "member_removed": _l("%(who)s removed somebody."),
    "member_restored": _l("%(who)s brought %(name)s back."),
    "handed over": _l("%(who)s handed over from %(name)s to %(to)s what was theirs: %(things)s."),
    "role_changed": _l("%(who)s changed somebody’s role."),
    "reset_link_made": _l("%(who)s made a link for a new password."),
    "link_used": _l("A link was used."),
    "passkey_added": _l("A passkey was added."),
    "passkey_removed": _l("A passkey was removed."),
    "code_app_added": _l("An authenticator app was added."),
    "code_app_removed": _l("An authenticator app was removed."),
    "recovery_codes_made": _l("Recovery codes were made."),
    "recovery_code_used": _l("A recovery code was used."),
    "second_steps_removed": _l("The second step of an account was removed."),
    "second_steps_taken": _l("%(who)s took somebody’s second step away, so that they can sign in."),
    "service_connected": _l("An account was connected to an organisation’s sign-in."),
    "sign_ins_ended": _l("%(who)s signed out everywhere else."),
    "address_asked": _l("%(who)s asked for another e-mail address."),
    "invitation_sent": _l("%(who)s sent an invitation by e-mail."),
    "reset_link_sent": _l("A link for a new password was sent by e-mail."),
    "job_tried_again": _l("%(who)s let a job in the background try again."),
    "password_set": _l("A password was set."),
    "email_set": _l("An e-mail address was set."),
    "person_changed": _l("%(who)s changed their account."),
    "emails_chosen": _l("%(who)s chose which e-mails they get."),
    "emails_stopped": _l("Somebody stopped their e-mails with the link in one of them."),
    "signed_in": _l("%(who)s signed in."),
    "signed_out": _l("%(who)s signed out."),
    "sign_in_ended": _l("%(who)s signed out somewhere else."),
    "switched_organisation": _l("%(who)s came over from another organisation."),
    "organisation_created": _l("The organisation “%(name)s” was set up."),
    "organisation_changed": _l("%(who)s changed the organisation’s settings."),
    "organisation_closed": _l("%(who)s closed the organisation."),
    "organisation_reopened": _l("%(who)s opened the organisation again."),
    "look_changed": _l("%(who)s changed the colour."),
    "service_added": _l("%(who)s added the service “%(name)s”."),
    "service_renamed": _l("%(who)s renamed the service “%(before)s” to “%(name)s”."),
    "service_removed": _l("%(who)s removed the service “%(name)s”."),
    "service_restored": _l("%(who)s brought the service “%(name)s” back."),
    "service_purged": _l("The service “%(name)s” was deleted for good."),
    "add_on_switched": _l("%(who)s switched an add-on on or off."),
    "add_on_pages_public": _l("%(who)s changed whether pages of an add-on are public."),
    "add_on_store_changed": _l("%(who)s changed what an add-on keeps."),
    "add_on_paused": _l("An add-on failed and was paused."),
    "add_on_tried_again": _l("%(who)s let an add-on try again."),
    "names_confirmed": _l("%(who)s confirmed the names of the framework."),
    "place_lists_confirmed": _l("%(who)s confirmed the lists of places."),
    "setup_finished": _l("The set-up was finished."),
    "example_loaded": _l("The example was loaded."),
    "across_organisations": _l("The toolkit looked across organisations."),
}
"""By what the audit calls it. ``who`` is always there, the rest comes from the details."""

_BEFORE = ("old", "before")
_AFTER = ("new", "role")


def sentence(what: str, who: str, details: Mapping[str, Any]) -> str:
    """One line of the audit as a sentence; what we have no words for is named as it is."""
    words = SENTENCES.get(what)
    if words is None:
        return _("%(who)s: %(what)s.", who=who, what=what.replace("_", " "))
    named: dict[str, Any] = defaultdict(str)
    named.update({key: value for key, value in details.items() if isinstance(value, str | int)})
    named["who"] = who
    return str(words) % named


def old_and_new(details: Mapping[str, Any]) -> tuple[str, str]:
    """What it was and what it became, where the line says so and they differ."""
    old = next((details[key] for key in _BEFORE if isinstance(details.get(key), str)), "")
    new = next((details[key] for key in _AFTER if isinstance(details.get(key), str)), "")
    return (old, new) if old != new else ("", "")
