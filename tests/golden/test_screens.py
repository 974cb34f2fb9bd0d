"""What people see, screen by screen, on the sample data."""

import pytest

SCREENS = {
    "nps-by-plan": ["nps", "sample_data/qualtrics_nps.csv", "--by", "plan"],
    "nps-weighted": ["nps", "sample_data/nps_weighted.csv", "--weight", "weight"],
    "nps-several-files": ["nps", "sample_data/nps_waves/*.csv"],
    "nps-from-counts": ["nps", "--counts", "promoters=60,passives=36,detractors=24"],
    "nps-gate-missed": ["nps", "sample_data/qualtrics_nps.csv", "--fail-under", "50"],
    "nps-privacy-floor": ["nps", "sample_data/qualtrics_nps.csv", "--by", "plan", "--min-n", "60"],
    "nps-as-markdown": ["nps", "sample_data/qualtrics_nps.csv", "--by", "plan", "--format", "markdown"],
    "sus": ["sus", "sample_data/google_forms_sus.csv"],
    "sus-two-blocks": ["sus", "sample_data/sus_two_products.csv"],
    "sus-with-stored-scores": ["sus", "sample_data/sus_with_scores.csv"],
    "inspect": ["inspect", "sample_data/qualtrics_nps.csv"],
    "inspect-sus": ["inspect", "sample_data/google_forms_sus.csv"],
    "explain-nps": ["explain", "nps"],
    "explain-sus": ["explain", "sus"],
    "list": ["list"],
    "tasks": ["tasks", "--config", "configs/usability_test.yaml", "--by", "role"],
    "report-of-a-study": ["report", "configs/personas.yaml"],
    "check-missed": ["check", "configs/gates.yaml", "--explain"],
    "check-undecided": ["check", "configs/gates_undecided.yaml"],
    "compare": ["compare", "sample_data/nps_waves/nps_2026-01.csv", "sample_data/nps_waves/nps_2026-02.csv"],
}
ERRORS = {
    "error-missing-file": (["nps", "sample_data/qualtrics.csv"], 4),
    "error-unknown-column": (["nps", "sample_data/qualtrics_nps.csv", "--by", "plann"], 2),
    "error-no-question": (["nps", "sample_data/google_forms_sus.csv"], 4),
    "error-where": (["nps", "sample_data/qualtrics_nps.csv", "--where", "avg(age) > 3"], 2),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(screen, name):
    screen(name, *SCREENS[name], code=1 if "missed" in name else 0)


@pytest.mark.parametrize("name", ERRORS)
def test_error(screen, name):
    arguments, code = ERRORS[name]
    screen(name, *arguments, code=code)
