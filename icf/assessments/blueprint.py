"""The blueprint that all pages of a checklist belong to."""

from flask import Blueprint

blueprint = Blueprint("assessments", __name__)
