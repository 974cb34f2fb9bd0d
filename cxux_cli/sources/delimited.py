"""CSV and its kin: understood from a sample, scanned as a stream."""

from __future__ import annotations

import csv
import dataclasses
import io
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources import records
from cxux_cli.sources.encoding import Encoding, decide, decode, errors, named
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import OVER, Source, position
from cxux_cli.sources.table import FORMULA, from_records, unescaped

if TYPE_CHECKING:
    import polars as pl

MIB = 1 << 20
SMALL = 2 * MIB
"""Up to this size the sample is the whole file, and it is not read twice."""
_LONGEST_HEADER = 16 * MIB
_COUNTED = 256 * MIB
"""Up to this size the lines are counted beside the scan; beyond, that takes a third of the scan."""
WHOLE_SAMPLE_ROWS = 5_000
_ESCAPES = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|", "space": " "}


def open_delimited(file: Path, path: str, options: ReadOptions, compression: str | None) -> Source:
    """Understand a delimited text file, plain or compressed.

    Raises `InputError` when it is empty, binary, truncated or not a table.
    """
    head, tail = _sample(file, path, compression)
    whole = tail is None
    _refuse_binary(head, path)
    encoding = named(options.encoding) if options.encoding is not None else decide(head, complete=whole)
    text = decode(head, encoding)
    declared, text = records.declared_delimiter(text)
    delimiter = _stated(options.delimiter) or declared or records.sniff(text)
    _refuse_one_column(options, head, text, delimiter, path, complete=whole)
    parsed = records.parse(text, delimiter, complete=whole, path=path)
    notes = tuple(parsed.notes)
    if encoding.stray:
        notes += (f"{encoding.stray} byte{'s' * (encoding.stray > 1)} not UTF-8, read as Windows-1252",)
    if not whole and len(parsed.rows) < 2:
        raise InputError(
            "a row near the start is longer than a mebibyte: a quote is missing, or this is no table of answers",
            where=path,
        )
    source, header = from_records(parsed.rows, path=path, options=options, complete=whole, notes=notes)
    source = dataclasses.replace(
        source,
        encoding=encoding.name,
        delimiter=delimiter,
        file=str(file),
        size=file.stat().st_size,
    )
    if whole:
        return source
    width, skip = header.width, header.skip
    escape = source.dialect.escape
    end = _tail_records(tail or b"", encoding, delimiter, width)
    if escape:
        end = [[unescaped(cell, escape) for cell in row] for row in end]
    sample = [*list(source.sample)[:WHOLE_SAMPLE_ROWS], *end[-WHOLE_SAMPLE_ROWS:]]
    # Polars reads UTF-8 with line feeds; anything else goes through a copy in UTF-8.
    feeds = text.count("\r") == text.count("\r\n")
    plain = encoding.plain and not declared and feeds and b"\x00" not in head
    if plain:
        scan = scanner(str(file), width, skip, delimiter, escape)
    else:
        copy, noticed = _rewrite(file, path, encoding, delimiter, compression)
        scan = scanner(str(copy), width, skip, ",", escape)
        source = dataclasses.replace(source, notes=(*source.notes, *noticed))

    def repair(source: Source, why: str) -> Source:
        copy, noticed = _rewrite(file, path, encoding, delimiter, compression)
        return dataclasses.replace(
            source,
            scan=scanner(str(copy), width, skip, ",", escape),
            notes=(*source.notes, f"read through a repaired temporary copy: {why}", *noticed),
            repair=None,
            lines=None,
            _answers={},
        )

    # A missing quote or a lone carriage return swallows rows in silence; where no cell spans lines, lines
    # and rows must agree.
    one_line_each = plain and text.count("\n") <= len(parsed.rows) + 1
    countable = one_line_each and compression is None
    if countable and source.size > _COUNTED:
        countable = False
        if '"' in text:
            note = "too long to look for a missing quote: rows it had swallowed would not show"
            source = dataclasses.replace(source, notes=(*source.notes, note))
    return dataclasses.replace(
        source,
        sample=sample,
        scan=scan,
        repair=repair if plain else None,
        lines=_line_counter(str(file)) if countable else None,
        skipped=skip,
    )


def _line_counter(file: str) -> Callable[[], int]:
    def count() -> int:
        """Line ends of every kind, block by block: the scanner of Polars takes another 190 MiB for this."""
        lines, last = 0, b""
        with Path(file).open("rb") as stream:
            while block := stream.read(MIB):
                lines += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
                lines -= last.endswith(b"\r") and block.startswith(b"\n")
                last = block
        return lines + (not last.endswith((b"\n", b"\r")))

    return count


def scanner(
    file: str, width: int, skip: int, delimiter: str, escape: str = ""
) -> Callable[[Sequence[int], Collection[int]], pl.LazyFrame]:
    """How to scan a delimited file in UTF-8 of `width` columns whose answers start behind `skip` records."""

    def scan(columns: Sequence[int], integers: Collection[int]) -> pl.LazyFrame:
        import polars as pl

        schema: dict[str, type[pl.DataType]] = {
            position(i): pl.Int8 if i in integers else pl.String for i in range(width)
        }
        schema[OVER] = pl.String
        text = [position(i) for i in columns if i not in integers] if escape else []
        return (
            pl.scan_csv(
                file,
                has_header=False,
                skip_rows=skip,
                schema=schema,
                separator=delimiter,
                missing_columns="insert",
                extra_columns="ignore",
                truncate_ragged_lines=True,
                glob=False,
            )
            .with_columns(
                pl.when(pl.any_horizontal(pl.col(name).str.starts_with(escape + sign) for sign in FORMULA))
                .then(pl.col(name).str.strip_prefix(escape))
                .otherwise(pl.col(name))
                .alias(name)
                for name in text
            )
            .select(
                *(position(i) for i in columns),
                # A delimiter at the end of a line makes no row longer.
                pl.when(pl.col(OVER).str.strip_chars() != "").then(pl.col(OVER)).alias(OVER),
            )
        )

    return scan


def opener(file: Path, compression: str | None) -> IO[bytes]:
    """The bytes of a file, decompressed where it is compressed."""
    if compression == "gzip":
        import gzip

        return cast(IO[bytes], gzip.open(file, "rb"))
    if compression == "zstd":
        from cxux_cli.sources.zstd import ZstdFile

        return cast(IO[bytes], io.BufferedReader(ZstdFile(file), MIB))
    return file.open("rb")


def _sample(file: Path, path: str, compression: str | None) -> tuple[bytes, bytes | None]:
    """The whole content and None, or the first and the last mebibyte (no end for compressed files)."""
    try:
        with opener(file, compression) as stream:
            head = stream.read(SMALL + 1)
            if len(head) <= SMALL:
                return head, None
            sample = head[:MIB]
            while b"\n" not in sample and b"\r" not in sample:
                more = head[len(sample) :] if len(sample) < len(head) else stream.read(MIB)
                if not more or len(sample) > _LONGEST_HEADER:
                    raise InputError(
                        "the first line is longer than 16 MiB: this is not a table of answers", where=path
                    )
                sample += more
            if compression:
                return sample, b""
            stream.seek(-MIB, io.SEEK_END)
            return sample, stream.read(MIB)
    except InputError:
        raise
    except Exception as error:
        # Each library names a cut-off stream in its own way; without one, it is the file itself.
        if compression is None or isinstance(error, PermissionError):
            raise
        raise damaged(path, compression) from error


def damaged(path: str, compression: str | None) -> InputError:
    """The error of a compressed stream that ends too early."""
    return InputError(
        f"the {compression} file is damaged or cut off: it ends before its content does",
        where=path,
        hint="download or copy it again",
    )


_MAGIC = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "an SQLite database",
    b"$FL2": "an SPSS file",
    b"$FL3": "an SPSS file",
    b"<stata_dta": "a Stata file",
    b"ARROW1": "an Arrow file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
}


# Every byte but the control characters that text does not hold; NUL is judged apart.
_TEXT = bytes(b for b in range(256) if not (0 < b < 9 or 13 < b < 27 or 27 < b < 29))


def _refuse_binary(head: bytes, path: str) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise InputError("the file is empty", where=path, hint="was the export finished?")
    what = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        what = "a web page or XML, perhaps a log-in page saved under this name"
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4096].count(0) > len(head[:4096]) * 0.3
    control = len(head[:4096].translate(None, _TEXT))
    if what is None and (control > len(head[:4096]) * 0.05 or (0 in head[:4096] and not utf16)):
        what = "a binary file"
    if what:
        raise InputError(
            f"this is {what}, not a table of answers",
            where=path,
            hint="export the answers as CSV, XLSX or Parquet",
        )


def _stated(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    stated = _ESCAPES.get(delimiter.lower(), delimiter)
    if len(stated) != 1:
        raise UsageError(
            f"a delimiter is one character, not '{delimiter}'", where="--delimiter", hint='try ";" or tab'
        )
    return stated


def _refuse_one_column(
    options: ReadOptions, head: bytes, text: str, delimiter: str, path: str, *, complete: bool
) -> None:
    """Refuse a delimiter or an encoding that was stated and leaves one column, where there are others."""
    if (options.encoding is None and options.delimiter is None) or records.columns(text, delimiter) > 1:
        return
    told = decode(head, decide(head, complete=complete))
    for option, stated, other in (
        ("delimiter", options.delimiter, text),
        ("encoding", options.encoding, told),
    ):
        found = records.sniff(other)
        if stated is None or (n := records.columns(other, found)) < 2:
            continue
        name = "tab" if found == "\t" else f"'{found}'"
        with_other = f"with {name} it has {n}" if option == "delimiter" else f"without it, it has {n}"
        raise UsageError(
            f"with the {option} '{stated}' the file has one column, {with_other}",
            where=f"--{option}, {path}",
            hint=f"leave --{option} out: it is found by itself",
        )


def _tail_records(tail: bytes, encoding: Encoding, delimiter: str, width: int) -> list[list[str]]:
    """Whole records from the end of the file; what the cut left of the first ones is dropped."""
    if not tail or encoding.codec.startswith("utf-16"):
        return []
    text = decode(tail, encoding)
    start = text.find("\n") + 1
    rows = list(csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter))
    return [row for row in rows[1:] if len(row) == width and not records.is_blank(row)]


def _rewrite(
    file: Path, path: str, encoding: Encoding, delimiter: str, compression: str | None
) -> tuple[Path, list[str]]:
    """A copy in UTF-8 with commas and line feeds, record by record, for the scanner, and what was noticed."""
    notes: list[str] = []
    directory = temporary_directory()
    copy = directory / f"{len(list(directory.iterdir()))}.csv"
    try:
        with (
            opener(file, compression) as raw,
            io.TextIOWrapper(raw, encoding.codec, errors(encoding), newline="") as text,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out, lineterminator="\n")
            lines = _without_declaration(text)
            for row in records.stream(lines, delimiter, path, notes):
                writer.writerow(row)
    except (EOFError, OSError) as error:
        if compression is None:
            raise
        raise damaged(path, compression) from error
    return copy, notes


def _without_declaration(text: Iterator[str]) -> Iterator[str]:
    _, first = records.declared_delimiter(next(text, "").removeprefix("\ufeff"))
    if first:
        yield first
    yield from text


_directory: list[tempfile.TemporaryDirectory[str]] = []


def temporary_directory() -> Path:
    """A folder for copies, removed when the program ends."""
    if not _directory:
        _directory.append(tempfile.TemporaryDirectory(prefix="cxux-"))
    return Path(_directory[0].name)
