"""Other questions for open checklists: tried out first, then carried out, and undone if need be."""
