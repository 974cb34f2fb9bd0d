"""Files side by side of which only one holds a ready-made score: the score of that one is still compared."""

import json


def test_a_stored_score_of_one_file_alone_is_compared(cli, samples):
    code, out, err = cli(
        [
            *("sus", samples / "google_forms_sus.csv", samples / "sus_with_scores.csv"),
            *("--by", "source", "--format", "json"),
        ]
    )
    assert code == 0, err
    total = json.loads(out)["results"][-1]
    assert total["n"] == 54
    assert any("stored column" in note for note in total["notes"])
