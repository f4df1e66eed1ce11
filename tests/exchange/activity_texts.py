"""Activity files to break in tests: a small one, and the one of the documentation."""

from pathlib import Path

_DOCS = (Path(__file__).parents[2] / "docs" / "activities.md").read_text("utf-8")

EVERY = _DOCS.split("```markdown\n")[1].split("```")[0]
"""Every sort of part and question, as the documentation shows them to authors."""

SMALL = """\
---
code: small
version: 1
title: A small activity
summary: Just enough to be one.
kind: delivered
minutes: 5
framework: enhance
filed: [D3]
mapped: [PO1, PO2]
tagged: [T1]
scoring: knowledge_check
pass_mark: 70
tries: 3
counts: best
reviewed_by:
reviewed_on:
review_due:
check_locally:
- Whom to ring
---

# Reading: One person

A text with [a link](https://www.nice.org.uk/guidance/ng56).

## A heading

More.

# Knowledge check: Two questions

A word before.

## Choose one

Which comes first?

- [x] This
  > Because.
  >
  > And because.

- [ ] That
  > Tempting.

### Explanation

It does.

## Choose all that apply

Which two?

- [x] One
  > Yes.

- [x] Two
  > Yes.

- [ ] Three
  > No.

### Explanation

They do.
"""

ASSESSED = (
    SMALL[: SMALL.index("# Knowledge check")]
    .replace("knowledge_check\npass_mark: 70\ntries: 3\ncounts: best", "assessed")
    .replace("code: small", "code: judged")
    + """\
# Reflection: Look back

## What happened?

# Rubric

## What it was based on

- 0: Nothing is said.
- 1: It is said what
  was seen.
- 3: It is said how sure that is.

## What follows

- 2: A next step.
- 0: None.
"""
)
