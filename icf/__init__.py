"""The Inclusive Communities Framework toolkit."""

__version__ = "0.1.0"
