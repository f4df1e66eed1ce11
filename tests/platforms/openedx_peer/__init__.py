"""Open edX's own LTI 1.3 consumer, run alone: a platform that none of us wrote.

The protocol is all theirs (`lti-consumer-xblock`): login initiation, launches, key sets, tokens,
deep linking, line items and scores. Ours are the settings, stand-ins for what the rest of Open edX
would answer (`apps`), and a few URLs by which a test drives it (`urls`). It runs in an environment
of its own, `.venv-peer`, as `python -m openedx_peer`, and is never imported by a test.
"""
