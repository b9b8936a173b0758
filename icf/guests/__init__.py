"""People without an account, who answer one checklist through a link that ends."""
