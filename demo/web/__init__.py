"""The platform over HTTP: launches, services, pages for people, and controls for tests."""
