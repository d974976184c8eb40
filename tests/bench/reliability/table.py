"""R1–R32: what is promised, which runs prove it, in which sizes. One line per promise; the runs stand in tests/faults.

A run is called with (trials, seed, folder) and answers (trials, failures[, {"seen": …, "controls": …}]).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """``where`` is module:function below tests/faults; ``bench`` and ``small`` are how many trials it is asked for."""

    what: str
    where: str
    bench: int
    small: int


@dataclass(frozen=True)
class Promise:
    """``windows`` names what cannot be run here and the test that is prepared for it."""

    name: str
    words: str
    pass_line: str
    runs: tuple[Run, ...]
    windows: str = ""


PROMISES = (
    Promise(
        "R1", "提示“已保存”的，程序被结束也不会丢", "lost 0, half 0, reopened ≤ 3 s",
        (Run("kills over a clerk's work", "kill_work:kills", 1000, 12),),
        "TerminateProcess, 100 kills by hand: W checklist",
    ),
    Promise(
        "R2", "断电也不会丢", "0 corrupt / 0 half / 0 lost at every point; both controls caught at ≥ 10 %",
        (
            Run("save", "crash_points:save", 0, 30), Run("attach", "crash_points:attach", 0, 10), Run("import", "crash_points:bring_in", 0, 10), Run("restore", "crash_points:restore", 0, 10), Run("report", "crash_points:report", 0, 10),
            Run("control synchronous=OFF", "crash_points:control_off", 0, 20), Run("control WAL + NORMAL", "crash_points:control_wal", 0, 20),
        ),
        "VM power-off 100, plug pulled 20: W checklist",
    ),
    Promise(
        "R3", "磁盘满、有坏道时，存过的完好，正在填的也还在", "data intact, no part files, E-11 or E-12 in plain words",
        (Run("each call fails, once and from then on", "failing_calls:every_call", 1, 0), Run("a real full disk of 6 MB", "failing_calls:full_disk", 20, 2)),
    ),
    Promise(
        "R5", "文件坏了一定能发现", "100 % of damage that changes content told; 0 false alarms",
        (
            Run("flipped bits", "damage:flips", 10_000, 30), Run("512 bytes of garbage", "damage:sectors", 2_000, 10),
            Run("swapped pages", "damage:swaps", 200, 5), Run("cuts", "damage:cuts", 200, 5), Run("zero tails", "damage:tails", 200, 5),
            Run("good opens", "damage:good_opens", 1_000, 10),
        ),
    ),
    Promise(
        "R6", "备份一定能用", "restored content = manifest always; the replaced file is always kept",
        (
            Run("restored as a user does it", "restore_drills:plain", 80, 4), Run("stale -journal, -wal, -shm beside the file", "restore_drills:stale", 50, 3),
            Run("killed at a random step", "restore_drills:killed", 50, 3), Run("onto a full disk", "restore_drills:full", 20, 2),
        ),
        "10 drills by hand: W checklist",
    ),
    Promise(
        "R7", "备份不会被挤掉", "≥ 10 newest by sequence, ≥ 1 a month for 24 months, all protected ones; the last verified one never deleted",
        (Run("ten years, a clock that jumps", "restore_drills:years", 1000, 20),),
    ),
    Promise(
        "R10", "移交中途拔盘，不会出现“看着像好的坏包”", "source untouched, no valid 完成标记, takeover says E-51, a new attempt replaces it, success is never claimed",
        (Run("EIO, ENOSPC or the end after k bytes", "pack_attacks:interrupted", 300, 40),),
        "30 real pulls: W checklist",
    ),
    Promise(
        "R11", "移交包被动过一定能看出", "all but the last: 100 % by file check; the last: 100 % by the 核验码 on paper",
        (Run("thirteen classes of tampering", "pack_attacks:tampered", 50, 3),),
    ),
    Promise(
        "R28", "操作记录被改能看出来", "six without paper, one with paper, two documented as undetectable",
        (Run("nine classes of tampering", "damage:tampering", 100, 2),),
    ),
)  # fmt: skip
