"""Evaluating a piece of work: what we said we would do is asked back, and what was learned."""
