"""The door for HTTP, the only room that imports Flask: a view parses, calls a use case, renders."""
