"""Source files as text and back, byte for byte: encoding, byte order mark and line ends stay as they are."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tempfile
import tokenize
from pathlib import Path


class SourceError(Exception):
    """A file that cannot be read or written as source; the text says why in one sentence."""


def read_source(path: Path, max_bytes: int) -> str:
    """The text of a file, its line ends as they are, without a byte order mark; raises SourceError."""
    return decoded(path, read_bytes(path, max_bytes))[0]


def read_bytes(path: Path, max_bytes: int | None = None) -> bytes:
    """The content of a regular file that is not too large; raises SourceError."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise SourceError(f"{path} is not a file.")
        if max_bytes is not None and state.st_size > max_bytes:
            raise SourceError(f"{path} has {state.st_size:,} bytes; files over {max_bytes:,} are left alone.")
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path} does not exist.") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text of a file's content and the encoding it has by its mark or coding comment; raises SourceError."""
    if b"\0" in content:
        raise SourceError(f"{path} is binary, not Python source.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        raise SourceError(f"{path} is not valid {encoding}; save it as UTF-8 or name its encoding on line 1.") from None
    except (SyntaxError, LookupError) as error:
        reason = str(error).split(" for ", maxsplit=1)[0].split(": ")[0]
        raise SourceError(
            f"{path} cannot be decoded ({reason}); save it as UTF-8 or name its encoding on line 1."
        ) from None


def encoded(path: Path, text: str, encoding: str) -> bytes:
    """The inverse of `decoded`; raises SourceError where the encoding cannot hold the text."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise SourceError(f"{path} cannot hold {error.object[error.start]!r} in its encoding, {encoding}.") from None


def replace_content(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, behind a link too; mode, owner and attributes stay. Raises SourceError."""
    target = Path(os.path.realpath(path))
    try:
        state = target.stat()
        if not os.access(target, os.W_OK):
            raise SourceError(f"{path} is read-only.")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            _take_after(name, target, state)
            os.fsync(file.fileno())
        os.replace(name, target)
        _settle(target.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError):
            raise SourceError(f"{path} cannot be written: {error.strerror}.") from None
        raise


def _take_after(name: str, target: Path, state: os.stat_result) -> None:
    """Owner first, since changing it may clear bits of the mode."""
    own = os.stat(name)
    if hasattr(os, "chown") and (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        os.chown(name, state.st_uid, state.st_gid)
    os.chmod(name, stat.S_IMODE(state.st_mode))
    for attribute in os.listxattr(target) if hasattr(os, "listxattr") else ():
        with contextlib.suppress(OSError):
            os.setxattr(name, attribute, os.getxattr(target, attribute))


def _settle(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
