"""What can go wrong in the user's world, and how it is said. Knows no screen and no exception text of others.

A message has four parts: what happened, what about the data, what to do, code. Name, code and wording of an error stand in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Error(StrEnum):
    """Every error a user can meet, by what it means: its 编号, then what happened, what about the data, what to do.

    The code is for people, who read it out on the telephone; code asks for the name.
    """

    happened: str
    data: str
    advice: str

    def __new__(cls, code: str, happened: str = "", data: str = "", advice: str = "") -> Self:
        """Make a member that is its own code, with the sentence people read."""
        error = str.__new__(cls, code)
        error._value_ = code
        error.happened, error.data, error.advice = happened, data, advice
        return error

    @property
    def sentences(self) -> tuple[str, str, str]:
        """What happened, what about the data, what to do; braces stand where a value is filled in."""
        return self.happened, self.data, self.advice

    NOT_FOUND = "E-01", "没有找到台账文件。", "没有新建或改动任何文件。", "请检查 U 盘是否插好、文件是否被移走或隔离，或点【查找备份】。"
    NOT_A_LEDGER = "E-02", "这个文件不是党建台账{reason}。", "文件没有被改动。", "请选择扩展名为 .djtz 的文件。"
    NEWER_VERSION = (
        "E-03",
        "这本台账由更新的版本保存（需要 {version} 以上）。",
        "为防止损坏，没有打开，文件没有被改动。",
        "请安装新版程序后再打开。",
    )
    UNFINISHED_BESIDE = (
        "E-04",
        "台账旁边有未完成的恢复文件。",
        "两个文件都没有被改动。",
        "请不要删除或单独拷贝。点【自动恢复】，恢复前会先留一份原样副本。",
    )
    DAMAGED = (
        "E-05",
        "检查发现 {count} 处内容与记录不符{earliest}。",
        "已用只读方式打开，没有任何改动。",
        "请用备份恢复，或先导出仍可读的内容。",
    )
    IN_USE = "E-06", "台账正由 {who} 在 {where} 上使用{since}。", "数据没有变化。", "可以【打开只读副本】；请在对方关闭后再打开。"
    SHARED_PLACE = "E-07", "这个位置是网络盘或同步盘。", "多台电脑同时写会损坏台账，已改为只读。", "点【复制到本机】后即可编辑。"
    HANDED_OVER = "E-08", "这本台账已于 {date} 移交。", "内容完好，现在是只读。", "确需修改，点【继续编辑】并填写原因，会记入操作记录。"
    NOT_INSPECTED = "E-09", "检查这个文件时用时过长或中断。", "没有打开它，文件没有被改动。", "请向提供人重新索取，或选择其他文件。"
    DISK_FULL = (
        "E-11",
        "{place} 空间不足，这次没有保存。",
        "以前保存的内容完好，您刚填的内容还在窗口里。",
        "请清理空间后再点【保存】，或【另存到其他盘】。",
    )
    NOT_WRITABLE = (
        "E-12",
        "这个位置不允许写入（{reason}）。",
        "数据没有变化，您填的内容还在窗口里。",
        "请【另存到本机】，或请管理员开放权限。",
    )
    HELD = (
        "E-13",
        "文件被别的程序占用（可能是杀毒软件或 Word），已重试 2.5 秒。",
        "原文件完好，您填的内容还在窗口里。",
        "请稍候再点【保存】，或关闭占用它的程序。",
    )
    CHANGED_OUTSIDE = (
        "E-15",
        "台账文件在打开期间被移走、替换或改动。",
        "为避免写错文件，已停止写入，您填的内容存为草稿。",
        "请插回 U 盘，或重新打开台账。",
    )
    NO_BACKUP = "E-16", "这次备份没有做成（{reason}）。", "台账和以前的备份都完好。", "请检查备份位置后点【再备份一次】。"
    NO_BACKUP_BEFORE = "E-17", "操作前的备份没有通过核验，{operation} 没有开始。", "台账没有变化。", "请更换备份位置，或点【检查台账】。"
    NAME_TAKEN = "E-18", "这里已经有同名文件“{name}”。", "没有覆盖它，也没有新建文件。", "请换一个名称或位置。"
    CLOCK_DIFFERS = (
        "E-21",
        "电脑时间（{now}）与上次操作时间（{last}）不符。",
        "数据完好，本次操作会注明“时间待核”。",
        "可以继续使用，请校准电脑时间。",
    )
    TAG_FORBIDDEN = (
        "E-31",
        "模板第 {paragraph} 段的标签“{tag}”含有不允许的写法（{reason}）。",
        "模板没有运行，没有生成报告。",
        "请改用【字段清单】里的写法。",
    )
    TEMPLATE_UNSAFE = (
        "E-32",
        "模板里有外部链接、宏或嵌入内容（{where}）。",
        "已拒绝使用，台账没有变化。",
        "请在 Word 中断开链接、删除宏，另存为 .docx 后再试。",
    )
    MALFORMED = "E-33", "文件展开后过大或结构异常，可能已损坏。", "没有读取它，台账没有变化。", "请在 Excel 或 Word 中另存一份再试。"
    BAD_TABLE = "E-34", "表格有 {count} 处不能导入（清单已列出）。", "一行也没有导入，台账没有变化。", "请按清单改好后重新导入。"
    NOT_IN_GBK = "E-35", "有 {count} 个字不能用 GBK 保存（{example}）。", "没有生成文件，台账没有变化。", "请改选 UTF-8 或 GB18030。"
    BAD_TEMPLATE = "E-36", "模板有 {count} 处写法有误（清单已列出）。", "没有生成报告，模板和台账没有变化。", "请按清单和建议改好后再试。"
    NOT_FINAL = "E-37", "还有 {count} 处必须处理，没有定稿（清单已列出）。", "草稿和台账没有变化。", "请逐处改好，或填写放行理由后再定稿。"
    PROGRAM_FILE = "E-41", "“{name}”是程序类文件，双击不会运行。", "材料完好，没有打开。", "如确有需要，请【另存为】并经杀毒后使用。"
    NOT_ADDED = "E-42", "“{name}”没有加入（{reason}）。", "台账没有变化。", "请换一个文件，或先复制到本机再添加。"
    EVIDENCE_DIFFERS = "E-43", "“{name}”的内容与登记时不符。", "台账其他内容完好，这份材料没有打开。", "可【从备份取回】，或重新添加。"
    NOT_SHOWN = "E-44", "“{name}”不能从这里直接打开（{reason}）。", "材料完好，没有打开。", "请用【另存为】存到别处，再用相应的软件打开。"
    PACK_UNFINISHED = "E-51", "移交包没有写完（U 盘可能中途被拔出）。", "原台账完好。", "请删除 U 盘上的“未完成”文件夹，重新移交。"
    PACK_DIFFERS = (
        "E-52",
        "移交包核验不符：缺少 {missing} 个、多出 {extra} 个、内容不符 {changed} 个（见清单）。",
        "没有导入任何内容。",
        "请不要使用此包，请移交人重新制作。",
    )
    PAPER_DIFFERS = "E-53", "纸面的核验码和移交包里的台账不一致（{reason}）。", "没有接收任何内容。", "{hint}"
    NOT_RECEIVED = "E-54", "不能接收“{name}”（{reason}）。", "没有接收任何内容。", "{hint}"
    NOT_COMPARED = "E-55", "不能和本机的“{name}”比（{reason}）。", "没有改动任何内容。", "{hint}，或者不和它比。"
    WRONG_PASSWORD = "E-61", "口令不正确（已试 {tries} 次）。", "台账没有变化。", "请核对大小写和输入法；忘记口令可用【恢复码】打开。"
    NO_KEY_FILE = "E-62", "台账旁边的钥匙文件不见了或已损坏。", "台账没有变化。", "请从备份中找回 .djkey 文件，或用【恢复码】打开。"
    NO_CIPHER = "E-63", "这里设不了口令，也打不开设了口令的台账（{reason}）。", "台账没有变化。", "请换用带加密组件的程序。"
    STUCK = "E-71", "任务没有响应，已强制停止。", "台账完好，任务的结果没有保留。", "可以重试；若再次发生，请【复制详情】发给维护人员。"
    INVALID = "E-81", "有 {count} 处填写不符，没有保存。", "台账没有变化，您填的内容还在窗口里。", "请按红字提示改好后再保存。"
    CHANGED_MEANWHILE = "E-82", "这条记录已在别处改过，没有覆盖它。", "两边的内容都完好。", "请核对现在的内容后再操作。"
    READ_ONLY = "E-83", "台账现在是只读，没有保存。", "数据没有变化，您填的内容还在窗口里。", "请【另存副本】后在副本上编辑。"
    UNCLEAR = "E-84", "看不懂“{text}”（{reason}）。", "没有做任何改动。", "{hint}"
    IMPOSSIBLE = "E-85", "不能{operation}（{reason}）。", "没有做任何改动。", "{hint}"
    UNEXPECTED = (
        "E-99",
        "程序遇到没有预料到的问题。",
        "这次操作已撤回，以前保存的内容完好，您填的内容存为草稿。",
        "请重新打开程序；请【复制详情】发给维护人员。",
    )


@dataclass(frozen=True)
class Problem:
    """One fault of one value: where it stands and what to write instead.

    ``field`` is the key of the field ("" for the whole record), ``item`` the index of the child row, ``rule`` the id of
    the tie that found it (only such a problem can be passed with a written reason). ``sheet``, ``line`` (1-based, as the
    user sees it) and ``column`` (the heading) are filled by imports.
    """

    field: str
    message: str
    item: int | None = None
    rule: str = ""
    sheet: str = ""
    line: int | None = None
    column: str = ""


@dataclass(frozen=True)
class Message:
    """What a user is told: 发生了什么 · 数据怎样 · 怎么办 · 编号."""

    code: Error
    happened: str
    data: str
    advice: str

    def __str__(self) -> str:
        return f"{self.happened}{self.data}{self.advice}（{self.code}）"


class UserError(Exception):
    """Something the user can understand and act on; anything else that is raised is our bug.

    ``values`` fill the braces of the error's sentences. ``detail`` is for the log only and never shown. A child process answers
    with the bare E-code, which is as good as the error itself.
    """

    def __init__(self, code: Error, *, detail: str = "", **values: object) -> None:
        self.code = Error(code)
        self.detail = detail
        self.given = values
        self.message = Message(self.code, *(part.format(**values) for part in self.code.sentences))
        super().__init__(str(self.message))


class InvalidRecordError(UserError):
    """A record that cannot be stored as it is; carries every fault at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(Error.INVALID, count=len(self.problems))


class DataFileError(UserError):
    """The ledger file cannot be opened, read or written."""


class LockedError(DataFileError):
    """A protected file was asked for without its password; nothing was tried yet."""

    def __init__(self) -> None:
        super().__init__(Error.WRONG_PASSWORD, tries=0)


class TemplateError(UserError):
    """A Word template cannot be used; ``faults`` lists every place (report.TemplateFault)."""

    def __init__(self, code: Error, *, faults: Sequence[Any] = (), detail: str = "", **values: object) -> None:
        self.faults = tuple(faults)
        super().__init__(code, detail=detail, **values)


class WorkbookError(UserError):
    """A table cannot be read or imported; ``problems`` lists every place."""

    def __init__(self, code: Error, *, problems: Sequence[Problem] = (), detail: str = "", **values: object) -> None:
        self.problems = tuple(problems)
        super().__init__(code, detail=detail, **values)


class PackError(UserError):
    """A hand-over pack is incomplete, altered or not ours; ``problems`` lists every place, in words."""

    def __init__(self, code: Error, *, problems: Sequence[str] = (), detail: str = "", **values: object) -> None:
        self.problems = tuple(problems)
        super().__init__(code, detail=detail, **values)


class WrongPassphraseError(PackError):
    """The pass phrase is that of another pack. There is no recovery code for a pack, so the advice is another one."""

    def __init__(self, tries: int) -> None:
        super().__init__(Error.WRONG_PASSWORD, tries=tries)
        self.message = Message(Error.WRONG_PASSWORD, self.message.happened, "没有接收任何内容。", "请核对手里的口令单是不是这个移交包的。")
        self.args = (str(self.message),)
