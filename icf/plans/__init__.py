"""From answers to a plan: the sense check, what we will do, and what was promised."""
