"""Whether a word names no person, though it stands where a name could."""

import re
from typing import Final

from lti_tool.learning.identifiers.word_lists import (
    CLINICAL,
    NO_NAME_TOLD,
    OF_SERVICES,
    ORGANISED,
    PRODUCTS_AND_CHARITIES,
    SAID_IN_ANY_SENTENCE,
    THINGS,
)

_ABSTRACT: Final = re.compile(
    r"(?:tion|sion|ology|(?<!cle)ment|(?<!felic)(?<!ver)(?<!trin)ity|ism|ware|watch|graphy|itis"
    r"|aemia|opathy|ectomy|ostomy)s?$",
    re.IGNORECASE,
)
# Many write drugs with a capital.
_DRUG: Final = re.compile(
    r"(?:cillin|m[iy]cin|olol|april|pril|sartan|statin|azole|parin|farin|zepam|zolam|oxacin|tidine"
    r"|amide|emide|thiazide|formin|morphine|caine|triptan|gliptin|gliflozin|xaban|profen|etamol"
    r"|utamol|codeine|nisolone|asone|tisone|ciclovir|mab|penem|cycline|azine|oxetine|dipine|digoxin"
    r"|aspirin)$",
    re.IGNORECASE,
)
# Products have a capital within a word, and few families.
_IN_ONE_WORD: Final = re.compile(
    r"(?!(?:Mc|Mac|De|Di|Da|Du|Des|Del|La|Le|Van|Von|Fitz|Al|El|Abdul|Abd|St|Ap|O)[A-Z])"
    r"[^\W\d_]+[a-z][A-Z]"
)
_KNOWN: Final = SAID_IN_ANY_SENTENCE.union(
    NO_NAME_TOLD, ORGANISED, THINGS, CLINICAL, PRODUCTS_AND_CHARITIES, OF_SERVICES
)


def is_known(word: str) -> bool:
    """Whether a word after "patient" names no person: by what it is, or how it is built."""
    return word.lower() in _KNOWN or any(
        (_ABSTRACT.search(word), _DRUG.search(word), _IN_ONE_WORD.match(word))
    )
