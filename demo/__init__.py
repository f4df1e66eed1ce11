"""A small LMS, the platform side of LTI 1.3: for a first look, and for every test of the tool.

It imports nothing of the tool and the tool imports nothing of it. What is where:

- ``platform``       the rules, in one object with no HTTP in it; ``holdings`` what it holds
- ``families``       the rules that differ from one LMS to another, as data
- ``people`` ``courses``   who is enrolled, what is placed, the grade columns
- ``authentication`` ``claims``  a launch: what is asked, what is signed
- ``assertions``     access tokens, and everything the tool signs
- ``deep_linking``   what a picker may hand back
- ``scores`` ``gradebook``  what a score must look like, what it changes
- ``faults``         switches that make the platform misbehave on purpose
- ``keeping``        the state as one file, so that a restart keeps the gradebook
- ``server`` ``web`` the same over HTTP, with pages for people in a browser
"""
