"""The map of the house: an LTI 1.3 tool that keeps evidence and returns scores.

Six rooms and three doors. A room is a kind of knowledge, a file name is a slice of the product,
and the same word names the same slice in every room. Imports point down only::

                     app            builds every part once and joins them
     web      worker      commands      settings       the doors, strangers to each other
                   services         use cases: one writing transaction per verb
          store      lti      exchange                  strangers to each other
                   learning         what learning and evidence are: standard library only

``store`` keeps things (SQLAlchemy), ``lti`` speaks the standard on the wire (pylti1p3),
``exchange`` reads and writes files. ``docs/decisions/`` says why.
"""
