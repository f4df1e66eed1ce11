"""Use cases: a module per slice, a writing transaction per verb, none held across the network."""
