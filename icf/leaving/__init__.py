"""Leaving an organisation: what somebody owned goes to somebody else, in one step."""
