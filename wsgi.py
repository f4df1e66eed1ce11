"""For WSGI servers: ``gunicorn wsgi:app``, with the environment that README.md describes."""

from lti_tool.app import create_app

app = create_app()
