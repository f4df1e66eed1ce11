"""How fast scores arrive, and a gradebook to send them to that can be as unkind as real ones."""
