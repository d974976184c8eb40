"""R13 and R15: Word templates and workbooks from elsewhere, mutated by the thousand, handled by the very jobs of the child box in
a child that counts what they try: other programs, connections, files outside, memory, time.

``python -m tests.faults.hostile JOB SEED FIRST COUNT FOLDER`` prints one line per file.
"""

from __future__ import annotations

import io
import json
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from dangjian_desktop import box
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.exchange import workbook_out
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.skeletons import load_skeletons
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.services.report.templates import look
from dangjian_desktop.services.trust import box_jobs
from tests.faults.late import late
from tests.faults.preloaded import ROOT

LIMITS = {"template": (10, 512), "workbook": (5, 300)}
"""Seconds and megabytes for one file."""
WATCHED = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect", "socket.getaddrinfo", "socket.bind")
CANARY = "金丝雀"
WORDS = (
    "{{ cycler.__init__.__globals__.os.popen('touch CANARY').read() }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for i in range(99999999) %}x{% endfor %}", "{{ 'x'*999999999 }}", "{{ '%999999999d'|format(1) }}", "{{ person.save() }}",
    "{% include '/etc/passwd' %}", "{% import os %}", "{{ lipsum|attr('__globals__') }}", "{{", "}}", "{%", "%}", "{#", "｛｛", "{% endif %}",
    "{%p endfor %}", "{%tr if 立案件数 %}", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", "&b;", "&#0;", "&#xFFFF;", "]]>", "<![CDATA[",
    "<w:p><w:r><w:t>", "</w:p>", "\x00", "\x0c", "\ufffe", "x" * 50_000, "<a>" * 20_000, "=cmd|' /C calc'!A0", "<f>WEBSERVICE(\"http://x\")</f>", "1e999", "-1",
    "XFD1048576", "99999999999", '<c r="XFD1048576" t="n"><v>1</v></c>', '<row r="1048576">', 't="shared"', 'Target="file://10.0.0.5/s/x.png" TargetMode="External"',
    'r:id="rId99"', "_x0000_", "\u202e",
)  # fmt: skip
NASTY_MEMBERS = (
    "../x",
    "/abs",
    "C:evil",
    "word/../../x",
    "word/vbaProject.bin",
    "word/embeddings/o.bin",
    "xl/vbaProject.bin",
    "[Content_Types].xml",
    "word/document.xml",
)


# ------------------------------------------------------------------ mutations
def mutated(data: bytes, chance: random.Random) -> bytes:
    how = chance.choice((_raw_flip, _raw_cut, _directory, _member, _member, _member, _member, _members))
    try:
        return how(data, chance)
    except (zipfile.BadZipFile, ValueError):
        return _raw_flip(data, chance)


def _raw_flip(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _raw_cut(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(1, len(data))
    return chance.choice((data[:place], data[place:], data[:place] + chance.randbytes(512) + data[place:]))


def _directory(data: bytes, chance: random.Random) -> bytes:
    """A field of the directory at the end lies: a size, an offset, a method, a flag."""
    made, entries = bytearray(data), [hit.start() for hit in re.finditer(rb"PK\1\2", data)]
    entry = chance.choice(entries)
    place, size = chance.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4)))
    made[entry + place : entry + place + size] = chance.choice((b"\xff" * size, b"\0" * size, chance.randbytes(size)))
    return bytes(made)


def _repacked(data: bytes, change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in change(parts):
            new.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _member(data: bytes, chance: random.Random) -> bytes:
    """Inside one part: bytes, or tokens of XML moved, doubled, taken out, or something nasty put in."""

    def change(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
        name = chance.choice([name for name in parts for _ in range(6 if name in ("word/document.xml", "xl/worksheets/sheet1.xml") else 1)])
        content = parts[name]
        for _ in range(chance.randrange(1, 4)):
            content = chance.choice((_bytes, _tokens, _words, _words))(content, chance)
        return [*((one, content if one == name else other) for one, other in parts.items())]

    return _repacked(data, change)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return chance.choice((content[:place] + chance.randbytes(4) + content[place:], content[:place] + content[place + 9 :], content[:place]))


def _tokens(content: bytes, chance: random.Random) -> bytes:
    tokens = re.findall(rb"<[^>]*>|[^<]+", content)
    if len(tokens) < 3:
        return content
    one, two = sorted(chance.sample(range(len(tokens)), 2))
    what = chance.randrange(4)
    if what == 0:
        tokens[one], tokens[two] = tokens[two], tokens[one]
    elif what == 1:
        tokens[one:one] = tokens[one : min(two, one + 40)] * chance.choice((1, 1, 30))
    elif what == 2:
        del tokens[one : min(two, one + 20)]
    else:
        tokens[one] = tokens[two]
    return b"".join(tokens)


def _words(content: bytes, chance: random.Random) -> bytes:
    word = chance.choice(WORDS).encode("utf-8", "surrogatepass")
    places = [hit.end() for hit in re.finditer(rb"<w:t[^>]*>|<v>|<t>|>", content)] or [0]
    place = chance.choice(places)
    return content[:place] + word + content[place:]


def _members(data: bytes, chance: random.Random) -> bytes:
    """A part more, a part less, one twice, one under another's name, one that unpacks to far more than it is."""

    def change(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
        found = list(parts.items())
        what = chance.randrange(4)
        if what == 0:
            found.append((chance.choice(NASTY_MEMBERS), chance.randbytes(200)))
        elif what == 1:
            found.pop(chance.randrange(len(found)))
        elif what == 2:
            found.append(("word/media/bomb.bin", bytes(30_000_000)))
        else:
            one, two = chance.sample(range(len(found)), 2)
            found[one], found[two] = (found[one][0], found[two][1]), (found[two][0], found[one][1])
        return found

    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return _repacked(data, change)


# ------------------------------------------------------------------ honest originals
def originals(job: str, folder: Path) -> list[bytes]:
    if job == "template":
        shipped = load_skeletons()
        found = [shipped.template(info.key) for info in shipped.templates()]
        small = layout.blank()
        for text in (
            "正文{{ 立案件数 }}件",
            "{% if 立案件数 %}有{% else %}无{% endif %}",
            "{%p for 行 in 明细.党委会议 %}",
            "{{ 行.会议日期 }}",
            "{%p endfor %}",
            "{{ 正文 }}",
        ):
            layout.add(small, text, styles.S_BODY)
        return [*(data for data in found if data), *[layout.saved(small)] * 3]
    path = folder / "原.xlsx"
    heads = [("谈话日期", "date"), ("谈话类型", "text"), ("谈话人数", "number"), ("金额", "money")]
    workbook_out.write(
        path, [workbook_out.OutSheet(name, heads, [[date(2022, 3, 5), f"类{n}", n, None] for n in range(20)]) for name in ("谈话", "会议")]
    )
    return [path.read_bytes()]


def _file(job: str, seed: int, number: int, originals_: list[bytes]) -> bytes:
    chance = random.Random(f"{seed}/{number}")
    return mutated(chance.choice(originals_), chance)


# ------------------------------------------------------------------ the watched child
def watch(inside: tuple[str, ...], tried: list[str]) -> None:
    """From now on whatever this process tries outside those folders is noted."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in WATCHED or (
            event == "open" and isinstance(args[0], str) and args[0].startswith("/") and not args[0].startswith(inside)
        ):
            tried.append(f"{event} {args[:1]!r}")

    sys.addaudithook(hook)
    sys.audit("os.system", b"a control")
    assert tried, "the watch is asleep"


def child(job: str, seed: int, first: int, count: int, folder: Path) -> None:
    import resource

    catalogue = load_catalogue()
    made = originals(job, folder)
    tried: list[str] = []
    seconds, megabytes = LIMITS[job]
    _one(job, made[0], catalogue)  # libraries are loaded before anything is watched
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    inside = (
        str(folder),
        sys.prefix,
        str(Path(sys.prefix).resolve()),
        sys.base_prefix,
        str(ROOT),
        "/proc",
        "/dev",
        "/usr",
        "/tmp",
        "/etc/localtime",
    )

    watch(inside, tried)
    for number in range(first, first + count):
        data = _file(job, seed, number, made)
        tried.clear()
        began = time.perf_counter()
        signal.alarm(seconds * 3)
        code = _one(job, data, catalogue)
        signal.alarm(0)
        took = time.perf_counter() - began
        print(json.dumps({"number": number, "code": code, "took": round(took, 2), "tried": tried[:3]}, ensure_ascii=False), flush=True)


def _one(job: str, data: bytes, catalogue: Any) -> str:
    """What the program answers to this file: "" = taken, a code, or whatever else came out."""
    try:
        answer = box_jobs.JOBS[job](data)
        json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if "error" in answer:
            return str(answer["error"])
        if job == "template":
            from dangjian_desktop.reports.rendering import read

            faults = look(data, catalogue, read=read).faults
            return "faults" if faults else ""
    except UserError as fault:
        return fault.code
    except MemoryError:
        return "MemoryError"
    except Exception as fault:  # noqa: BLE001  # in the child box this is an answer: the child dies, the program says E-33
        return f"died of {type(fault).__name__}"
    return ""


def _bench(job: str) -> Callable[..., Any]:
    def bench(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
        """No program started, no connection, nothing outside opened; within time and memory; a child that dies is an answer (E-33)."""
        failures, answers, slowest, first = [], Counter[str](), 0.0, 0
        while first < trials:
            command = [sys.executable, "-m", "tests.faults.hostile", job, str(seed), str(first), str(trials - first), str(folder)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            for line in lines:
                answers[line["code"] or "taken"] += 1
                slowest = max(slowest, line["took"])
                if line["tried"]:
                    failures.append(f"{job} {line['number']} (seed {seed}) tried {line['tried']}")
                failures += late(f"{job} {line['number']} (seed {seed})", line["took"], LIMITS[job][0])
            first += len(lines)
            if done.returncode:
                if not lines and first == 0 and not done.stdout:
                    return 0, [done.stderr[-800:]], {}
                answers["child died"] += 1
                failures += [f"{job} {first} (seed {seed}): took too long"] * (done.returncode == -signal.SIGALRM)
                first += 1
        failures += [f"the canary {path} was touched" for path in (folder / "CANARY", ROOT / "CANARY") if path.exists()]
        return (
            trials,
            failures,
            {"seen": f"slowest {slowest:.1f} s, {dict(answers.most_common(12))}", "controls": "the watch saw a program it was shown"},
        )

    return bench


templates, workbooks = _bench("template"), _bench("workbook")


def crafted_templates(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Own crafted ones through the real box: each refused with its paragraph; honest ones pass."""
    catalogue, failures = load_catalogue(), []
    bad = [word for word in WORDS if word.startswith(("{{ ", "{% "))] + [f"{{{{ {text} }}}}" for text in CRAFTED]
    good = [f"{{{{ {text} }}}}" for text in HONEST]
    for texts, expected in ((bad, True), (good, False)):
        for start in range(0, len(texts), 12):
            made = layout.blank()
            batch = texts[start : start + 12]
            for text in batch:
                layout.add(made, text, styles.S_BODY)
            faults = look(layout.saved(made), catalogue).faults
            paragraphs = {fault.paragraph for fault in faults}
            for number, text in enumerate(batch, start=1):
                if (number in paragraphs) != expected:
                    failures.append(f"{text} was {'not ' if expected else ''}refused")
    answer = box.run("template", originals("template", folder)[-1], seconds=30)
    failures += ["the box did not answer"] * ("places" not in answer)
    return len(bad) + len(good), failures, {"seen": f"{len(bad)} refused by paragraph, {len(good)} honest ones passed"}


CRAFTED = (
    "立案件数.__class__", "立案件数.__init__.__globals__", "self", "self._TemplateReference__context", "request", "config", "namespace()", "joiner()", "cycler('a')",
    "dict(a=1)", "range(9)", "lipsum()", "[].append(1)", "().__class__.__bases__[0]", "''.join(['a'])", "'a'.encode()", "'{0.__class__}'.format(1)", "1 + 1", "9**9**9",
    "'x'*9", "立案件数 * 99999", "立案件数|map('upper')", "立案件数|attr('x')", "立案件数|pprint", "立案件数|xmlattr", "立案件数|safe", "立案件数|tojson", "立案件数|e", "立案件数()",
    "立案件数[0]", "立案件数['x']", "立案件数.x.y.z", "person", "person.delete_instance()", "records", "services", "open('/etc/passwd')", "import os", "eval('1')", "exec('1')",
    "true", "none", "loop", "super()", "caller()", "varargs", "kwargs", "_立案件数", "__", "立案件数 if True else 1", "立案件数 ~ 'x'", "{'a': 1}", "[1, 2]", "(1, 2)", "lambda: 1", "not 立案件数",
    "立案件数 and 1", "-立案件数", "立案件数 == 1", "99999999999", "'文字'", "",
)  # fmt: skip
HONEST = (
    "立案件数", "谈心谈话人次", "谈心谈话人次.党委书记", "谈心谈话人次|汉字", "谈心谈话人次|约数", "三公经费金额|万元", "三公经费金额", "中心组学习出勤率|百分比", "中心组学习次数", "警示教育片目",
    "警示教育片目|书名号", "警示教育片目|顿号", "上年同期.谈心谈话人次", "增减.谈心谈话人次", "全年累计.立案件数", "单位名称", "报告期", "报告年度", "上一年度", "主送机关", "标题", "成文日期", "正文",
    "段落.政治建设", "段落.下步打算", "专项指标.危房", "系列课期数.攻山学堂", "结案件数.2021", "处分人数", "信访举报件数", "党委会议次数", "立案件数|零值（“未发生”）",
)  # fmt: skip


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
