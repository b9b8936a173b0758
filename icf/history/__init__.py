"""Who did what, when; bringing earlier answers and deleted things back; and deleting for good."""
