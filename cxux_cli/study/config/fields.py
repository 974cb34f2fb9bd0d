"""The kinds of value a config holds: each a type that refuses, in words, what is none of its kind."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from cxux_cli.errors import UsageError
from cxux_cli.study.config.problems import nearest

RESERVED = frozenset(("everyone", "unassigned", "all"))
"""Names of rows that are always printed: no persona can have them."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def refused(message: str, hint: str = "") -> PydanticCustomError:
    """The error of a value that is none of its kind."""
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint})


def _filled(text: str) -> str:
    if not text.strip():
        raise refused("it is blank")
    if "\0" in text:
        raise refused("it holds a NUL character")
    return text


def _identifier(text: str) -> str:
    if len(text) > 60 or not _IDENTIFIER.fullmatch(text):
        raise refused(
            f"'{text[:60]}' is no identifier", "small letters, digits, - and _, a letter first, 60 at most"
        )
    return text


def _persona_id(text: str) -> str:
    if text in RESERVED:
        raise refused(f"'{text}' is the name of a row that is always printed", "choose another id")
    return _identifier(text)


def _role(text: str) -> str:
    known = column_roles()
    if text not in known:
        raise refused(
            f"there is no role '{text[:60]}'", nearest(text, known) or f"roles are: {', '.join(known)}"
        )
    return text


ACCOUNT = "account"
"""The role of the column that says which account somebody belongs to."""


def column_roles() -> tuple[str, ...]:
    """The roles a column of a source may be bound to: of questions, people, attempts, problems, cards and logs."""
    from cxux_cli.measures.registry import BUILT_IN
    from cxux_cli.study.command_roles import ROLES

    asked = sorted({measure.question.role for measure in BUILT_IN.values()})
    observed = (role.replace(" ", "-") for roles in ROLES.values() for role in roles)
    return tuple(dict.fromkeys((*asked, "respondent", ACCOUNT, *observed)))


def _zone(text: str) -> str:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = nearest(text, zoneinfo.available_timezones()) or "write for example: Europe/Madrid"
        raise refused(f"there is no time zone '{text[:60]}'", hint) from None
    return text


def _path(text: str) -> str:
    if text == "-":
        raise refused("standard input is no source of a study", "name a file")
    if any(len(part.encode(errors="surrogateescape")) > 255 for part in PurePath(text).parts):
        raise refused("no file can have this name")
    return text


def _condition(text: str) -> str:
    from cxux_cli.study.where import check

    try:
        check(text, "")
    except UsageError as error:
        raise refused(error.message, error.hint or "") from error
    return text


def _share(number: float) -> float:
    if not 0 < number <= 1:
        hint = f"{number:g} % is {number / 100:g}" if 1 < number <= 100 else ""
        raise refused(f"{number:g} is no share: above 0, 1 at most", hint)
    return number


def _version(number: int) -> int:
    if number != 1:
        raise refused(f"{number} is not known to this version of cxux", "1 is")
    return number


def _unit(text: str) -> str:
    if text == "account+role":
        raise refused(f"'{text}' is not supported by this version", "person and account are")
    return text


def _duration(value: Any) -> float:
    from cxux_cli.study.durations import seconds

    if isinstance(value, bool | dict | list):
        raise refused("it is no duration", "write for example: 90s, 1m30s or 00:01:30")
    found = seconds(str(value))
    if found is None or not 0 < found < 1e7:
        raise refused(
            f"'{str(value)[:60]}' is no duration above zero", "write for example: 90s, 1m30s or 00:01:30"
        )
    return found


def _outcome(text: str) -> str:
    from cxux_cli.estimators.usability.outcomes import Outcome

    known = tuple(outcome.value for outcome in Outcome)
    if text not in known:
        raise refused(
            f"there is no outcome '{text[:60]}'", nearest(text, known) or f"outcomes are: {', '.join(known)}"
        )
    return text


def _credit(number: float) -> float:
    if not 0 < number < 1:
        raise refused(f"{number:g} is no part of a success: above 0 and below 1")
    return number


def _measure(text: str) -> str:
    from cxux_cli.measures.declared import DECLARED

    if text not in DECLARED:
        hint = nearest(text, DECLARED) or "list them with: cxux list"
        raise refused(f"there is no measure '{text[:60]}'", hint)
    return text


def _use(text: str) -> str:
    from cxux_cli.measures.declared import DECLARED, FAMILIES

    if text not in DECLARED and text not in FAMILIES:
        hint = nearest(text, (*DECLARED, *FAMILIES)) or "list them with: cxux list"
        raise refused(f"there is no measure '{text[:60]}'", hint)
    return text


def _day(value: Any) -> Any:
    """A day, which YAML may have understood already."""
    import datetime

    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise refused(f"'{str(value)[:60]}' is no day", "write for example: 2026-12-31") from None


def _age(value: Any) -> float:
    """How old something may be: the duration with a unit of its own, for 8 alone could be anything."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(m|h|d|w)", str(value).strip())
    number = float(found[1]) if found else 0.0
    if found is None or not number:
        raise refused(f"'{str(value)[:60]}' is no age above zero", "write for example: 36h, 8d or 2w")
    return number * {"m": 60, "h": 3600, "d": 86400, "w": 604800}[found[2]]


def _scale(value: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})\s*-\s*(\d{1,3})", str(value).strip())
    if found is None or not int(found[1]) < int(found[2]):
        raise refused(f"'{str(value)[:60]}' is no scale", "write its ends: 0-10")
    return int(found[1]), int(found[2])


def _amount(value: Any) -> str:
    if isinstance(value, bool | dict | list) or not str(value).strip():
        raise refused("it is no number", 'write for example: 68, "78%", ">= 78%" or "<= 90s"')
    return str(value).strip()


def listed(value: Any) -> Any:
    """One value as a list of one."""
    return value if isinstance(value, list | dict) else [value]


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _one_or_more(pattern: str) -> WithJsonSchema:
    text = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]})


def _some(items: list[str]) -> list[str]:
    if not items:
        raise refused("the list is empty")
    return items


Text = Annotated[str, AfterValidator(_filled), Field(json_schema_extra={"pattern": r"\S"})]
Names = Annotated[list[Text], BeforeValidator(listed), AfterValidator(_some), _one_or_more(r"\S")]
Paths = Annotated[
    list[Annotated[Text, AfterValidator(_path)]],
    BeforeValidator(listed),
    AfterValidator(_some),
    _one_or_more(r"\S"),
]
_PATTERN: dict[str, Any] = {"pattern": f"^{_IDENTIFIER.pattern}$", "maxLength": 60}
Identifier = Annotated[str, AfterValidator(_identifier), Field(json_schema_extra=_PATTERN)]
PersonaId = Annotated[
    str,
    AfterValidator(_persona_id),
    Field(json_schema_extra={**_PATTERN, "not": {"enum": sorted(RESERVED)}}),
]
TaskId = Annotated[str, BeforeValidator(_written), AfterValidator(_filled), Field(max_length=200)]
Duration = Annotated[float, BeforeValidator(_duration), WithJsonSchema({"type": ["string", "number"]})]
OutcomeName = Annotated[str, AfterValidator(_outcome)]
ColumnRole = Annotated[str, AfterValidator(_role)]


Zone = Annotated[str, AfterValidator(_zone)]
Condition = Annotated[Text, AfterValidator(_condition)]
Share = Annotated[float, AfterValidator(_share)]
Credit = Annotated[float, AfterValidator(_credit)]
Version = Annotated[int, AfterValidator(_version), WithJsonSchema({"const": 1})]
Sheet = Annotated[Text, BeforeValidator(_written), WithJsonSchema({"type": ["string", "integer"]})]
OutcomeNames = Annotated[list[OutcomeName], BeforeValidator(listed), AfterValidator(_some)]
MeasureKey = Annotated[str, AfterValidator(_measure)]
Use = Annotated[str, AfterValidator(_use)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Age = Annotated[float, BeforeValidator(_age), WithJsonSchema({"type": "string"})]
Scale = Annotated[tuple[int, int], BeforeValidator(_scale), WithJsonSchema({"type": "string"})]
Unit = Annotated[Literal["person", "account", "account+role"], AfterValidator(_unit)]
Value = Annotated[Text, BeforeValidator(_written)]
"""A cell, which may be a number."""
Amount = Annotated[
    str, BeforeValidator(_amount), WithJsonSchema({"type": ["string", "number"], "pattern": r"\S"})
]
"""A number with its unit, which only the measure can judge: see `targets`."""
