"""Does a plugin keep what every plugin promises? The suite that ``icf plugins check`` runs.

``suite`` runs the checks in order; each module beside it holds what one of them is about. The same
functions serve ``icf.testing`` and the toolkit's own tests of all that it registers. Nothing here
needs pytest: a check that needs what is not installed says so.
"""
