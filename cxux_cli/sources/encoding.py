"""Bytes to text: byte-order marks, UTF-16, UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cxux_cli.errors import UsageError

# A stray byte inside UTF-8 text is nearly always a cell pasted from a Windows program. The five
# bytes Windows-1252 leaves undefined keep their Latin-1 value, so that no byte can stop a read.
_FALLBACK = "cxux_windows_1252"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_WINDOWS_1252[byte] for byte in bad), error.end


_WINDOWS_1252 = [bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in range(256)]
codecs.register_error(_FALLBACK, _as_windows_1252)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become text. `name` is what people read; `stray` counts bytes read as Windows-1252."""

    name: str
    codec: str
    stray: int = 0

    @property
    def plain(self) -> bool:
        """Whether the bytes are UTF-8 throughout, as far as was seen."""
        return self.codec in ("utf-8", "utf-8-sig") and not self.stray


def decide(data: bytes, *, complete: bool) -> Encoding:
    """The encoding of `data`; `complete` says whether it is the whole file or only its beginning."""
    for bom, codec, name in (
        (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
    ):
        if data.startswith(bom):
            return Encoding(name, codec, _strays(data, codec, complete) if name == "utf-8" else 0)
    head = data[:4096]
    # UTF-16 without a mark: in Latin text every other byte is zero.
    if len(head) >= 8 and head.count(0) > len(head) * 0.3:
        odd = head[1::2].count(0) >= head[0::2].count(0)
        return Encoding("utf-16-le", "utf-16-le") if odd else Encoding("utf-16-be", "utf-16-be")
    stray = _strays(data, "utf-8", complete)
    if not stray:
        return Encoding("utf-8", "utf-8")
    # Multi-byte sequences that are right outnumber chance: the file is UTF-8 with a few stray bytes.
    beyond_ascii = sum(byte >= 0x80 for byte in data)
    return Encoding("utf-8", "utf-8", stray) if beyond_ascii > 3 * stray else Encoding("cp1252", "cp1252")


def named(name: str) -> Encoding:
    """The encoding somebody asked for; `UsageError` when Python does not know it."""
    try:
        codec = codecs.lookup(name).name
        # Python also calls rot13, hex and idna encodings; none of them turns bytes into text.
        if codecs.decode("é".encode("utf-16"), codec, "replace") is None or codec in (
            "idna",
            "punycode",
            "undefined",
        ):
            raise LookupError(name)
    except (LookupError, ValueError, TypeError, AssertionError) as error:
        raise UsageError(
            f"there is no encoding called '{name}'",
            where="--encoding",
            hint="try utf-8, cp1252, latin-1 or utf-16",
        ) from error
    return Encoding(codec, codec)


def decode(data: bytes, encoding: Encoding) -> str:
    """`data` as text; bytes that do not fit are read as Windows-1252, never dropped."""
    return codecs.decode(data, encoding.codec, errors(encoding)).removeprefix("\ufeff")


def errors(encoding: Encoding) -> str:
    """The error handler that goes with an encoding."""
    return _FALLBACK if encoding.codec.startswith(("utf-8", "cp125", "ascii")) else "replace"


def _strays(data: bytes, codec: str, complete: bool) -> int:
    """How many bytes are not UTF-8; a sequence cut by the end of a sample is not an error."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        decoder.decode(data, final=complete)
    except UnicodeDecodeError:
        text = codecs.decode(data, "utf-8", "surrogateescape")
        return sum("\udc80" <= char <= "\udcff" for char in text)
    return 0
