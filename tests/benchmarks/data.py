"""Generate the benchmark's files: `python data.py DIRECTORY ROWS KIND...`.

Runs as its own process: on Linux a child's peak memory includes what its parent held when it forked, so the
process that measures must never load Polars or touch the data.

The draws come from an integer mix of the row number, written here, so that the same bytes come out of every
version of Polars and chunks can be made independently: memory stays that of one chunk.
"""

import gzip
import shutil
import sys
from pathlib import Path

import polars as pl

SEED = 20_260_101
CHUNK = 500_000
ITEMS = [f"sus{i}" for i in range(1, 11)]
SMALL_FILE_ROWS = 500

SEGMENTS = ["consumer", "student", "business", "partner"]
COUNTRIES = ["ES", "DE", "FR", "PT", "IT", "NL", "PL", "GB"]
COMMENTS = [
    "",
    "",
    "fast pick-up",
    "too sweet, too cold",
    "great app",
    "late again",
    'said "ready" too early',
]


def draw(rows: pl.Series, stream: int) -> pl.Series:
    """64 well-mixed bits for each row (splitmix64); integer products wrap around."""
    start = (SEED * 1_000_003 + stream * 0x9E3779B97F4A7C15) % 2**64
    frame = pl.select(z=rows * pl.lit(0xD1342543DE82EF95, pl.UInt64) + pl.lit(start, pl.UInt64))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = pl.col("z") ^ (pl.col("z") // pl.lit(2**shift, pl.UInt64))
        frame = frame.select(z=mixed * pl.lit(factor, pl.UInt64))
    return frame.select(z=pl.col("z") ^ (pl.col("z") // pl.lit(2**31, pl.UInt64))).to_series()


def weighted(values: list[str], weights: list[int]) -> pl.Series:
    return pl.Series([value for value, weight in zip(values, weights, strict=True) for _ in range(weight)])


def choose(table: pl.Series, bits: pl.Series) -> pl.Series:
    return table.gather(bits % table.len())


# Promoters differ by segment; blanks and N/A are 2 % and 0.5 % of the answers.
ANSWERS = [
    weighted([*map(str, range(11)), "", "N/A"], weights)
    for weights in (
        [4, 1, 2, 3, 4, 9, 12, 25, 40, 45, 50, 4, 1],
        [9, 2, 4, 6, 8, 15, 15, 25, 30, 40, 41, 4, 1],
        [2, 1, 1, 2, 3, 6, 10, 20, 45, 60, 45, 4, 1],
        [6, 2, 3, 4, 6, 12, 20, 40, 50, 30, 22, 4, 1],
    )
]
# One table per leaning: an odd item of a content person looks like an even item of a discontented one.
LEANINGS = [[2, 4, 8, 20, 16], [3, 8, 14, 18, 7], [8, 14, 12, 10, 6]]


def chunk(first: int, size: int) -> pl.DataFrame:
    row = pl.int_range(first, first + size, dtype=pl.UInt64, eager=True)
    segment = draw(row, 1) % len(SEGMENTS)
    bits = [draw(row, stream) for stream in (2, 3, 4, 5)]
    frame = pl.DataFrame(
        {
            "respondent": row + 100_000_000,
            "date": choose(pl.date_range(pl.date(2026, 1, 1), pl.date(2026, 12, 31), eager=True), bits[0]),
            "segment": pl.Series(SEGMENTS).gather(segment),
            "country": choose(pl.Series(COUNTRIES), bits[1]),
            "plan": choose(weighted(["free", "pro", "team"], [6, 3, 1]), bits[1] // 64),
            "comment": choose(pl.Series(COMMENTS), bits[2]),
            "page": "https://app.example.com/order/" + (bits[2] // 64 % 100_000).cast(pl.String),
            "seconds": ((bits[3] % 90_000) / 100).round(2),
            "amount": ((bits[3] // 2**20 % 5_000) / 100).round(2),
            "visits": bits[3] // 2**40 % 60,
        }
    )
    which = draw(row, 6)
    answers = [choose(table, which) for table in ANSWERS]
    leaning = draw(row, 7) % 8 * (segment + 2) // 16  # 0, 1 or 2; the segments differ
    items = {}
    for number, name in enumerate(ITEMS):
        bits_here = draw(row, 10 + number)
        odd = number % 2 == 0
        tables = [weighted(list("12345"), w if odd else w[::-1]) for w in LEANINGS]
        item = choose(tables[0], bits_here)
        for k in (1, 2):
            item = choose(tables[k], bits_here).zip_with(leaning == k, item)
        # a blank item in one answer of 400
        items[name] = item.set(bits_here // 2**40 % 400 == 0, "")
    answer = answers[0]
    for k in (1, 2, 3):
        answer = answers[k].zip_with(segment == k, answer)
    return frame.with_columns(answer=answer, **items)


def write_csv(path: Path, rows: int, first: int = 0) -> None:
    with path.open("wb") as file:
        for start in range(0, rows, CHUNK):
            # An empty string must be an empty cell, not "", as an export writes it.
            data = chunk(first + start, min(CHUNK, rows - start))
            data = data.with_columns(pl.col(pl.String).replace("", None))
            data.write_csv(file, include_header=start == 0)


QUESTIONS = {
    "How likely are you to recommend us to a friend or colleague?": list(map(str, range(11))),
    "Overall, how satisfied are you with us? (1-5)": list("12345"),
    "The company made it easy for me to handle my issue. (1-7)": list("1234567"),
    "Star rating": list("12345"),
    "How would you feel if you could no longer use it?": [
        *("Not disappointed", "Somewhat disappointed", "Very disappointed"),
    ],
    "Overall, how difficult or easy was the task to complete?": list("1234567"),
    **{f"umux_{i}": list("1234567") for i in range(1, 5)},
    **{f"sus_{i}": list("12345") for i in range(1, 11)},
}


def write_many(path: Path, rows: int) -> None:
    """A survey that asks for every measure there is a question for."""
    with path.open("wb") as file:
        for start in range(0, rows, CHUNK):
            row = pl.int_range(start, min(start + CHUNK, rows), dtype=pl.UInt64, eager=True)
            columns = {"segment": choose(pl.Series(SEGMENTS), draw(row, 1))}
            for number, (question, answers) in enumerate(QUESTIONS.items()):
                columns[question] = choose(pl.Series(answers), draw(row, 30 + number))
            pl.DataFrame(columns).write_csv(file, include_header=start == 0)


def main() -> None:
    directory, rows = Path(sys.argv[1]), int(sys.argv[2])
    path = directory / f"survey-{rows}.csv"
    for kind in sys.argv[3:]:
        if kind == "csv":
            write_csv(path, rows)
        elif kind == "parquet":
            # Typed as a warehouse would hold it: what is no number is null.
            numbers = pl.col("respondent", "visits", "answer", *ITEMS).cast(pl.Int64, strict=False)
            lazy = pl.scan_csv(path, infer_schema=False).with_columns(
                numbers, pl.col("date").str.to_date(), pl.col("seconds", "amount").cast(pl.Float64)
            )
            lazy.sink_parquet(path.with_suffix(".parquet"))
        elif kind == "many":
            write_many(directory / f"many-{rows}.csv", rows)
        elif kind == "gz":
            with path.open("rb") as source, gzip.GzipFile(f"{path}.gz", "wb", 6, mtime=0) as target:
                shutil.copyfileobj(source, target, 1 << 20)
        elif kind == "parts":
            parts = directory / f"parts-{rows}"
            parts.mkdir(exist_ok=True)
            for number in range(rows // SMALL_FILE_ROWS):
                write_csv(parts / f"part-{number:04}.csv", SMALL_FILE_ROWS, number * SMALL_FILE_ROWS)


if __name__ == "__main__":
    main()
