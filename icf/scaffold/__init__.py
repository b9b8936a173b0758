"""``icf plugins new``: a plugin's folder to begin with, which passes its own tests."""
