"""One file with everything of an installation, and bringing it back: ``icf backup|restore``."""
