"""What somebody had typed, shown once more on the page that says why it could not be kept."""

import re
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException

from icf.core.typed import clean

SECRET = frozenset({"password", "current", "csrf_token"})
"""Fields that are never shown again."""

_CHOSEN = re.compile(r"[a-z0-9_:.#-]*")
"""Keys, versions and parts of dates: what forms send that nobody wrote in words."""


def typed_texts() -> list[str]:
    """The texts of the form in this request, in its order; none where it is not from our pages."""
    if request.method != "POST" or not is_from_our_pages():
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:
        return []
    texts = (clean(text) for name, text in sent if name not in SECRET)
    return [text for text in texts if not _CHOSEN.fullmatch(text)]


def is_from_our_pages() -> bool:
    """Whether the browser says that one of our own pages sent this; others cannot pretend it."""
    sender = urlsplit(request.origin or request.referrer or "")
    return bool(sender.netloc) and sender.netloc == request.host
