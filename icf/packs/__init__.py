"""The questions an organisation uses: which add-ons are on, and the composed questionnaires."""
