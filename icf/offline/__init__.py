"""Forms to fill in away from the screen, and what comes back from them, answer by answer."""
