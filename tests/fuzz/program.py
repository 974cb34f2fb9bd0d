"""cxux in this process: one run, and everything that came of it."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from laws import Ran


class Stream(io.TextIOWrapper):
    """A text stream over bytes, as a pipe is one."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)

    def text(self) -> str:
        self.flush()
        self.seek(0)
        return self.read()


class Program:
    """cxux in this process, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._below = (folder / "below").open("w+b")
        self._scans: list[str] = []
        self._depth = 0

    def __enter__(self) -> Program:
        import polars as pl

        self._undo = contextlib.ExitStack()
        for owner, name in (
            *((pl.LazyFrame, n) for n in ("collect", "collect_async", "sink_csv", "sink_parquet")),
            *((pl, n) for n in ("collect_all", "collect_all_async")),
        ):
            self._spy(owner, name)
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()
        self._below.close()

    def _spy(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            # One collecting function may call another: that is still one scan.
            if not self._depth:
                self._scans.append(name)
            self._depth += 1
            try:
                return real(*args, **kwargs)
            finally:
                self._depth -= 1

        setattr(owner, name, counted)
        self._undo.callback(setattr, owner, name, real)

    def run(self, arguments: Sequence[str], sampled: int = 0) -> Ran:
        """One run; with `sampled`, files longer than twice that many bytes are scanned as a stream."""
        from cxux_cli.cli.main import run
        from cxux_cli.sources import delimited

        sizes = delimited.MIB, delimited.SMALL
        if sampled:
            delimited.MIB, delimited.SMALL = sampled, 2 * sampled
        out, err, code = Stream(), Stream(), None
        self._scans.clear()
        try:
            with (
                self._descriptors(),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
                warnings.catch_warnings(record=True) as warned,
            ):
                warnings.simplefilter("always")
                try:
                    code = int(run(list(arguments)))
                except BaseException as error:
                    if isinstance(error, KeyboardInterrupt):
                        raise
                    code = repr(error)
        finally:
            delimited.MIB, delimited.SMALL = sizes
            # The copies of a run go with its process, and this one runs many.
            while delimited._directory:
                delimited._directory.pop().cleanup()
        return Ran(
            list(arguments),
            code,
            out.text(),
            err.text(),
            self._from_below(),
            [f"{w.category.__name__}: {w.message}" for w in warned],
            list(self._scans),
            self._artefact(arguments, "--json"),
            self._artefact(arguments, "--scores"),
        )

    @contextlib.contextmanager
    def _descriptors(self) -> Iterator[None]:
        saved = [(fd, os.dup(fd)) for fd in (1, 2)]
        try:
            for fd, _ in saved:
                os.dup2(self._below.fileno(), fd)
            yield
        finally:
            for fd, copy in saved:
                os.dup2(copy, fd)
                os.close(copy)

    def _from_below(self) -> str:
        if not os.fstat(self._below.fileno()).st_size:
            return ""
        self._below.seek(0)
        text = self._below.read().decode(errors="replace")
        self._below.seek(0)
        self._below.truncate()
        return text

    @staticmethod
    def _artefact(arguments: Sequence[str], option: str) -> str | None:
        if option not in arguments:
            return None
        path = Path(arguments[list(arguments).index(option) + 1])
        if not path.exists():
            return None
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text
