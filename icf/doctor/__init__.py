"""``icf doctor``: looks at an installation and says what is wrong with it, and the cure."""
