"""People, organisations, services, roles and signing in."""
