"""Zstandard streams: several frames behind one another, and an error where the last one is cut off."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 20


class ZstdFile(io.RawIOBase):
    """The decompressed bytes of a file. The library's own reader ends without a word in a cut-off frame.

    Raises `EOFError` when the file ends inside a frame, `zstandard.ZstdError` when it is damaged.
    """

    def __init__(self, file: Path) -> None:
        import zstandard

        self._decompressor = zstandard.ZstdDecompressor()
        self._frame: Any = None
        self._stream = file.open("rb")
        self._ready = b""
        self._packed = b""
        self._taken = 1 << 10

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill as much of the buffer as is ready; 0 at the end of the last frame."""
        view = memoryview(buffer).cast("B")
        while not self._ready:
            packed = self._packed[: self._taken] or self._stream.read(self._taken)
            self._packed = self._packed[self._taken :]
            if not packed:
                if self._frame is not None:
                    raise EOFError("the last frame is not complete")
                return 0
            if self._frame is None:
                self._frame = self._decompressor.decompressobj()
            self._ready = self._frame.decompress(packed)
            # A few bytes may unpack to gigabytes: what is taken next depends on what came of the last.
            much = len(self._ready) > _BLOCK
            self._taken = max(1 << 8, self._taken // 8) if much else min(_BLOCK, self._taken * 2)
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data + self._packed, None
        size = min(len(view), len(self._ready))
        view[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def close(self) -> None:
        """Close the file too."""
        self._stream.close()
        super().close()
