"""The checks themselves, by what they look at. Each yields its faults, or raises NotChecked."""
