"""The examples in configs/ do what their first lines say."""

import shutil

import pytest


@pytest.fixture
def copies(samples, tmp_path, monkeypatch):
    """The examples beside the samples, where a history may be written."""
    shutil.copytree(samples.parent / "configs", tmp_path / "configs")
    (tmp_path / "sample_data").symlink_to(samples)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("config", "options", "code"),
    [
        ("gates_met", (), 0),
        ("gates", (), 1),
        ("gates", ("--exit-zero",), 0),
        ("gates_undecided", (), 0),
        ("gates_undecided", ("--strict",), 3),
    ],
)
def test_a_check_ends_as_its_example_says(cli, copies, config, options, code):
    assert cli(["check", f"configs/{config}.yaml", *options])[0] == code


def test_weeks_that_are_kept_make_months(cli, copies):
    assert cli(["report", "configs/weekly.yaml"])[0] == 0
    code, out, _ = cli(["trend", "nps", "configs/weekly.yaml", "--every", "month"])
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line.startswith("2026-")] == [
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert "new menu" in out


def test_the_largest_example_is_reported(cli, copies):
    code, out, err = cli(["report", "configs/freshblend.yaml"])
    assert code == 0, err
    for source in ("survey", "sessions", "waves", "weighted", "german", "app", "forms"):
        assert f"\n{source}" in f"\n{out}"
