"""What people see first: what to do next, the framework itself, set-up and help."""
