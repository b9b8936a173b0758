"""One blueprint for taking along, bringing back, and trying without an account."""

from flask import Blueprint

blueprint = Blueprint("offline", __name__)
