"""Use cases, one module per slice, one writing transaction per verb, never held across the network."""
