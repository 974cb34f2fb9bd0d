"""The shape of `cxux.yaml`: every key, what it may hold, and the JSON Schema of it for editors."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from cxux_cli.errors import UsageError
from cxux_cli.study.config.problems import nearest

LATER = frozenset(
    ("questionnaires", "norms", "measures", "weights", "calendar", "journey", "gates", "policy")
    + ("history", "outputs", "releases")
)
"""Keys that a later version will know."""
RESERVED = frozenset(("everyone", "unassigned", "all"))
"""Names of rows that are always printed: no persona can have them."""
MOST_PERSONAS = 32
"""One bit each in the mask of a row."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def _refused(message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint})


def _filled(text: str) -> str:
    if not text.strip():
        raise _refused("it is blank")
    if "\0" in text:
        raise _refused("it holds a NUL character")
    return text


def _identifier(text: str) -> str:
    if len(text) > 60 or not _IDENTIFIER.fullmatch(text):
        raise _refused(
            f"'{text[:60]}' is no identifier", "small letters, digits, - and _, a letter first, 60 at most"
        )
    return text


def _persona_id(text: str) -> str:
    if text in RESERVED:
        raise _refused(f"'{text}' is the name of a row that is always printed", "choose another id")
    return _identifier(text)


def _role(text: str) -> str:
    known = column_roles()
    if text not in known:
        raise _refused(
            f"there is no role '{text[:60]}'", nearest(text, known) or f"roles are: {', '.join(known)}"
        )
    return text


def column_roles() -> tuple[str, ...]:
    """The roles a column of a source may be bound to: those of the measures, and the respondent."""
    from cxux_cli.measures.registry import BUILT_IN

    return (*sorted({measure.question.role for measure in BUILT_IN.values()}), "respondent")


def _zone(text: str) -> str:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = nearest(text, zoneinfo.available_timezones()) or "write for example: Europe/Madrid"
        raise _refused(f"there is no time zone '{text[:60]}'", hint) from None
    return text


def _path(text: str) -> str:
    if text == "-":
        raise _refused("standard input is no source of a study", "name a file")
    if any(len(part.encode(errors="surrogateescape")) > 255 for part in PurePath(text).parts):
        raise _refused("no file can have this name")
    return text


def _condition(text: str) -> str:
    from cxux_cli.study.where import check

    try:
        check(text, "")
    except UsageError as error:
        raise _refused(error.message, error.hint or "") from error
    return text


def _share(number: float) -> float:
    if not 0 < number <= 1:
        hint = f"{number:g} % is {number / 100:g}" if 1 < number <= 100 else ""
        raise _refused(f"{number:g} is no share: above 0, 1 at most", hint)
    return number


def _version(number: int) -> int:
    if number != 1:
        raise _refused(f"{number} is not known to this version of cxux", "1 is")
    return number


def _unit(text: str) -> str:
    if text != "person":
        raise _refused(f"'{text}' is not supported by this version", "person is")
    return text


def _duration(value: Any) -> float:
    from cxux_cli.study.durations import seconds

    if isinstance(value, bool | dict | list):
        raise _refused("it is no duration", "write for example: 90s, 1m30s or 00:01:30")
    found = seconds(str(value))
    if found is None or not 0 < found < 1e7:
        raise _refused(
            f"'{str(value)[:60]}' is no duration above zero", "write for example: 90s, 1m30s or 00:01:30"
        )
    return found


def _outcome(text: str) -> str:
    from cxux_cli.estimators.usability.outcomes import Outcome

    known = tuple(outcome.value for outcome in Outcome)
    if text not in known:
        raise _refused(
            f"there is no outcome '{text[:60]}'", nearest(text, known) or f"outcomes are: {', '.join(known)}"
        )
    return text


def _credit(number: float) -> float:
    if not 0 < number < 1:
        raise _refused(f"{number:g} is no part of a success: above 0 and below 1")
    return number


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | dict) else [value]


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _one_or_more(pattern: str) -> WithJsonSchema:
    text = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]})


def _some(items: list[str]) -> list[str]:
    if not items:
        raise _refused("the list is empty")
    return items


Text = Annotated[str, AfterValidator(_filled), Field(json_schema_extra={"pattern": r"\S"})]
Names = Annotated[list[Text], BeforeValidator(_listed), AfterValidator(_some), _one_or_more(r"\S")]
Paths = Annotated[
    list[Annotated[Text, AfterValidator(_path)]],
    BeforeValidator(_listed),
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


class _Strict(BaseModel):
    """Unknown keys are errors, and nothing is taken for what it is not."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        model_title_generator=lambda model: model.__name__.removesuffix("Model"),
    )

    @field_validator("*", mode="before")
    @classmethod
    def _stated(cls, value: Any) -> Any:
        """An optional key is left out, not left empty: `weight: #3` is a comment, and no weight."""
        if value is None:
            raise _refused("it is empty", "leave the key out; a value that begins with # stands in quotes")
        return value


class StudyModel(_Strict):
    """What the study is called, and whose days its days are."""

    name: Text | None = Field(default=None, description="What the study is called in reports.")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC",
        description="IANA time zone that decides which day an answer belongs to, e.g. Europe/Madrid.",
    )


class SourceModel(_Strict):
    """One data set: an export, or several of the same survey."""

    path: Paths = Field(
        description="File, glob, or a list of them, relative to the config; several are one data set."
    )
    columns: dict[ColumnRole, Names] = Field(
        default_factory=dict,
        description="Columns by role where evidence alone does not find them, as --column does.",
        json_schema_extra=lambda schema: schema.update(propertyNames={"enum": list(column_roles())}),
    )
    dialect: Text | None = Field(default=None, description="The tool that wrote the file, e.g. qualtrics.")
    encoding: Text | None = Field(default=None, description="The encoding, e.g. cp1252.")
    delimiter: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description='The delimiter, e.g. ";" or tab.'
    )
    header_rows: Annotated[int, Field(ge=0, le=5)] | None = Field(
        default=None, description="How many header rows there are, 0 to 5."
    )
    sheet: (
        Annotated[Text, BeforeValidator(_written), WithJsonSchema({"type": ["string", "integer"]})] | None
    ) = Field(default=None, description="The sheet of a workbook, by name or number.")
    date: Text | None = Field(default=None, description="The column that says when an answer was given.")
    weight: Text | None = Field(default=None, description="The column of survey weights.")


class PersonaModel(_Strict):
    """A group of people, told by a condition on the columns of a row."""

    id: PersonaId = Field(description="Short name for options and reports, unique: ops-lead.")
    name: Text | None = Field(
        default=None, description="The name people know the persona by; the id without one."
    )
    role: Literal["customer", "user", "both"] = Field(
        default="both",
        description="customer: buys and decides (CX); user: works with the product (UX); or both.",
    )
    where: Annotated[Text, AfterValidator(_condition)] = Field(
        description="Who it is: one SQL condition on the columns of a row, as for --where."
    )
    population: Annotated[float, AfterValidator(_share)] | None = Field(
        default=None,
        description="The true share of the persona among all people, above 0 and 1 at most.",
        json_schema_extra={"exclusiveMinimum": 0, "maximum": 1},
    )


class RolesModel(_Strict):
    """Which values of a column make somebody a customer or a user."""

    by: Text = Field(description="The column that holds the role.")
    customer: Names = Field(description="Values that make somebody a customer, e.g. decides, buys.")
    user: Names = Field(description="Values that make somebody a user, e.g. installs, uses.")
    multi: bool = Field(default=False, description="Whether a cell may hold several roles.")


class TaskModel(_Strict):
    """A task of a usability test."""

    id: TaskId = Field(description="The task as the data names it, or a short name of your own.")
    name: Text | None = Field(
        default=None, description="What people had to do; the data may name the task so."
    )
    target_time: Duration | None = Field(
        default=None, description="The typical time it should take: 90s, 1m30s, 00:01:30."
    )
    time_limit: Duration | None = Field(
        default=None, description="The time after which an attempt counts as timed out."
    )
    optimal_clicks: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The fewest clicks that reach the goal."
    )
    optimal_path: Names | None = Field(
        default=None, description="The pages of the shortest way, the first page and the last included."
    )
    opportunities: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="In how many places of the task an error can be made."
    )
    criticality: Literal["low", "medium", "high", "critical"] | None = Field(
        default=None, description="How much depends on the task."
    )
    success: Annotated[list[OutcomeName], BeforeValidator(_listed), AfterValidator(_some)] | None = Field(
        default=None,
        description="The outcomes that count as success; as a rule all successes, also assisted.",
    )
    partial_credit: Annotated[float, AfterValidator(_credit)] | None = Field(
        default=None, description="What a partial success is worth in success.credit, between 0 and 1; 0.5."
    )


class ConfigModel(_Strict):
    """A study: where its data is, who its people are."""

    version: Annotated[int, AfterValidator(_version), WithJsonSchema({"const": 1})] = Field(
        description="Version of this format."
    )
    study: StudyModel = Field(default_factory=StudyModel, description="Name and time zone.")
    sources: dict[Identifier, SourceModel] = Field(
        default_factory=dict,
        description="The data, by a name of your own.",
        json_schema_extra={"additionalProperties": False},
    )
    personas: Annotated[list[PersonaModel], Field(max_length=MOST_PERSONAS)] = Field(
        default_factory=list, description="Two to three are usual; they may overlap."
    )
    roles: RolesModel | None = Field(default=None, description="Roles held in a column of the data.")
    tasks: list[TaskModel] = Field(default_factory=list, description="The tasks of usability tests.")
    outcomes: dict[Text, OutcomeName] = Field(
        default_factory=dict,
        description='Words of your own for how an attempt ended: {"done, slowly": success}.',
        json_schema_extra={"additionalProperties": {"type": "string"}},
    )
    unit: Annotated[Literal["person", "account", "account+role"], AfterValidator(_unit)] = Field(
        default="person", description="What counts as one: person; the others are not supported yet."
    )


class _WithoutNull(GenerateJsonSchema):
    """What may be left out may not be null: see `_Strict`."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the config."""
    schema = ConfigModel.model_json_schema(schema_generator=_WithoutNull)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "cxux study config",
    }
