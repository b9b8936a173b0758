"""Checklists beside each other: two of them question by question, and one form over the years."""
