"""For WSGI servers: ``gunicorn wsgi:app`` with the environment of ``config/settings.example.env``."""

from lti_tool.app import create_app

app = create_app()
