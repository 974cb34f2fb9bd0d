"""A checked config to a `Study`: defaults filled in, paths found, numbers in the unit of their measure."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from cxux_cli.measures.declared import DECLARED
from cxux_cli.sources.options import ReadOptions
from cxux_cli.study.config.cross import sources_of
from cxux_cli.study.config.model import ConfigModel, MeasureModel, OutputsModel, SourceModel, TaskModel
from cxux_cli.study.config.study import (
    EVERYONE,
    GateConfig,
    MeasureConfig,
    Outputs,
    Persona,
    Place,
    Policy,
    Release,
    Role,
    Roles,
    SourceConfig,
    Study,
    Task,
    Waiver,
    line_of,
)
from cxux_cli.study.config.targets import Refused, amount, directions, target

_TASK_KEYS = (
    "id",
    "target_time",
    "time_limit",
    "optimal_clicks",
    "opportunities",
    "criticality",
    "partial_credit",
)


def study_of(model: ConfigModel, lines: Mapping[Place, int], path: Path, digest: str) -> Study:
    """The study a checked config describes; `digest` is the SHA-256 of its bytes."""
    roles, policy = model.roles, model.policy
    return Study(
        name=model.study.name,
        timezone=model.study.timezone,
        sources=MappingProxyType({k: _source(k, v, path.parent) for k, v in model.sources.items()}),
        personas=tuple(
            Persona(p.id, p.name or p.id, Role(p.role), p.where, p.population, lines["personas", i, "where"])
            for i, p in enumerate(model.personas)
        ),
        roles=Roles(roles.by, tuple(roles.customer), tuple(roles.user), roles.multi) if roles else None,
        path=str(path),
        sha256=digest,
        lines=MappingProxyType(dict(lines)),
        tasks=tuple(_task(task) for task in model.tasks),
        outcomes=MappingProxyType(dict(model.outcomes)),
        measures=tuple(
            _measure(m, model, line_of(lines, ("measures", i))) for i, m in enumerate(model.measures)
        ),
        gates=tuple(_gates(model, lines)),
        policy=Policy(
            *(policy.on_undecided, policy.on_no_data, policy.on_no_baseline),
            *(policy.family, policy.privacy_floor),
        ),
        history=_beside(path, model.history) if model.history else None,
        unit=model.unit,
        baseline=_beside(path, policy.baseline),
        outputs=_outputs(model.outputs, path) if model.outputs else None,
        releases=tuple(sorted((Release(r.date, r.name) for r in model.releases), key=lambda r: r.day)),
    )


def _beside(path: Path, name: str) -> str:
    return str(path.parent / name)


def _measure(model: MeasureModel, whole: ConfigModel, line: int) -> MeasureConfig:
    return MeasureConfig(
        use=model.use,
        source=model.source or next(iter(whole.sources), ""),
        by=tuple(model.by or ()),
        each=model.each,
        every=model.every,
        columns=MappingProxyType({role: tuple(names) for role, names in model.columns.items()}),
        scale=model.scale,
        variant=model.variant,
        interval=model.interval,
        missing=model.missing,
        about=model.about,
        top=model.top,
        expect=MappingProxyType(dict(model.expect)),
        line=line,
    )


def _gates(model: ConfigModel, lines: Mapping[Place, int]) -> Iterator[GateConfig]:
    """The gates whose numbers can be read; those of the others are problems already."""
    for i, gate in enumerate(model.gates):
        declared = DECLARED[gate.measure]
        with suppress(Refused):
            op, number = target(gate.target, declared) if gate.target else (min(directions(declared)), None)
            yield GateConfig(
                id=gate.id,
                measure=gate.measure,
                op=op,
                target=number,
                source=gate.source or _only_source(gate.measure, model),
                task=gate.task,
                persona=None if gate.persona == EVERYONE else gate.persona,
                segment=MappingProxyType(dict(gate.segment)),
                each=gate.each,
                warn=target(gate.warn, declared)[1] if gate.warn else None,
                rule=gate.rule,
                confidence=gate.confidence,
                min_n=gate.min_n,
                severity=gate.severity,
                runs=gate.runs,
                margin=amount(gate.margin, declared) if gate.margin else None,
                against=gate.against,
                owner=gate.owner,
                why=gate.why,
                waive=Waiver(gate.waive.until, gate.waive.reason) if gate.waive else None,
                scale=gate.scale,
                line=line_of(lines, ("gates", i)),
            )


def _only_source(measure: str, model: ConfigModel) -> str | None:
    """The source of a gate that names none: the only one, or the only one that measures it."""
    if len(model.sources) == 1:
        return next(iter(model.sources))
    return next(iter(sources_of(measure, ((m.use, m.source) for m in model.measures))), None)


def _outputs(model: OutputsModel, path: Path) -> Outputs:
    return Outputs(_beside(path, model.folder), tuple(dict.fromkeys(model.formats)), model.name, model.keep)


def _task(model: TaskModel) -> Task:
    stated = {key: value for key in _TASK_KEYS if (value := getattr(model, key)) is not None}
    return Task(
        **stated,
        name=model.name or model.id,
        optimal_path=tuple(model.optimal_path or ()),
        success=frozenset(model.success) if model.success else None,
    )


def _source(name: str, model: SourceModel, folder: Path) -> SourceConfig:
    # The folder is no pattern, whatever characters it has.
    escaped = Path(glob.escape(str(folder)))
    return SourceConfig(
        name=name,
        paths=tuple(str((escaped if glob.has_magic(p) else folder) / p) for p in model.path),
        columns=MappingProxyType({role: tuple(names) for role, names in model.columns.items()}),
        read=ReadOptions(model.dialect, model.encoding, model.delimiter, model.header_rows, model.sheet),
        date=model.date,
        weight=model.weight,
        where=model.where,
        freshness=model.freshness,
    )
