"""JSON lines and arrays of objects: flattened to columns, streamed when long, refused when nested."""

import gzip
import json

import pytest
import zstandard

from cxux_cli.errors import InputError
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import position

# 2 promoters, 1 detractor of 4: 25.
ANSWERS = [{"id": i, "nps": n} for i, n in enumerate((10, 9, 8, 0))]


def lines(objects):
    return "".join(json.dumps(found, ensure_ascii=False) + "\n" for found in objects)


def opened(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (source,) = open_sources([str(path)], ReadOptions())
    return source


def table(source):
    return [[c.name for c in source.columns], *[list(row) for row in source.sample]]


@pytest.fixture
def nps(cli, tmp_path):
    def call(content, *arguments):
        path = tmp_path / "answers"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code, out, err = cli(["nps", path, *arguments, "--format", "json"])
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture
def refused(cli, tmp_path):
    def call(content):
        path = tmp_path / "answers"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code, out, err = cli(["nps", path])
        assert (code, out) == (4, "")
        return err

    return call


@pytest.mark.parametrize(
    "content",
    [
        lines(ANSWERS),
        "\ufeff" + lines(ANSWERS),
        lines(ANSWERS).replace("\n", "\r\n\r\n").rstrip(),
        json.dumps(ANSWERS),
        json.dumps(ANSWERS, indent=2),
        lines(ANSWERS).encode("utf-16"),
        gzip.compress(lines(ANSWERS).encode(), mtime=0),
        zstandard.ZstdCompressor().compress(json.dumps(ANSWERS).encode()),
    ],
)
def test_content_tells_json_and_one_object_is_one_row(nps, content):
    report = nps(content)
    assert report["results"][0]["value"] == 25.0
    assert report["ledger"][0]["read"] == 4
    assert (report["sources"][0]["columns"], report["sources"][0]["header_rows"]) == (2, 0)


def test_nested_names_are_joined_and_values_are_text(tmp_path):
    first = {
        "event": "survey sent",
        "properties": {"$survey_response": 9, "ok": True, "deep": {"er": 1.50}, "tags": ["a", None, 2]},
        "id": 12345678901234567890123,
        "none": None,
        "nan": float("nan"),
    }
    source = opened(tmp_path / "a", lines([first, {"late": "x", "event": "e", "properties": {"ok": False}}]))
    assert table(source) == [
        [
            "event",
            "properties.$survey_response",
            "properties.ok",
            "properties.deep.er",
            "properties.tags",
            "id",
        ]
        + ["none", "nan", "late"],
        ["survey sent", "9", "true", "1.5", "a; 2", "12345678901234567890123", "", "", ""],
        ["e", "", "false", "", "", "", "", "", "x"],
    ]


def test_an_event_of_a_survey_is_measured_by_its_nested_column(nps):
    events = [{"event": "survey sent", "properties": {"$survey_response": str(n)}} for n in (10, 9, 8, 0)]
    report = nps(lines(events), "--column", "score=properties.$survey_response")
    assert report["results"][0]["value"] == 25.0


def test_lists_of_objects_are_left_out_and_named(tmp_path):
    objects = [a | {"params": [{"key": "page", "value": 1}], "empty": []} for a in ANSWERS]
    source = opened(tmp_path / "a", lines(objects))
    assert [c.name for c in source.columns] == ["id", "nps", "empty"]
    assert "nested lists left out: params" in source.notes


def test_two_values_of_one_name_are_said(tmp_path):
    source = opened(tmp_path / "a", '{"a.b": 1, "a": {"b": 2}, "nps": 3}\n{"nps": 4}\n')
    assert table(source)[1] == ["1", "3"]
    assert "nested lists left out: a.b" not in source.notes
    assert "given twice under one name, the first counts: a.b" in source.notes


@pytest.mark.parametrize("wrapped", ["%s", '{"a": %s}'])
def test_a_name_that_stands_twice_in_an_object_is_said(tmp_path, wrapped):
    content = "".join(wrapped % f'{{"id": {i}, "nps": {i}, "nps": 10}}' + "\n" for i in range(4))
    source = opened(tmp_path / "a", content)
    assert [list(row) for row in source.sample] == [[str(i), str(i)] for i in range(4)]
    name = "nps" if wrapped == "%s" else "a.nps"
    assert f"given twice under one name, the first counts: {name}" in source.notes


def test_text_that_looks_like_a_header_or_breaks_lines_stays_one_cell(tmp_path):
    source = opened(
        tmp_path / "a", lines([{"1": "2026-01-01", "2": 'a\n"b",c'}, {"1": "2026-01-02", "2": "\u2028"}])
    )
    assert table(source) == [["1", "2"], ["2026-01-01", 'a\n"b",c'], ["2026-01-02", "\u2028"]]


def test_half_a_surrogate_pair_stops_nothing(nps):
    assert nps('{"nps": 10, "t": "\\ud800é"}\n{"nps": 9, "t": "\\udc00"}\n')["results"][0]["n"] == 2


@pytest.mark.parametrize("array", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_a_long_file_is_streamed_and_late_names_are_columns(tmp_path, nps, array, packed):
    objects = [{"id": f"person number {i}", "nps": i % 11, "text": 'a "b",\nc'} for i in range(120_000)]
    objects[110_000]["late"] = "here"
    content = (json.dumps(objects) if array else lines(objects)).encode()
    content = gzip.compress(content, 1, mtime=0) if packed else content
    source = opened(tmp_path / "a", content)
    assert not source.complete
    assert [c.name for c in source.columns] == ["id", "nps", "text", "late"]
    frame = source.scan([0, 2, 3], ()).collect()
    assert frame.height == 120_000
    assert frame[position(2)].unique().to_list() == ['a "b",\nc']
    assert frame[position(3)].drop_nulls().to_list() == ["here"]
    assert frame["over"].null_count() == 120_000
    report = nps(content)
    promoters = sum(i % 11 >= 9 for i in range(120_000))
    assert (report["ledger"][0]["read"], report["results"][0]["parts"]["promoters"]) == (120_000, promoters)


def test_a_broken_line_is_named(refused):
    err = refused(lines(ANSWERS) + '{"id": 5, "nps":\n' + lines(ANSWERS))
    assert "line 5" in err
    assert "not JSON" in err
    assert "line 3" in refused(lines(ANSWERS[:2]) + "[1, 2]\n")


def test_a_cut_off_array_is_refused(refused):
    assert "element 4" in refused(json.dumps(ANSWERS)[:-9])
    assert "follows the end" in refused(json.dumps(ANSWERS) + "x")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"results": ANSWERS, "next": None}),
        json.dumps({"results": []}),
        json.dumps({"results": ANSWERS}, indent=2),
        "[[1, 2], [3, 4]]",
    ],
)
def test_a_nested_document_is_refused_with_a_way_out(refused, content):
    err = refused(content)
    assert "nested JSON document" in err
    assert "jq -c" in err


def test_the_list_in_a_document_is_named(refused):
    assert "results" in refused(json.dumps({"page": 1, "results": ANSWERS}))


def test_a_single_flat_object_is_one_person(nps):
    assert nps('{"nps": 10, "user": {"plan": "pro"}, "tags": ["a"]}')["results"][0]["n"] == 1


def test_deep_nesting_and_values_used_as_names_are_refused(refused):
    assert "nested too deeply" in refused('{"a":' * 5000 + "1" + "}" * 5000 + "\n")
    assert "values seem to be used as names" in refused(lines([{f"p{i}": 1} for i in range(6000)]))


def test_a_truncated_gzip_of_json_is_refused(refused):
    packed = gzip.compress(lines([{"id": i, "nps": i % 11} for i in range(300_000)]).encode(), 1, mtime=0)
    assert "damaged or cut off" in refused(packed[: len(packed) // 2])


def test_numbers_of_any_length_cost_no_time(tmp_path):
    source = opened(tmp_path / "a", '{"nps": ' + "9" * 100_000 + '}\n{"nps": 1e999}\n')
    assert [row[0][:5] for row in source.sample] == ["99999", "1e999"]


def test_no_object_at_all_is_an_empty_file(tmp_path):
    with pytest.raises(InputError):
        opened(tmp_path / "a", "{}\n{}\n")
