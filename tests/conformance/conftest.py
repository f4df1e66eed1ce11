"""What these tests share with those of the web."""

from tests.web.sparing import sparing

__all__ = ["sparing"]
