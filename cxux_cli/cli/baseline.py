"""`cxux baseline accept`: the values of today become what later runs are compared with."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from cxux_cli.errors import UsageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback()
def root() -> None:
    """The accepted values that gates are compared with: cxux baseline accept --reason "release 3.2"."""


@app.command()
def accept(
    file: Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="The study config; else it is looked for.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why these values are good enough.")] = "",
    gate: Annotated[
        list[str] | None, typer.Option("--gate", metavar="ID", help="Only this gate; repeat for several.")
    ] = None,
    window: Annotated[
        str | None, typer.Option("--window", help="last-full-week, or 2026-W38: the time that is accepted.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day of the run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")
    ] = False,
) -> None:
    """Accept the values of the gates that compare: nothing else writes the baseline file."""
    from cxux_cli import baseline
    from cxux_cli.cli import studies
    from cxux_cli.gates.rules import COMPARING
    from cxux_cli.render import files
    from cxux_cli.render.escape import plain

    if not reason.strip():
        raise UsageError(
            "an accepted value needs a reason", where="--reason", hint='for example "release 3.2"'
        )
    given = _given(file, window, as_of)
    study = studies.consulted(given)
    known = {g.id for g in study.gates if g.rule in COMPARING and g.against == "accepted"}
    if not known:
        raise UsageError(
            "no gate of the study compares with accepted values",
            where=study.path,
            hint="such a gate has: rule: no_regression, or rule: non_inferior",
        )
    for name in gate or ():
        if name not in known:
            raise UsageError(
                f"no gate '{name[:60]}' compares with accepted values",
                where="--gate",
                hint=f"these do: {', '.join(sorted(known))}",
            )
    ended = studies.run(study, given, only_gates=True)
    wanted = [g for g in ended.report.gates if g.group in (gate or known)]
    path = study.baseline or "cxux-baseline.json"
    hashes = [s.sha256 for s in ended.report.sources if s.sha256]
    accepted, refused = baseline.accept(
        baseline.read(path), wanted, reason=reason, today=ended.now.date(), data=hashes
    )
    for name, why in refused:
        sys.stderr.write(f"cxux: {plain(name)} is not accepted: {plain(why)}\n")
    if len(refused) == len(wanted):
        raise UsageError("no value can be accepted, so nothing was written", where=path)
    if not dry_run:
        files.write(path, baseline.dumps(accepted))
    for one in wanted:
        if one.id not in {name for name, _ in refused}:
            value = accepted.entries[one.id].baseline
            sys.stdout.write(plain(f"{one.id}: {value.value:.4g} {one.unit} (n {value.n})") + "\n")
    sys.stdout.write(plain(f"{'would be written' if dry_run else 'written'}: {path}") + "\n")


def _given(file: str | None, window: str | None, as_of: str | None) -> dict[str, Any]:
    """The options of a study, as they are where nobody gives them; the hashes of its files are wanted."""
    from cxux_cli.cli import studies

    usual = {option.name: option.default for option in (*studies.STUDY, *studies.GATES)}
    more = {"format": "json", "json": None, "quiet": True, "verbose": False}
    return {**usual, **more, "file": file, "window": window, "as_of": as_of, "dry_run": True}
