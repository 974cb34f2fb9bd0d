"""Small samples of tree tests, first-click tests, card sorts and prototype tests; `make.py` writes them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from invent import pick, rng_for, someone, write

PLACES = {
    "Find a bar near you": ("Home > Bars", "Home > Menu", "Home > Menu > Home > Bars"),
    "Use a voucher": (
        "Home > Account > Vouchers",
        "Home > Bars > Offers",
        "Home > Menu > Home > Account > Vouchers",
    ),
}
"""Task -> the straight way, a wrong one, and the right one after a step back."""
_CARDS = ("Mango Sun", "Green Garden", "Loyalty points", "Opening hours", "Vouchers", "Find a bar")
_STUDY = ["Status", "Start time (UTC)", "End time (UTC)", "Time taken"]


def _study(i: int, status: str) -> list[str]:
    done = status == "Completed"
    times = [f"2026-03-0{2 + i % 6} 09:{i:02}:10", f"2026-03-0{2 + i % 6} 09:{i + 4:02}:40" if done else ""]
    return [status, *times, "00:04:30" if done else ""]


def _attempt(rng: Random, task: str, p: float) -> tuple[str, str, str]:
    """A path, its outcome and seconds."""
    straight, wrong, back = PLACES[task]
    kind = pick(rng, {"straight": int(100 * p), "back": 20, "wrong": 30, "skip": 6})
    path, outcome = {
        "straight": (straight, "Direct Success"),
        "back": (back, "Indirect Success"),
        "wrong": (wrong, "Direct Failure"),
        "skip": ("Home", "Direct Skip"),
    }[kind]
    return path, outcome, f"{rng.lognormvariate(2.5 if kind == 'straight' else 3.1, 0.4):.1f}"


def treejack(path: Path) -> None:
    """Two tasks of 16 people; two more abandoned the study, one of them after a task."""
    rng = rng_for(path.name)
    header = ["Participant ID", *_STUDY]
    for number in (1, 2):
        header += [f"Task {number} Path Taken", f"Task {number} Path Outcome", f"Task {number} Time Taken"]
    rows = []
    for i in range(1, 19):
        left = i in (5, 12)
        cells = [cell for task, p in zip(PLACES, (0.9, 0.5), strict=True) for cell in _attempt(rng, task, p)]
        if left:
            cells = [*cells[:3], "", "", ""] if i == 5 else [""] * 6
        rows.append([i, *_study(i, "Abandoned" if left else "Completed"), *cells])
    write(path, [header, *rows])


def chalkmark(path: Path) -> None:
    """Where 14 people click first on two screens; one abandoned the study."""
    rng = rng_for(path.name)
    header = ["Participant ID", *_STUDY]
    for number in (1, 2):
        header += [f"Task {number} Click Result", f"Task {number} Click X", f"Task {number} Click Y"]
        header += [f"Task {number} Time Taken"]
    rows = []
    for i in range(1, 16):
        left = i == 9
        cells: list[object] = []
        for p in (0.8, 0.45):
            kind = "Skipped" if rng.random() < 0.08 else "Correct" if rng.random() < p else "Incorrect"
            spot = ["", ""] if kind == "Skipped" else [rng.randrange(20, 1260), rng.randrange(20, 780)]
            cells += [kind, *spot, f"{rng.lognormvariate(1.6, 0.4):.1f}"]
        rows.append([i, *_study(i, "Abandoned" if left else "Completed"), *([""] * 8 if left else cells)])
    write(path, [header, *rows])


def optimalsort(path: Path) -> None:
    """An open sort of six cards by eight people; one left a card, one abandoned the study."""
    rng = rng_for(path.name)
    header = ["Participant ID", "Status", "Card index", "Card label", "Category index", "Category label"]
    header += ["Sort position"]
    names = (
        ("Drinks", "drinks", "Our drinks"),
        ("My account", "Account", "Me"),
        ("The bar", "Bars", "Visit us"),
    )
    homes = (0, 0, 1, 2, 1, 2)
    rows = []
    for i in range(1, 10):
        placed = [0, 0, 0]
        for number, (card, home) in enumerate(zip(_CARDS, homes, strict=True), 1):
            group = home if rng.random() < 0.8 else rng.randrange(3)
            placed[group] += 1
            where: list[object] = [group + 1, names[group][i % 3], placed[group]]
            if i == 4 and card == "Vouchers":
                where = ["", "Unsorted", ""]
            rows.append([i, "Abandoned" if i == 7 else "Completed", number, card, *where])
    write(path, [header, *rows])


def uxtweak(path: Path) -> None:
    """A tree test of 12 respondents in rows, with decimal commas; two are not included in the analysis."""
    rng = rng_for(path.name)
    rows = []
    for i in range(1, 13):
        for task, p in zip(PLACES, (0.9, 0.5), strict=True):
            way, outcome, seconds = _attempt(rng, task, p)
            word = "Skip" if outcome.endswith("Skip") else outcome.capitalize()
            kept = "No" if i in (3, 10) else "Yes"
            rows.append([i, kept, task, word, way.replace(" > ", " / "), seconds.replace(".", ",")])
    header = ["Respondent ID", "Include in analysis", "Task", "Result", "Path", "Time (s)"]
    write(path, [header, *rows], delimiter=";")


def maze(path: Path) -> None:
    """One mission of 20 testers; one path is not categorized."""
    rng = rng_for(path.name)
    header = [
        "Tester ID",
        "Started at",
        "Outcome",
        "Duration (s)",
        "Misclicks",
        "Misclick rate (%)",
        "Heatmap",
    ]
    kinds = ["Direct success"] * 9 + ["Indirect success"] * 5 + ["Mission unfinished"] * 5 + ["Uncategorized"]
    rng.shuffle(kinds)
    rows = []
    for i, kind in enumerate(kinds, 1):
        clicks, missed = rng.randrange(4, 14), rng.randrange(0, 3 if kind == "Direct success" else 6)
        seconds = rng.lognormvariate(2.9 if kind == "Direct success" else 3.5, 0.4)
        rate = f"{100 * missed / (clicks + missed):.1f}"
        rows.append(
            [4000 + i, f"2026-03-02T09:{i:02}:00Z", kind, f"{seconds:.1f}", missed, rate]
            + [f"https://app.example.org/heatmap/{4000 + i}"]
        )
    write(path, [header, *rows], end="\n")


def usertesting(path: Path) -> None:
    """Ten sessions, of which eight are completed."""
    rng = rng_for(path.name)
    header = ["Test ID", "Session ID", "Test Name", "Creator Name", "Creator Email", "Contributor Username"]
    header += ["Launch Date (timezone in UTC)", "Completed Date (timezone in UTC)", "Status"]
    header += ["Booked Duration (min)", "Actual Duration (min)", "Operating System"]
    name, family, mail = someone(1)
    rows = []
    for i in range(1, 11):
        status = {3: "Pending", 8: "Problem"}.get(i, "Completed")
        done = status == "Completed"
        facts = [f"tester{i:02}", "2026-03-02", "2026-03-03" if done else "", status, 30]
        facts += [rng.randrange(14, 31) if done else "", rng.choice(("macOS", "Windows", "iOS", "Android"))]
        rows.append([901, 7000 + i, "Order a smoothie", f"{name} {family}", mail, *facts])
    write(path, [header, *rows])


STUDIES: dict[str, Callable[[Path], None]] = {
    "treejack_tree_test.csv": treejack,
    "chalkmark_first_clicks.csv": chalkmark,
    "optimalsort_cards.csv": optimalsort,
    "uxtweak_tree_test.csv": uxtweak,
    "maze_mission.csv": maze,
    "usertesting_sessions.csv": usertesting,
}
