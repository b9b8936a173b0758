"""Workshop mode: one question on the projector, a private vote by phone, one agreed answer."""
