"""Pieces of work: what they are, whose they are and where they happen."""
