"""How well the check for patient identifiers does on a written set of sentences."""
