"""What every page shares: who may see it, forms, errors, headers and languages."""
