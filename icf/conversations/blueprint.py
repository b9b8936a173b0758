"""The blueprint that the views of this package share."""

from flask import Blueprint

blueprint = Blueprint("conversations", __name__, url_prefix="/conversations")
