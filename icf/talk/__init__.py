"""What people say to each other about a checklist: comments, reviews, and who is here now."""
