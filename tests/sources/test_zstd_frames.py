"""Zstandard files of several frames, and files cut off inside one."""

from __future__ import annotations

import json

import zstandard


def test_frames_behind_one_another_are_one_file(cli, tmp_path) -> None:
    pack = zstandard.ZstdCompressor().compress
    path = tmp_path / "two.csv.zst"
    path.write_bytes(pack(b"id,nps\n" + b"1,9\n" * 50) + pack(b"2,2\n" * 50))
    code, out, _ = cli(["nps", str(path), "--format", "json"])
    total = json.loads(out)["results"][0]
    # 50 promoters and 50 detractors.
    assert (code, total["n"], total["value"]) == (0, 100, 0.0)


def test_a_cut_frame_is_no_shorter_file(cli, tmp_path) -> None:
    rows = b"".join(b"%d,%d\n" % (i * 7919, i % 11) for i in range(40_000))
    packed = zstandard.ZstdCompressor().compress(b"id,nps\n" + rows)
    path = tmp_path / "cut.csv.zst"
    path.write_bytes(packed[: len(packed) // 2])
    code, out, err = cli(["nps", str(path)])
    assert (code, out) == (4, "")
    assert "cut off" in err
