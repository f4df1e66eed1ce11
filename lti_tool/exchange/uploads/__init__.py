"""Files that learners hand in: examined by their content, whatever a browser says about them."""

from lti_tool.exchange.uploads.examining import Examined, examine
from lti_tool.exchange.uploads.unfit import UnfitError

__all__ = ["Examined", "UnfitError", "examine"]
