"""What a request may hold. What is too large is refused before it is read."""

from flask import Flask, abort, request

from icf.config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse bodies that are too long and forms with too many fields, with a 413 page."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_body_mb * 1_000_000,
        MAX_FORM_PARTS=settings.max_fields,
    )

    def refuse_too_much() -> None:
        if (request.content_length or 0) > settings.max_body_mb * 1_000_000:
            abort(413)
        # Flask counts the parts of uploads only, and not before somebody reads them.
        if sum(len(values) for _, values in request.form.lists()) > settings.max_fields:
            abort(413)

    def refuse_null() -> None:
        """No address of ours has one, and PostgreSQL fails over it."""
        if "\0" in request.path or b"%00" in request.query_string or b"\0" in request.query_string:
            abort(404)

    app.before_request(refuse_too_much)
    app.before_request(refuse_null)
