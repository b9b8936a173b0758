"""A second voice: a panel answers plain statements about a piece of work, beside the staff."""
