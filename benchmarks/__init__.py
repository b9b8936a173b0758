"""Measurements of speed, as ratios to a floor of the same run: ``make bench``.

docs/performance.md says what is measured, how, and what came out.
"""
