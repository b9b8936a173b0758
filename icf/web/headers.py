"""Headers that tell browsers what our pages never do."""

from flask import Flask, Response, g, request, session

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

ONE_YEAR = 365 * 24 * 3600


SECRETS = frozenset({"code", "secret", "token"})
"""What the parts of addresses are called that let somebody do something."""


def init_app(app: Flask, https: bool) -> None:
    """Add the headers to every reply, error pages included."""

    def add_headers(response: Response) -> Response:
        response.headers.update(ALWAYS)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
        if holds_secret():
            # The address is only for those who were given it.
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if "Cache-Control" not in response.headers and _is_private():
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add_headers)


def holds_secret() -> bool:
    """Whether the address of the request holds a part that lets somebody do something."""
    return not SECRETS.isdisjoint(request.view_args or {})


def _is_private() -> bool:
    # A page that read the browser's session may hold a token that is this browser's alone.
    return g.get("actor") is not None or request.method != "GET" or session.accessed
