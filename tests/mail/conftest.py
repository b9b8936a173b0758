"""People with passwords, as in tests/accounts."""

from tests.accounts.conftest import make_person

__all__ = ["make_person"]
