"""The years of the partnership: when they are, who takes part, and which questions they ask."""
