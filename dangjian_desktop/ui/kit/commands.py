"""What a person can ask for, each declared once: words, keys, place in the menus, what it needs, who does it. Runs nothing.

Menus, buttons, tips and the table of the handbook are made from ``COMMANDS``; a page asks for one by its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

MENUS = {"file": "文件(&F)", "edit": "编辑(&E)", "ledger": "台账(&L)", "report": "报告(&R)", "tools": "工具(&T)", "help": "帮助(&H)"}
INSIDE = ("edit", "ledger", "report")
"""The menus that are there while a ledger is open."""
TABS = 9


class Need(Enum):
    """What must be so before a command can be used."""

    NOTHING = auto()
    OPEN = auto()
    """A ledger is open."""
    WRITABLE = auto()
    """In the open ledger something may be changed."""
    CHANGE = auto()
    """There is something to take back, or to do again."""
    PLAIN = auto()
    """It has no password, and can be given one."""
    KEYED = auto()
    """It has a password, which can be changed."""
    SEALED = auto()
    """It has a password."""


@dataclass(frozen=True)
class Command:
    """``does`` names who does it and by which verb, with ``given``; without one it is a menu of its own, or a part takes the keys itself.

    ``apart`` draws a line above it in its ``menu``; ``short`` is for buttons, ``told`` for the handbook. ``taken``: the keys are bound
    by a page, and only shown in the menu.
    """

    id: str
    text: str
    keys: str = ""
    does: str = ""
    menu: str = ""
    needs: Need = Need.NOTHING
    icon: str = ""
    short: str = ""
    told: str = ""
    apart: bool = False
    taken: bool = False
    given: tuple[int | str, ...] = ()

    @property
    def label(self) -> str:
        """The words on a button."""
        return self.short or self.text

    @property
    def shown_keys(self) -> str:
        """The keys as people read them."""
        shown = self.keys
        for name, sign in (("Left", "←"), ("Right", "→"), ("Up", "↑"), ("Down", "↓"), ("Return", "Enter")):
            shown = shown.replace(name, sign)
        return shown

    def tip(self, words: str = "") -> str:
        """What a button says when the mouse rests on it."""
        return f"{words or self.text}（{self.shown_keys}）"


COMMANDS = (
    Command("new_file", "新建台账...", "Ctrl+N", "window.openings.new_file", menu="file", icon="plus", told="新建台账（没有打开台账时）"),
    Command("browse", "打开台账...", "Ctrl+O", "window.openings.browse", menu="file", icon="folder"),
    Command("recent", "最近打开", menu="file"),
    Command("save_copy", "另存副本...", does="window.keeping.save_copy", menu="file", needs=Need.OPEN, apart=True),
    Command("export_all", "导出全部台账...", does="window.errands.export_all", menu="file", needs=Need.OPEN),
    Command("back_up", "立即备份", "Ctrl+B", "window.keeping.back_up", menu="file", needs=Need.WRITABLE, apart=True),
    Command("backups", "备份与恢复...", does="window.keeping.list.show", menu="file", needs=Need.OPEN),
    Command("hand_over", "移交...", does="work.cover.hand_over", menu="file", needs=Need.WRITABLE, apart=True),
    Command("receive", "接收移交包...", does="window.receiving.begin", menu="file", icon="import"),
    Command("password", "口令", menu="file", apart=True),
    Command("set_password", "设置口令...", does="window.guard.set", menu="password", needs=Need.PLAIN),
    Command("change_password", "更改口令...", does="window.guard.change", menu="password", needs=Need.KEYED),
    Command("lift_password", "取消口令...", does="window.guard.lift", menu="password", needs=Need.KEYED),
    Command("lock", "立即锁定", "Ctrl+L", "window.locking.lock", menu="password", needs=Need.SEALED),
    Command("close_file", "关闭台账", "Ctrl+W", "window.leave", menu="file", needs=Need.OPEN, apart=True),
    Command("quit", "退出", "Ctrl+Q", "window.close", menu="file", apart=True),
    Command("undo", "撤销", "Ctrl+Z", "window.undoing.undo", menu="edit", needs=Need.CHANGE),
    Command("redo", "重做", "Ctrl+Y", "window.undoing.redo", menu="edit", needs=Need.CHANGE),
    Command("log", "操作记录...", "Ctrl+H", "window.errands.show_log", menu="edit", needs=Need.OPEN, apart=True),
    Command("register", "登记", "Ctrl+N", "work.register", menu="ledger", needs=Need.WRITABLE, icon="plus"),
    Command("edit", "编辑", "F2", "page.edit_selected", menu="ledger", needs=Need.WRITABLE, icon="pen", told="编辑选中的记录，Enter 也行"),
    Command("void", "作废...", "Delete", "page.void_selected", menu="ledger", needs=Need.WRITABLE, taken=True),
    Command("restore", "恢复", does="page.restore_selected", menu="ledger", needs=Need.WRITABLE, icon="undo"),
    Command("evidence", "佐证材料", "Ctrl+E", "page.add_evidence", menu="ledger", needs=Need.OPEN),
    Command("filter", "筛选文字", "Ctrl+F", "page.focus_filter", menu="ledger", needs=Need.OPEN, taken=True, apart=True),
    Command("panel", "侧栏", "F4", "page.list.toggle_panel", menu="ledger", needs=Need.OPEN, taken=True, icon="panel"),
    Command("recount", "重新统计", "F5", "page.list.refresh", menu="ledger", needs=Need.OPEN, taken=True),
    Command(
        "import",
        "从 Excel 导入...",
        does="page.transfer.import_file",
        menu="ledger",
        needs=Need.WRITABLE,
        icon="import",
        short="导入",
        apart=True,
    ),
    Command("export", "导出本表...", does="page.export_list", menu="ledger", needs=Need.OPEN, icon="export", short="导出"),
    Command("print", "打印台账...", "Ctrl+P", "page.print_list", menu="ledger", needs=Need.OPEN, icon="print", short="打印台账"),
    Command("write_report", "写报告...", "Ctrl+R", "work.write_report", menu="report", needs=Need.WRITABLE),
    Command("unit", "单位名称...", does="window.errands.set_unit", menu="tools", needs=Need.WRITABLE),
    Command("unit_kind", "单位性质...", does="window.errands.set_kind", menu="tools", needs=Need.WRITABLE),
    Command("addressee", "主送机关...", does="window.errands.set_addressee", menu="tools", needs=Need.WRITABLE),
    Command("variants", "统计口径...", does="window.rules.choose_variants", menu="tools", needs=Need.WRITABLE),
    Command("duties", "应办事项...", does="window.rules.choose_duties", menu="tools", needs=Need.OPEN),
    Command("bases", "依据...", does="window.rules.show_bases", menu="tools", needs=Need.OPEN),
    Command("check_file", "检查台账", does="window.errands.check_file", menu="tools", needs=Need.OPEN),
    Command("show_code", "抄录核验码...", does="window.codes.show_code", menu="tools", needs=Need.OPEN),
    Command("compare_code", "核对核验码...", does="window.codes.compare_code", menu="tools", needs=Need.OPEN),
    Command("lock_minutes", "自动锁定...", does="window.locking.set_minutes", menu="tools"),
    Command("look", "外观", menu="tools", apart=True),
    Command("handbook", "使用说明", "F1", "window.errands.show_handbook", menu="help"),
    Command("about", "关于...", does="window.errands.about", menu="help"),
    # on the start page only
    Command("restore_file", "从备份恢复...", does="window.openings.restore_file", icon="restore"),
    Command("demo", "看看演示台账...", does="window.openings.demo", icon="eye"),
    # keys without a line in a menu
    Command("search", "搜索全部台账", "Ctrl+K", "corner.search.begin"),
    Command("period_before", "上一期", "Alt+Left", "corner.periods.before.click", told="上一个报告期"),
    Command("period_after", "下一期", "Alt+Right", "corner.periods.after.click", told="下一个报告期"),
    *(
        Command(f"tab_{number}", f"第 {number} 个页签", f"Ctrl+{number}", "work.turn_to", given=(number - 1,))
        for number in range(1, TABS + 1)
    ),
    Command("walk_on", "往下走", "F6", "work.walk", given=(1,), told="在页签、台账名单、表格、侧栏、数字之间走"),
    Command("walk_back", "往回走", "Shift+F6", "work.walk", given=(-1,), told="同上，往回走"),
    # keys and verbs of the part that is in front
    Command("save", "保存", "Ctrl+S"),
    Command("save_next", "保存并登记下一条", "Ctrl+Return"),
    Command("step", "下一格", "Enter", told="下一格；在按钮上是按下"),
    Command("leave", "关上", "Esc", told="关上最里面的一层"),
    Command("copy", "复制", "Ctrl+C", told="复制选中的记录"),
    Command("paste", "粘贴", "Ctrl+V", told="把图片或文件粘贴为佐证材料"),
    Command("row_add", "增加一行", "Ctrl+Down", icon="plus", told="子表里增加一行"),
    Command("row_up", "上移", "Alt+Up", icon="chevron-up", told="子表里上移一行"),
    Command("row_down", "下移", "Alt+Down", icon="chevron-down", told="子表里下移一行"),
    Command("row_remove", "去掉", "Ctrl+Delete", icon="trash", told="子表里去掉一行"),
    Command("piece_open", "打开"),
    Command("piece_save", "另存为..."),
    Command("piece_remove", "移除...", "Delete", told="移除选中的佐证材料"),
)
_BY_ID = {one.id: one for one in COMMANDS}


def command(name: str) -> Command:
    """The command of that id; KeyError when nothing is declared under it."""
    return _BY_ID[name]


def key_table() -> str:
    """The table of the handbook: every key with what it does, two beside each other; the keys of the tabs stand as one."""
    tabs = ("Ctrl+1 … Ctrl+9", "换页签")
    cells = []
    for one in COMMANDS:
        cell = tabs if one.id.startswith("tab_") else (one.shown_keys, one.told or one.text.rstrip("."))
        if one.keys and cell not in cells:
            cells.append(cell)
    if len(cells) % 2:
        cells.append(("", ""))
    rows = [f"| {left[0]} | {left[1]} | {right[0]} | {right[1]} |" for left, right in zip(cells[::2], cells[1::2], strict=True)]
    return "\n".join(["| 键 | 作用 | 键 | 作用 |", "|---|---|---|---|", *rows])
