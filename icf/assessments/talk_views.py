"""Comments on questions, reviews of a checklist, and who else has it open."""

from collections.abc import Sequence
from typing import Any

from flask import flash, jsonify, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.forms import refuse, typed
from icf.accounts.page import form_page, go_to
from icf.accounts.person import people_who_may
from icf.assessments.blueprint import blueprint
from icf.assessments.moving.retired import question_ever
from icf.assessments.sheet import Sheet, load
from icf.assessments.talk_forms import CommentForm, ReplyForm, ReviewAnswerForm, ReviewForm
from icf.db import UNDO_DAYS, db, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.talk import comments, reviews
from icf.talk.presence import note_presence, others_here
from icf.web.guards import actor, may, now
from icf.web.i18n import _


@blueprint.get("/checklists/<int:assessment_id>/comments")
@may("read")
def all_comments(assessment_id: int) -> str:
    """Every conversation of a checklist, by question."""
    sheet = load(db.session, actor(), assessment_id)
    said = comments.conversations(db.session, actor(), assessment_id)
    return render_template(
        "talk/all_comments.html",
        sheet=sheet,
        by_question=_by_question(sheet, said),
        only_open=request.args.get("show") == "open",
    )


@blueprint.route(
    "/checklists/<int:assessment_id>/questions/<question>/comments", methods=["GET", "POST"]
)
@may("comment")
def question_comments(assessment_id: int, question: str) -> Any:
    """The conversations about one question, and a box for another."""
    sheet = load(db.session, actor(), assessment_id)
    asked = question_ever(db.session, actor(), sheet, question)
    if asked is None:
        raise NotFound(_("This checklist has no such question."), _("Go back to the task list."))
    form = CommentForm()
    form.offer(people_who_may(db.session(), actor().organisation_id, "comment"))
    if form.validate_on_submit():
        with write() as rows:
            comments.say(
                rows, actor(), now(), assessment_id, question, typed(form.words), form.asked_id
            )
        flash(_("Your comment is there."), "success")
        return _to_comments(assessment_id, question)
    return form_page(
        "talk/comments.html",
        form,
        sheet=sheet,
        question=asked,
        is_asked=any(question == one.key for part in sheet.sections for one in part.questions),
        said=comments.conversations(db.session, actor(), assessment_id, question),
        deleted=comments.deleted_by(db.session, actor(), now(), assessment_id, question),
        days=UNDO_DAYS,
    )


@blueprint.route(
    "/checklists/<int:assessment_id>/comments/<int:comment_id>/reply", methods=["GET", "POST"]
)
@may("comment")
def reply(assessment_id: int, comment_id: int) -> Any:
    load(db.session, actor(), assessment_id)
    first = _first(assessment_id, comment_id)
    form = ReplyForm()
    if form.validate_on_submit():
        with write() as rows:
            comments.say(
                rows, actor(), now(), assessment_id, first.question, typed(form.words),
                reply_to=comment_id,
            )  # fmt: skip
        return _to_comments(assessment_id, first.question, comment_id)
    said = comments.conversations(db.session, actor(), assessment_id, first.question)
    shown = next(one for one in said if one.id == comment_id)
    return form_page("talk/reply.html", form, one=shown, assessment_id=assessment_id)


@blueprint.post("/checklists/<int:assessment_id>/comments/<int:comment_id>/<what>")
@may("comment")
def change_comment(assessment_id: int, comment_id: int, what: str) -> BaseResponse:
    """``settle``, ``open``, ``delete`` or ``restore`` a comment."""
    load(db.session, actor(), assessment_id)
    with write() as rows:
        comments.refuse_of_others(rows, assessment_id, comment_id)
        if what in {"settle", "open"}:
            done = comments.settle(rows, actor(), now(), comment_id, what == "settle")
        elif what == "delete":
            done = comments.take_back(rows, actor(), now(), comment_id)
        elif what == "restore":
            done = comments.bring_back(rows, actor(), now(), comment_id)
        else:
            raise NotFound(_("There is no such page."))
        question, first = done.question, done.reply_to or done.id
    if what == "delete":
        flash(_("Your comment is deleted. Further down you can bring it back."), "success")
    return _to_comments(assessment_id, question, first)


@blueprint.route("/checklists/<int:assessment_id>/review", methods=["GET", "POST"])
@may("read")
def review(assessment_id: int) -> Any:
    """Ask a colleague to look; see what those who were asked have said."""
    sheet = load(db.session, actor(), assessment_id)
    form = ReviewForm()
    may_talk = people_who_may(db.session(), actor().organisation_id, "comment")
    form.offer(one for one in may_talk if one.person_id != actor().person_id)
    if request.method == "POST" and not actor().may("comment"):
        raise NotAllowed(_("Your role does not let you do this."))
    if form.validate_on_submit():
        try:
            with write() as rows:
                reviews.ask_for_review(
                    rows, actor(), now(), assessment_id, form.reviewer_id, typed(form.note)
                )
        except (InvalidInput, Conflict) as error:
            refuse(form, error)
        else:
            flash(_("They find it on their first page."), "success")
            return go_to(".review", assessment_id=assessment_id)
    found = reviews.reviews_of(db.session, actor(), assessment_id)
    return form_page(
        "talk/review.html",
        form,
        sheet=sheet,
        reviews=found,
        withdrawable={
            one.id
            for one in found
            if reviews.may_withdraw(actor(), one.asked_by_id, one.reviewer_id)
        },
        changed_since={one.id: _changed_since(sheet, one) for one in found},
        mine=next(
            (one for one in found if one.reviewer_id == actor().person_id and not one.answer), None
        ),
    )


@blueprint.route("/reviews/<int:review_id>", methods=["GET", "POST"])
@may("comment")
def answer_review(review_id: int) -> Any:
    waiting = reviews.waiting_for(db.session, actor())
    asked = next((one for one in waiting if one.id == review_id), None)
    if asked is None:
        raise NotFound(_("There is no such review, or it was answered already."))
    sheet = load(db.session, actor(), asked.assessment_id)
    form = ReviewAnswerForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                reviews.answer_review(
                    rows, actor(), now(), review_id, typed(form.answer), typed(form.words)
                )
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("Thank you. What you said stands beside the checklist."), "success")
            return go_to(".review", assessment_id=sheet.id)
    return form_page("talk/answer_review.html", form, sheet=sheet, asked=asked)


@blueprint.post("/checklists/<int:assessment_id>/reviews/<int:review_id>/withdraw")
@may("comment")
def withdraw_review(assessment_id: int, review_id: int) -> BaseResponse:
    load(db.session, actor(), assessment_id)
    with write() as rows:
        withdrawn = reviews.withdraw_review(rows, actor(), now(), review_id)
        if withdrawn.assessment_id != assessment_id:
            raise NotFound(_("There is no such review."))
    return go_to(".review", assessment_id=assessment_id)


@blueprint.post("/checklists/<int:assessment_id>/here")
@may("read")
def here(assessment_id: int) -> BaseResponse:
    """The page says that it is open, and learns who else has it open."""
    load(db.session, actor(), assessment_id)
    with write() as rows:
        note_presence(rows, actor(), now(), assessment_id)
    names = others_here(db.session, actor(), now(), assessment_id)
    return jsonify(words=_here_words(names))


def _here_words(names: Sequence[str]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s has this checklist open too.", name=names[0])
    return _("These people have this checklist open too: %(names)s.", names=", ".join(names))


def _first(assessment_id: int, comment_id: int) -> Any:
    comments.refuse_of_others(db.session, assessment_id, comment_id)
    return comments.first_comment(db.session, comment_id)


def _to_comments(assessment_id: int, question: str, comment_id: int | None = None) -> BaseResponse:
    anchor = f"comment-{comment_id}" if comment_id else None
    return go_to(
        ".question_comments", assessment_id=assessment_id, question=question, _anchor=anchor
    )


def _by_question(
    sheet: Sheet, said: Sequence[comments.Said]
) -> list[tuple[str, str, list[comments.Said]]]:
    """(question key, text, conversations) in the checklist's order, then those not asked now."""
    order = {key: place for place, key in enumerate(sheet.index.question)}
    keys = sorted({one.question for one in said}, key=lambda key: order.get(key, len(order)))
    return [
        (key, question_text(sheet, key), [one for one in said if one.question == key])
        for key in keys
    ]


def question_text(sheet: Sheet, key: str) -> str:
    """The words of a question; its key when the checklist does not know it any more."""
    found = question_ever(db.session, actor(), sheet, key)
    return found.text.in_language(sheet.language) if found else key


def _changed_since(sheet: Sheet, one: reviews.Reviewed) -> int:
    """How many answers changed after the reviewer spoke."""
    if one.answered_at is None:
        return 0
    return sum(edited.at > one.answered_at for edited in sheet.edited.values())
