"""The shape of `cxux.yaml`: every key, what it may hold, and the JSON Schema of it for editors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cxux_cli.study.config.fields import (
    Age,
    Amount,
    ColumnRole,
    Condition,
    Credit,
    Day,
    Duration,
    Identifier,
    MeasureKey,
    Names,
    OutcomeName,
    OutcomeNames,
    Paths,
    PersonaId,
    Scale,
    Share,
    Sheet,
    TaskId,
    Text,
    Unit,
    Use,
    Value,
    Version,
    Zone,
    column_roles,
    listed,
    refused,
)

LATER = frozenset(("questionnaires", "norms", "weights", "calendar", "journey"))
"""Keys that a later version will know."""
MOST_PERSONAS = 32
"""One bit each in the mask of a row."""


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
            raise refused("it is empty", "leave the key out; a value that begins with # stands in quotes")
        return value


class StudyModel(_Strict):
    """What the study is called, and whose days its days are."""

    name: Text | None = Field(default=None, description="What the study is called in reports.")
    timezone: Zone = Field(
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
    sheet: Sheet | None = Field(default=None, description="The sheet of a workbook, by name or number.")
    date: Text | None = Field(default=None, description="The column that says when an answer was given.")
    weight: Text | None = Field(default=None, description="The column of survey weights.")
    where: Condition | None = Field(
        default=None,
        description="Which rows are in scope: one SQL condition, as --where. Without it the number stands beside.",
    )
    freshness: Age | None = Field(
        default=None,
        description="How old the newest answer may be (36h, 8d) before the source counts as having no data.",
    )


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
    where: Condition = Field(
        description="Who it is: one SQL condition on the columns of a row, as for --where."
    )
    population: Share | None = Field(
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
    success: OutcomeNames | None = Field(
        default=None,
        description="The outcomes that count as success; as a rule all successes, also assisted.",
    )
    partial_credit: Credit | None = Field(
        default=None, description="What a partial success is worth in success.credit, between 0 and 1; 0.5."
    )


class MeasureModel(_Strict):
    """One thing that is measured in one source."""

    use: Use = Field(description="A measure (nps, success) or a command that prints many (tasks, web).")
    source: Identifier | None = Field(
        default=None, description="The source it is measured in; may be left out where there is one."
    )
    by: Names | None = Field(default=None, description="Columns that divide it; several cross.")
    each: Literal["task"] | None = Field(
        default=None, description="One result for each task, beside that of all tasks."
    )
    every: Literal["day", "week", "month", "quarter", "year"] | None = Field(
        default=None, description="A series: one result for each period."
    )
    columns: dict[ColumnRole, Names] = Field(
        default_factory=dict,
        description="Columns by role, where those of the source are not the ones that are meant.",
        json_schema_extra=lambda schema: schema.update(propertyNames={"enum": list(column_roles())}),
    )
    scale: Scale | None = Field(default=None, description="The scale of the question: 0-10.")
    variant: Text | None = Field(default=None, description="The wording, where the measure has several.")
    interval: Text | None = Field(default=None, description="The interval, as --interval.")
    missing: Literal["listwise", "prorate", "midpoint"] = Field(
        default="listwise", description="What becomes of people with items missing."
    )
    about: Literal["brand", "product"] | None = Field(default=None, description="What was asked about.")
    top: Annotated[int, Field(ge=1, le=10)] | None = Field(
        default=None, description="How many answers make the box of a share."
    )
    expect: dict[Text, float] = Field(
        default_factory=dict,
        description="What the team predicts before it reads the data, by persona or everyone.",
        json_schema_extra={"additionalProperties": {"type": "number"}},
    )


class WaiverModel(_Strict):
    """A gate that may be missed, for a reason and a time."""

    until: Day = Field(description="The last day on which it does not count.")
    reason: Text = Field(description="Why.")


class GateModel(_Strict):
    """A target, and what becomes of a measure that misses it."""

    id: Identifier = Field(description="Stable id: it stands in JUnit, the history and the baseline.")
    measure: MeasureKey = Field(description="The measure that is judged.")
    source: Identifier | None = Field(
        default=None, description="The source; may be left out where one alone measures it."
    )
    task: TaskId | None = Field(default=None, description="The task; without one, all of them together.")
    persona: Identifier | None = Field(
        default=None, description="Whose answers: a persona, unassigned or everyone."
    )
    segment: dict[Text, Value] = Field(
        default_factory=dict,
        description="The segment: column and value. The measure needs the columns under `by`.",
        json_schema_extra={"additionalProperties": {"type": ["string", "number"]}},
    )
    each: Text | None = Field(
        default=None, description="One gate for each task, persona, or value of a column under `by`."
    )
    target: Amount | None = Field(
        default=None, description='In the unit of the measure: ">= 78%", "<= 90s", 68. Inclusive.'
    )
    warn: Amount | None = Field(default=None, description="A stricter target whose miss is a warning.")
    rule: Literal["not_below", "point", "lower_bound", "no_regression", "non_inferior"] = Field(
        default="not_below", description="When it is missed: see docs/gates.md."
    )
    margin: Amount | None = Field(
        default=None, description="The drop that counts, for no_regression and non_inferior."
    )
    against: Literal["accepted", "previous"] = Field(
        default="accepted", description="What it is compared with: the accepted baseline or the last window."
    )
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = Field(
        default=0.95, description="Of the one-sided bounds."
    )
    min_n: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Below so many answers it is undecided."
    )
    severity: Literal["off", "warn", "error"] = Field(
        default="error", description="What a miss does: nothing, a warning, a failure."
    )
    runs: Annotated[int, Field(ge=1, le=52)] = Field(
        default=1, alias="for", description="Missed runs in a row before it fails; needs a history."
    )
    owner: Text | None = Field(default=None, description="Who is to act; printed in the failure.")
    why: Text | None = Field(default=None, description="Why the target is what it is.")
    waive: WaiverModel | None = Field(default=None, description="A waiver that expires.")
    scale: Scale | None = Field(
        default=None, description="The scale, where it is in doubt: a gate does not judge a doubtful one."
    )


class PolicyModel(_Strict):
    """What outcomes do that are neither met nor missed."""

    on_undecided: Literal["ignore", "warn", "fail"] = Field(
        default="warn", description="What a gate does that the data cannot decide."
    )
    on_no_data: Literal["ignore", "warn", "fail"] = Field(
        default="fail", description="What a gate without data does."
    )
    on_no_baseline: Literal["ignore", "warn", "fail"] = Field(
        default="warn", description="What a gate does that has nothing to compare with."
    )
    family: Literal["holm", "none"] = Field(
        default="holm", description="How gates of one `each` share the chance of a false alarm."
    )
    privacy_floor: Annotated[int, Field(ge=1)] = Field(
        default=1, description="Groups of fewer people are hidden."
    )
    baseline: Text = Field(
        default="cxux-baseline.json", description="The file of accepted values, relative to the config."
    )


class OutputsModel(_Strict):
    """Where `cxux report` writes."""

    folder: Text = Field(description="The folder, relative to the config; it is made where it is missing.")
    formats: Annotated[
        list[Literal["html", "json", "md", "csv", "xlsx"]], BeforeValidator(listed), Field(min_length=1)
    ] = Field(default=["html", "json"], description="html, json, md, csv, xlsx.")
    name: Identifier = Field(default="report", description="How the files are called.")
    keep: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many windows are kept; all without it."
    )


class ReleaseModel(_Strict):
    """Something that may move a measure: it is marked in trends."""

    date: Day = Field(description="The day.")
    name: Text = Field(description="What happened: v2.1, new checkout.")


class ConfigModel(_Strict):
    """A study: where its data is, who its people are, what is measured and how good is good enough."""

    version: Version = Field(description="Version of this format.")
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
    unit: Unit = Field(
        default="person", description="What counts as one: person, or account (the column of that role)."
    )
    measures: list[MeasureModel] = Field(
        default_factory=list, description="What is measured; without any, everything that the sources hold."
    )
    gates: list[GateModel] = Field(default_factory=list, description="Targets: cxux check judges them.")
    policy: PolicyModel = Field(
        default_factory=PolicyModel, description="What undecided outcomes do, and who is hidden."
    )
    history: Text | None = Field(
        default=None, description="The file of the history (SQLite), relative to the config."
    )
    outputs: OutputsModel | None = Field(default=None, description="Where reports are written.")
    releases: list[ReleaseModel] = Field(
        default_factory=list, description="Days on which something changed, for trends."
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
