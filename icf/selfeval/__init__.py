"""The yearly self-evaluation of an organisation and its services, and the plan to implement it."""
