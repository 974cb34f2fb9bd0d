"""How much the columns of a Parquet file unpack to, told by its footer before anything is read.

The footer is in Thrift's compact protocol; only the few fields needed are kept, the others are passed over.
Source: parquet.thrift of apache/parquet-format, structures FileMetaData, RowGroup, ColumnChunk, ColumnMetaData.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROW_GROUPS, _COLUMNS, _META_DATA, _UNPACKED, _PACKED, _NAME = 4, 1, 3, 6, 7, 3
_MOST = 64 << 20
"""Bytes of a footer: one of a hundred thousand columns has less."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One column in one group of rows: its name, bytes in the file, bytes unpacked."""

    name: str
    packed: int
    unpacked: int


def chunks(file: Path) -> list[Chunk]:
    """Every column of every group of rows. ValueError: the footer cannot be read."""
    with file.open("rb") as stream:
        stream.seek(0, 2)
        end = stream.tell()
        if end < 12:
            raise ValueError("the file is shorter than a footer")
        stream.seek(end - 8)
        size = int.from_bytes(stream.read(4), "little")
        if not 0 < size <= min(_MOST, end - 12):
            raise ValueError(f"a footer of {size} bytes does not fit")
        stream.seek(end - 8 - size)
        data = stream.read(size)
    try:
        footer = _Reader(data).structure()
        return [
            Chunk(b".".join(of[_NAME]).decode(errors="replace"), of[_PACKED], of[_UNPACKED])
            for group in footer.get(_ROW_GROUPS, [])
            for column in group[_COLUMNS]
            if (of := column.get(_META_DATA)) is not None
        ]
    except (IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the footer is damaged: {error}") from error


class _Reader:
    """Thrift's compact protocol: structures as field id -> value, lists as lists."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def structure(self) -> dict[int, Any]:
        found: dict[int, Any] = {}
        field = 0
        while kind := self._byte():
            step = kind >> 4
            field = field + step if step else self._zigzag()
            found[field] = self._value(kind & 15)
        return found

    def _value(self, kind: int) -> Any:
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._zigzag()
            case 7:
                self._at += 8
                return None
            case 8:
                size = self._varint()
                self._at += size
                return self._data[self._at - size : self._at]
            case 9 | 10:
                head = self._byte()
                size = self._varint() if head >> 4 == 15 else head >> 4
                if size > len(self._data):
                    raise IndexError("a list is longer than the footer")
                # In a list a truth value is a byte of its own.
                of = head & 15
                return [self._byte() if of in (1, 2) else self._value(of) for _ in range(size)]
            case 12:
                return self.structure()
        raise KeyError(f"a field of kind {kind}")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise IndexError("a number is too long")

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)
