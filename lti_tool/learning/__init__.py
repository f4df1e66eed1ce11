"""What learning and evidence are: values and pure functions, the standard library only."""
