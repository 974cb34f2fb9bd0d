"""What the samples can show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "sample_data"
COMMANDS: dict[str, Sequence[str]] = {
    "nps": ("nps", "qualtrics_nps.csv", "--by", "plan"),
    "series": ("nps", "nps_waves/*.csv", "--every", "month"),
    "sus": ("sus", "google_forms_sus.csv"),
    "conditions": ("sus", "sus_two_products.csv"),
    "stars": ("stars", "store_reviews.csv"),
    "weighted": ("nps", "nps_weighted.csv", "--weight", "weight"),
    "score": ("score", "support_survey.csv"),
    "tasks": ("tasks", "usability_test.csv", "--config", "../configs/usability_test.yaml"),
    "web": ("web", "page_views.csv", "--by", "device"),
    "adoption": ("adoption", "feature_events.csv", "--every", "week"),
    "table": ("table", "feature_survey.csv", "--by", "plan"),
    "problems": ("problems", "problems.csv"),
    "cards": ("cards", "kardsort_cards.csv"),
    "tree": ("tree", "tree_test.csv"),
}
"""Name -> command, file (a name or pattern of the folder of samples), options."""
