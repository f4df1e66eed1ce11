"""The door for HTTP: the only room that imports Flask. A view parses, calls one use case, renders."""
