"""What the accessibility statement says that no setting knows."""

from datetime import date

CHECKED_ON = date(2026, 11, 21)
"""When every screen was last looked at by hand; set it with each release, after looking."""
