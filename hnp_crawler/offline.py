"""Share what the project's commands without a crawl have in common: one sentence for bad input, telling exit codes."""

from __future__ import annotations

import argparse
import errno
import os
import re
import sqlite3
import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from tqdm import tqdm

from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import ExitCode, OptionError, StartError

NOT_USABLE = frozenset(
    {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG}
)
"""Failures of the system that come from a wrong argument; any other is trouble with the disk."""

# Control characters would let a page write to the terminal of whoever looks at it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class OfflineCommand(ScrapyCommand):
    """Run without Scrapy's engine: results on stdout, talk on stderr."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    doing: ClassVar[str]
    """What the command does, as an error's sentence begins."""
    arguments: ClassVar[tuple[int, int]] = (1, 1)
    """The least and the most arguments."""

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Do it, raising `StartError` or `OSError` with one sentence."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do it, and say in one sentence what is wrong where it cannot be done."""
        if isinstance(sys.stdout, TextIOWrapper):
            # What a page says is not to be had in every character set; the collection's own is UTF-8.
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            self._check(args)
            self.exitcode = int(self.work(args, opts))
            sys.stdout.flush()
        except StartError as error:
            self._refuse(str(error), error.exit_code)
        except BrokenPipeError:
            # Whoever read the results has seen enough; Python would complain again when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            wrong = isinstance(error, FileExistsError | FileNotFoundError) or error.errno in NOT_USABLE
            said = f"{self.doing}: {error.strerror or error}" + (f": {error.filename}" if error.filename else "")
            self._refuse(said, ExitCode.USAGE if wrong else ExitCode.ARCHIVE)
        except (ArchiveWriteError, sqlite3.Error) as error:
            # The index; a table of one of these commands, beside its output or in the folder for temporary files.
            self._refuse(f"{self.doing}: {error}", ExitCode.ARCHIVE)
        except KeyboardInterrupt:
            self._refuse(f"{self.doing}: interrupted", ExitCode.INTERRUPTED)

    def _check(self, args: list[str]) -> None:
        least, most = self.arguments
        for word in args:
            if word.startswith("-") and word != "-":
                raise OptionError(f"{self.doing}: {word!r} is no option of this command")
        if not least <= len(args) <= most:
            raise OptionError(f"{self.doing}: the arguments are {self.syntax()}, and {len(args)} are given")

    def _refuse(self, sentence: str, code: ExitCode) -> None:
        name = type(self).__module__.rpartition(".")[2]
        print(f"scrapy {name}: {sentence}", file=sys.stderr)
        self.exitcode = int(code)


def existing_collection(doing: str, path: str) -> Folders:
    """Give the places of a collection that is there, raising `OptionError`."""
    folders = Folders(Path(path))
    if not folders.archive.is_dir():
        raise OptionError(f"{doing}: {path!r} is no collection, for it has no folder 'archive'")
    return folders


@contextmanager
def progress(total: int, unit: str = "B", doing: str = "") -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    with tqdm(total=total, unit=unit, unit_scale=True, desc=doing, disable=None, leave=False, file=sys.stderr) as bar:
        yield bar.update


def printable(text: str) -> str:
    r"""Spell control characters out, all but tab and line feed.

    >>> printable("a\x1b[2Jb\r\n")
    'a\\x1b[2Jb\\x0d\n'
    """
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
