"""Activity files: Markdown with front matter, as a clinician can write them by hand.

After the front matter, a heading of the first level begins each part, and one of the second level
each question of a knowledge check::

    # Reading: One person, many plans

    Markdown, with headings of the second level and deeper.

    # Knowledge check: Think it through

    Perhaps a word about the questions.

    ## Choose one

    What would you ask first?

    - [x] What matters to you?
      > Why this is right.

    - [ ] What is the matter with you?
      > Why it is tempting, and why it is not right.

    ### Explanation

    What to take away from this question.

The other parts and questions are shown in ``docs/activities.md``: a resource, a reflection, a
log and an upload; several right answers, matching, ordering and short answers. After the parts of
an assessed activity comes its ``# Rubric``.
"""

from lti_tool.exchange.activities.reading import parse_activity, read_activity
from lti_tool.exchange.activities.writing import write_activity

__all__ = ["parse_activity", "read_activity", "write_activity"]
