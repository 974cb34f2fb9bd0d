"""Logs of the ordering app: page views with their speed, and events of its features."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from invent import pick, rng_for, write


def page_views(path: Path) -> None:
    """Visits of the site: one row per page view, speed in milliseconds, clicks on a slow button."""
    rng = rng_for(path.name)
    names = ["person", "session", "timestamp", "page", "device", "event", "target"]
    names += ["load_time_ms", "lcp_ms", "inp_ms", "cls", "fcp_ms", "ttfb_ms"]
    rows: list[list[object]] = []
    pages: dict[object, int] = {"/": 5, "/menu": 6, "/smoothie": 4, "/search": 2, "/cart": 3, "/checkout": 2}
    for session in range(1, 181):
        person, device = f"P{rng.randint(1, 90):03}", pick(rng, {"mobile": 3, "desktop": 2})
        at = datetime(2026, 3, 2) + timedelta(seconds=rng.randint(0, 28 * 86_400 - 7_200))
        who = [person, f"S{session:03}"]
        for _ in range(rng.choice((1, 1, 1, 2, 3, 4, 6))):
            page = pick(rng, pages)
            slow = rng.lognormvariate(7.45 if device == "mobile" else 7.05, 0.4)
            speed: list[object] = [round(1.4 * slow), round(slow)]
            speed += [round(rng.lognormvariate(4.7, 0.5)) if rng.random() < 0.8 else ""]
            speed += [f"{rng.expovariate(20):.3f}", round(0.7 * slow), round(0.2 * slow)]
            rows.append([*who, _milliseconds(at), page, device, "page_view", "", *speed])
            if page == "/checkout" and rng.random() < 0.4:
                for click in range(4):
                    then = at + timedelta(seconds=3, milliseconds=220 * click)
                    rows.append([*who, _milliseconds(then), page, device, "click", "pay", *[""] * 6])
            at += timedelta(seconds=rng.randint(4, 180))
    # What a browser writes when it was asked too early.
    rows[10][-1] = -1
    write(path, [names, *rows], end="\n")


def feature_events(path: Path) -> None:
    """Two months of events: some people come every other day, most now and then; nobody exports."""
    rng = rng_for(path.name)
    features: dict[object, int] = {"order": 9, "menu": 8, "favourites": 3, "loyalty card": 2, "gift": 1}
    seconds = {"order": 70, "menu": 25, "favourites": 12, "loyalty card": 8, "gift": 120}
    rows: list[list[object]] = []
    for person in range(1, 61):
        begins = rng.choice((0, 0, 0, rng.randint(1, 55)))
        keen = rng.choice((0.04, 0.08, 0.15, 0.5))
        plan = pick(rng, {"free": 2, "pro": 1})
        for day in range(begins, 59):
            if day != begins and rng.random() > keen:
                continue
            for _ in range(rng.randint(1, 4)):
                at = datetime(2026, 1, 1) + timedelta(days=day, seconds=rng.randint(7 * 3600, 22 * 3600))
                feature = pick(rng, features)
                spent = round(rng.lognormvariate(0, 0.5) * seconds[str(feature)])
                rows.append([f"U{person:02}", at.isoformat(), feature, spent, plan])
    rows.sort(key=lambda row: str(row[1]))
    write(path, [["user_id", "timestamp", "feature", "duration_s", "plan"], *rows], end="\n")


def _milliseconds(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds") + "Z"


LOGS: dict[str, Callable[[Path], None]] = {
    "page_views.csv": page_views,
    "feature_events.csv": feature_events,
}
