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
            Run("save", "crash_points:save", 1500, 30), Run("attach", "crash_points:attach", 700, 10), Run("import", "crash_points:bring_in", 700, 10), Run("restore", "crash_points:restore", 700, 10),
            Run("report", "crash_points:report", 700, 10), Run("migrate", "crash_points:migrate", 700, 10), Run("password set, changed, taken off", "crash_points:password", 700, 10),
            Run("redact", "crash_points:redact", 700, 10),
            Run("control synchronous=OFF", "crash_points:control_off", 300, 20), Run("control WAL + NORMAL", "crash_points:control_wal", 300, 20),
        ),
        "VM power-off 100, plug pulled 20: W checklist",
    ),
    Promise(
        "R3", "磁盘满、有坏道时，存过的完好，正在填的也还在", "data intact, no part files, E-11 or E-12 in plain words",
        (Run("each call fails, once and from then on", "failing_calls:every_call", 1, 0), Run("a real full disk of 6 MB", "failing_calls:full_disk", 20, 2)),
    ),
    Promise(
        "R4", "没点保存也最多丢 3 秒", "a draft offered every time, ≤ 3 s missing, never laid over the saved record unasked",
        (Run("killed while typing Chinese, any field", "typing_killed:typing_killed", 300, 10),),
        "20 kills with a real input method: W checklist",
    ),
    Promise(
        "R5", "文件坏了一定能发现", "100 % of damage that changes content told; 0 false alarms",
        (
            Run("flipped bits", "damage:flips", 10_000, 30), Run("512 bytes of garbage", "damage:sectors", 2_000, 10),
            Run("swapped pages", "damage:swaps", 200, 5), Run("cuts", "damage:cuts", 200, 5), Run("zero tails", "damage:tails", 200, 5),
            Run("a value of every column", "damage:columns", 1, 1),
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
        "R8", "同一本台账只有一个人能改", "exactly one writer; the other is told who, where, since when and shown a copy; after a kill no manual unlocking",
        (Run("two programs race to open and write", "race:races", 500, 8),),
        "200 races over SMB, 50 by hand: W checklist",
    ),
    Promise(
        "R9", "放在共享盘、同步盘上会先提醒", "network or sync: read-only + 【复制到本机】; stick: view and handover only; failing probe: no write",
        (Run("every kind of place, a lock nobody meets", "kinds_of_place:places", 0, 24),),
        "a mapped drive, UNC, OneDrive, 坚果云, WPS云盘, a stick: W checklist",
    ),
    Promise(
        "R10", "移交中途拔盘，不会出现“看着像好的坏包”", "source untouched, no valid 完成标记, takeover says E-51, a new attempt replaces it, success is never claimed",
        (
            Run("the service: EIO, ENOSPC or the end after k bytes", "pulled_sticks:handovers", 300, 6),
            Run("the pack alone", "pack_attacks:interrupted", 300, 40),
            Run("received, and ended at a random moment", "receptions:killed", 300, 4),
        ),
        "30 real pulls: W checklist",
    ),
    Promise(
        "R11", "移交包被动过一定能看出", "all but the last: 100 % by file check; the last: 100 % by the 核验码 on paper",
        (Run("thirteen classes of tampering", "pack_attacks:tampered", 50, 3),),
    ),
    Promise(
        "R12", "打开来历不明的台账不会中招", "no crash, no query over 10 s, an answer within 30 s, < 512 MB, file byte-identical, triggers run 0",
        (Run("crafted files through the real box", "hostile_ledgers:crafted", 0, 10), Run("mutated files", "hostile_ledgers:mutated", 20_000, 100)),
    ),
    Promise(
        "R13", "套用别人的模板不会中招", "nothing run, fetched or touched; < 512 MB, < 10 s; refusal names the paragraph; honest templates pass",
        (Run("crafted and honest tags", "hostile:crafted_templates", 1, 1), Run("mutated Word files", "hostile:templates", 2_000, 30)),
        "the same under Procmon: W checklist",
    ),
    Promise(
        "R14", "报告里一个字都不会少", "read back from the docx = what was typed; half a character is refused at input",
        (Run("paragraph, loop, section, cell, header", "texts:in_reports", 5_000, 50),),
    ),
    Promise(
        "R15", "导入表格不会卡死，导出表格不会带毒", "< 5 s, < 300 MB; dangerous cells are text with quotePrefix and stay text",
        (Run("mutated workbooks", "hostile:workbooks", 2_000, 30), Run("dangerous cells written and read back", "texts:injections", 500, 60)),
        "opened in Excel and WPS: W checklist",
    ),
    Promise(
        "R16", "佐证材料叫什么名字都行", "0 writes outside the target folder; original name shown and exported; name on disk generated",
        (Run("added, opened, saved as", "evidence_names:r16", 150, 20),),
        "150 names on NTFS: W checklist",
    ),
    Promise(
        "R17", "双击佐证材料不会运行程序", "launches 0; E-41",
        (Run("every kind and disguise", "evidence_names:r17", 80, 80),),
        "20 kinds by hand, Zone.Identifier: W checklist",
    ),
    Promise(
        "R18", "中文用户名、中文路径都能用", "failures 0",
        (Run("paths × nine things a clerk does", "kinds_of_place:paths", 0, 4),),
        "the same on NTFS, with C:\\Users\\张三𬭎, UNC and FAT32: W checklist",
    ),
    Promise(
        "R19", "生僻字不丢、不变、不成问号", "code points identical; search finds separator, private-use and compatibility variants",
        (Run("stored, searched, sorted, Word, workbook", "texts:names", 300, 30),),
        "30 names typed and printed: W checklist",
    ),
    Promise(
        "R20", "输入法没选完就点保存，不会丢", "saved or asked; silent loss 0",
        (Run("composing × every way out of a form", "composing:composing", 300, 18),),
        "40 on 微软拼音, 搜狗, 五笔: W checklist",
    ),
    Promise(
        "R21", "日期不会月日颠倒", "stored as ISO 8601 only; what is ambiguous is asked; the way there and back exact",
        (Run("locales × ways of writing", "texts:locales", 14, 1),),
        "4 regional settings of Windows: W checklist",
    ),
    Promise(
        "R22", "电脑时间错了会提醒", "order by number; told once; the log says so; nothing deleted or refused because of it",
        (Run("jumps before opening and while open", "clocks:wrong", 500, 11),),
    ),
    Promise(
        "R23", "杀毒软件占着文件也能存", "≤ 2.5 s: nobody notices; longer: told, old file intact",
        (Run("held for 0.05–5 s while it is opened or replaced", "held:waits", 1000, 24),),
        "50 files with Defender, 360, 火绒: W checklist",
    ),
    Promise(
        "R24", "新版台账不会被旧程序弄坏，升级失败能回去", "a refused file is byte-identical; brought up whole or not at all; a verified backup or nothing happens",
        (Run("files of newer versions", "versions:newer", 50, 5), Run("every released file brought up, or turned back", "versions:upgrades", 50, 6)),
    ),
    Promise(
        "R25", "出错会说人话", "four parts; no traceback, no English sentence; ≤ 120 汉字",
        (Run("every message, its gaps filled", "texts:messages", 1, 1),),
    ),
    Promise(
        "R26", "名字不会漏到别处", "hits 0, as UTF-8, UTF-16LE and GB18030; every planted hit found",
        (
            Run("invented names through records, secrets, reports, exports, backups, the window", "canaries:leaks", 500, 50),
            Run("names in every version of a text, drafts, evidence, backups; then redacted", "canaries:redacted", 500, 50),
        ),
        "the registry: W checklist",
    ),
    Promise(
        "R27", "设了口令：错了不伤数据，忘了能救", "data intact, recovery 100 %, a key is derived in 0.3–1.0 s",
        (
            Run("wrong passwords", "locks:wrong", 500, 20), Run("killed while set, changed, taken off", "locks:killed", 200, 10),
            Run("opened by the recovery code", "locks:by_code", 100, 10), Run("key file gone or spoilt", "locks:lost_key", 50, 5),
        ),
        "screen locked, user switched, sleep, 20 by hand: W checklist",
    ),
    Promise(
        "R28", "操作记录被改能看出来", "six without paper, one with paper, two documented as undetectable",
        (Run("nine classes of tampering", "damage:tampering", 100, 2),),
    ),
    Promise(
        "R29", "休眠、拔盘、换盘后不会写错文件", "seen before the next write; E-15; nothing written to what lies there now; draft kept",
        (Run("removed, moved, replaced, changed while open", "swapped:changed", 132, 11),),
        "20 hibernations with the stick pulled: W checklist",
    ),
    Promise(
        "R30", "开一整天不变慢、不泄漏", "memory growth < 50 MB, handles ± 5, p95 save < 150 ms",
        (Run("mixed work in the window", "soak:soak", 20_000, 45),),
        "1 day by hand: W checklist",
    ),
    Promise(
        "R31", "杀不掉的任务也不锁死界面", "gap between UI events < 200 ms; worker gone ≤ 10 s, E-71",
        (Run("children that ignore their end", "endings:ignoring", 100, 4),),
    ),
    Promise(
        "R32", "点两次不会存两份，关窗不会丢", "one record; draft kept; session end handled ≤ 4 s",
        (Run("double click, close, end of the session", "endings:twice", 200, 8),),
        "WM_QUERYENDSESSION, end task: W checklist",
    ),
)  # fmt: skip
