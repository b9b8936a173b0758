"""What the toolkit means: questionnaires, answers, results and plans, as plain values.

Everything here is pure: the standard library only; no web, database, files or clock. Values are
frozen; functions are named for what they return.
"""
