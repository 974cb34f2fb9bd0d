"""Whether a header is worded as a question to people, in the languages tools are used in."""

from __future__ import annotations

import re

_MARK = re.compile(r"[?¿？؟]")
_WORDED = re.compile(
    r"\bhow (likely|satisfied|dissatisfied|easy|difficult|disappointed|would you|do you|did you|often|much|well)\b"
    r"|\b(please (rate|select|choose|indicate|tell)|rate your|to what extent|do you agree|would you recommend)\b"
    r"|\bwie (wahrscheinlich|zufrieden|einfach|leicht|schwierig|enttäuscht|oft)\b|\binwiefern\b"
    r"|\bdans quelle mesure\b|\bquelle est la probabilité\b|\b(êtes|seriez)-vous\b"
    r"|\b(qué|que|quão) (tan |probabilidad|satisfecho|satisfeit|probabil)\w*|\bquanto (è|sei|sareste) ",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Whether a text asks somebody something: by its question mark, or by the words questions begin with."""
    return bool(_MARK.search(text) or _WORDED.search(text))
