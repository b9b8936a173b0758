"""Filling in: the task list, questions, saving, checking and signing off."""
