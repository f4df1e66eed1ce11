"""Forms: the token that proves a form is ours. What a form asks is checked by its use case."""

from flask_wtf import FlaskForm


class ActionForm(FlaskForm):
    """A form that does something; its fields beside the token are read by the view."""
