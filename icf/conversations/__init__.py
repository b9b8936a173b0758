"""The register of conversations with communities: planned, held, and what became of them."""
