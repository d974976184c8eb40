"""The face without a window: parse, call one service, print; exit code 0 done · 1 refused · 2 wrong usage. Never a traceback.

Knows no Qt: the painter for --pdf is handed in. What a command needs is imported when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dangjian_desktop.cli.words import complain, details, file_fault, speak_utf8
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.logs import log, start
from dangjian_desktop.paths import own_folder

if TYPE_CHECKING:
    from dangjian_desktop.cli.commands import GetPainter

COMMANDS = (
    *("demo", "new", "import", "export", "count", "check", "report", "template"),
    *("undo", "history", "backup", "restore", "handover", "verify", "receive"),
)
REFUSED = 1


def wanted(argv: Sequence[str]) -> bool:
    """Tell whether these words are for the command line; the window opens without a word, with a file, or with the name of a ledger.

    A first word that is none of all that is for the command line too, which refuses it: a slip must open no window.
    """
    if not argv or argv[0] in COMMANDS or argv[0].startswith("-"):
        return bool(argv)
    return not (argv[0].lower().endswith(".djtz") or os.path.isfile(argv[0]))


def main(argv: Sequence[str], *, painter: GetPainter | None = None) -> int:
    """Run one command and say how it went. ``painter`` makes the painter when a PDF is wanted."""
    if len(argv) == 2 and argv[0] == "--box":
        from dangjian_desktop.services.trust import box_jobs

        return box_jobs.main(argv[1])
    speak_utf8()
    try:
        start(own_folder())
        try:
            return _run(argv, painter)
        finally:
            # the last words go out here, where it is no fault that nobody reads them
            sys.stdout.flush()
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except UserError as refused:
        log().info("refused: %s %s", refused.code, refused.detail)
        complain(str(refused.message))
        for line in details(refused):
            complain(f"  {line}")
    except KeyboardInterrupt:
        complain("已取消，台账没有变化。")
    except BrokenPipeError:
        # the reader of our output has gone (… | head); else python complains once more when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        log().warning("file system: errno %s", fault.errno)
        complain(file_fault(fault))
    except Exception:  # noqa: BLE001 - the last door: the user never sees a traceback
        log().exception("fault in the command line")
        complain(str(UserError(Error.UNEXPECTED)))
    return REFUSED


def _run(argv: Sequence[str], painter: GetPainter | None) -> int:
    from dangjian_desktop.cli import commands, usage

    parser = usage.parser()
    if any("\ud800" <= char <= "\udfff" for word in argv for char in word):
        parser.error("argument 内容: 有这台机器认不出的字符，请把系统的语言设为 UTF-8。")
    args = parser.parse_args(list(argv))
    if args.version:
        return commands.version()
    if args.self_check:
        return commands.self_check()
    if args.no_window:
        return commands.without_window()
    if args.command is None:
        parser.error("the following arguments are required: 命令")
    start, end = getattr(args, "start", None), getattr(args, "end", None)
    if (start is None) != (end is None):
        parser.error("argument --from、--to: 请两个都写，或都不写。")
    if start is not None and end is not None and end < start:
        parser.error("argument --from、--to: 结束日期早于开始日期，请对调。")
    if args.command == "report":
        return commands.report(args, painter)
    if args.command in ("backup", "restore"):
        from dangjian_desktop.cli import keeping

        return keeping.backup(args) if args.command == "backup" else keeping.restore(args)
    if args.command in ("undo", "history"):
        from dangjian_desktop.cli import history

        return history.undo(args) if args.command == "undo" else history.history(args)
    if args.command in ("handover", "verify", "receive"):
        from dangjian_desktop.cli import handover

        return {"handover": handover.handover, "verify": handover.verify, "receive": handover.receive}[args.command](args)
    return commands.RUN[args.command](args)
