"""A writer of reports that is killed at random moments, and what must be whole after every kill.

python tests/fuzz/killed_writer.py [KILLS] [SEED]
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cxux_cli.lock import LOCK, held
from cxux_cli.render.outputs import MANIFEST, publish

ROOT = Path(__file__).parents[2]
KEEP = 3
SIZE = 200_000


def content(number: int) -> str:
    """A report that tells by itself whether it is whole."""
    body = f"{number}\n" * (SIZE // 8)
    return f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}"


def is_whole(path: Path) -> bool:
    """Whether a file is one report from its beginning to its end."""
    digest, _, body = path.read_text(encoding="utf-8").partition("\n")
    return hashlib.sha256(body.encode()).hexdigest() == digest


def label(number: int) -> str:
    """The label of a week."""
    return f"2026-W{number % 52 + 1:02}"


def write_forever(folder: Path, first: int) -> None:
    """Write report after report, as fast as it goes; `-` on standard output after each."""
    from cxux_cli.cli.main import _terminated

    signal.signal(signal.SIGTERM, _terminated)
    for number in range(first, first + 100_000):
        with held(folder):
            text = content(number)
            published = publish(str(folder), "report", label(number), {"html": text, "json": text}, KEEP)
            if published.problems:
                raise published.problems[0]
        sys.stdout.write("-")
        sys.stdout.flush()


def kill_at_random(folder: Path, kills: int, seed: int) -> int:
    """Let a writer be killed so many times, and return how many reports it had written whole.

    Raises `AssertionError` for a report that is not whole, for one that is not ours and is gone, and for a
    lock or a list that keeps the next run from its work.
    """
    chance = random.Random(seed)
    mine = folder / "report-of-somebody.html"
    mine.write_text("not ours", encoding="utf-8")
    written = 0
    for kill in range(kills):
        how = signal.SIGKILL if kill % 2 else signal.SIGTERM
        command = [sys.executable, __file__, "--write", str(folder), str(chance.randrange(52))]
        pipe, env = subprocess.PIPE, {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=env) as writer:
            assert writer.stdout is not None
            assert writer.stderr is not None
            # The first report says that it has begun; then anything may be going on.
            assert writer.stdout.read(1) == b"-", writer.stderr.read().decode()
            time.sleep(chance.random() * 0.03)
            writer.send_signal(how)
            written += 1 + len(writer.stdout.read())
            code = writer.wait()
            said = writer.stderr.read().decode()
        assert code == (143 if how == signal.SIGTERM else -signal.SIGKILL), said
        assert mine.read_text(encoding="utf-8") == "not ours"
        reports = [*folder.glob("report-2*.*"), *folder.glob("latest.*")]
        assert {path.name for path in reports} >= {"latest.html", "latest.json"}
        for path in reports:
            assert is_whole(path), path
        if how == signal.SIGTERM:
            assert not unfinished(folder)
    with held(folder):
        text = content(0)
        published = publish(str(folder), "report", "2026-W53", {"html": text, "json": text}, KEEP)
    assert not published.problems
    assert not unfinished(folder)
    assert len([*folder.glob("report-2*.html")]) == KEEP
    return written


def unfinished(folder: Path) -> list[str]:
    """Hidden files that no run should leave."""
    return [path.name for path in folder.glob(".*") if path.name not in (LOCK, MANIFEST)]


def main(arguments: list[str]) -> None:
    """Write, or kill a writer."""
    if arguments[:1] == ["--write"]:
        write_forever(Path(arguments[1]), int(arguments[2]))
    kills, seed = int(arguments[0]) if arguments else 200, int(arguments[1]) if arguments[1:] else 1
    with tempfile.TemporaryDirectory() as folder:
        written = kill_at_random(Path(folder), kills, seed)
    print(f"{kills} kills, {written} reports, every one whole")


if __name__ == "__main__":
    main(sys.argv[1:])
