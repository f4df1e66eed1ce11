"""Framework files in the shape of a CASE 1.0 package, with what CASE has no place for beside it.

`CFDocument`, `CFItems`, `CFAssociations` and `CFDefinitions` are CASE's; everything of ours is
under the key `extensions`: how a level is used, and the source, version, date, licence and other
wordings of each statement. Dates of change are left out, which CASE asks for and our sources do
not give, so a file of ours is not yet a conformant package.
"""

from lti_tool.exchange.case.reading import parse_framework, read_framework
from lti_tool.exchange.case.writing import write_framework

__all__ = ["parse_framework", "read_framework", "write_framework"]
