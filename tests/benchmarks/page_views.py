"""Generate the page views of the benchmark: `python page_views.py FILE ROWS`.

Runs as its own process, in chunks, from the same integer mix as the surveys (data.py): the same bytes come out
of every version of Polars, and memory stays that of one chunk. Events of a session are not neighbours in the
file, as in the logs that products write.
"""

import sys
from pathlib import Path

import polars as pl
from data import CHUNK, choose, draw, weighted

PAGES = weighted(["/", "/menu", "/cart", "/search?q=kiwi", "/checkout", "/help"], [8, 6, 3, 2, 2, 1])
DEVICES = weighted(["mobile", "desktop", "tablet"], [6, 5, 1])
EVENTS = weighted(["page_view", "click", "scroll", "purchase"], [30, 6, 3, 1])
TARGETS = pl.Series(["add", "pay", "menu", "logo"])
PER_SESSION, PEOPLE = 5, 200_000
MARCH = 1_772_323_200_000  # 2026-03-01 in milliseconds


def chunk(first: int, size: int) -> pl.DataFrame:
    row = pl.int_range(first, first + size, dtype=pl.UInt64, eager=True)
    bits = [draw(row, 100 + stream) for stream in range(5)]
    # The product of two draws: a few long sessions, and many with a single event.
    room = 2 * size // PER_SESSION
    session = bits[0] % room * (bits[0] // 2**32 % room) // room + first
    person = draw(session, 110) % PEOPLE
    # A session begins somewhere in the month and takes half an hour at most.
    moment = draw(session, 111) % 2_590_000_000 + bits[1] % 1_800_000
    event = choose(EVENTS, bits[2])
    load = 150 + bits[3] % 1000 * (bits[3] // 1024 % 1000) // 160
    blank = bits[4] % 100 == 0
    frame = pl.DataFrame(
        {
            "person": "P" + person.cast(pl.String).str.zfill(7),
            "session": "S" + session.cast(pl.String).str.zfill(8),
            "timestamp": (MARCH + moment).cast(pl.Int64).cast(pl.Datetime("ms")),
            "page": choose(PAGES, bits[2] // 4096),
            "device": choose(DEVICES, draw(session, 112)),
            "event": event,
            "target": choose(TARGETS, bits[2] // 2**32).zip_with(event == "click", pl.Series([None])),
            "load_time_ms": load.set(blank, None),
            "lcp_ms": (load * 7 // 10).set(blank, None),
            "inp_ms": (20 + bits[4] // 128 % 300 * (bits[4] // 2**20 % 300) // 130).set(blank, None),
            "cls": ((bits[4] // 2**40 % 350).cast(pl.Float64) / 1000).set(blank, None),
        }
    )
    return frame.with_columns(pl.col("timestamp").dt.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))


def main() -> None:
    path, rows = Path(sys.argv[1]), int(sys.argv[2])
    with path.open("wb") as file:
        for start in range(0, rows, CHUNK):
            chunk(start, min(CHUNK, rows - start)).write_csv(file, include_header=start == 0)


if __name__ == "__main__":
    main()
