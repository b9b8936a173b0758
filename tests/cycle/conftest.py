"""The year of a partnership, for all tests of the annual cycle."""

from tests.partnership_year import year  # noqa: F401 a fixture
