"""Pages that add-ons bring, in our frame."""
