"""The annual cycle: its dates, who takes part, what is sent to the Board and what is still due."""
