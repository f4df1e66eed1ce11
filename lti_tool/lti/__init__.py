"""The standard on the wire: the only room that knows pylti1p3, JSON Web Tokens and HTTP calls."""
