"""Writing a report in five steps: 范围, 核对数字, 各部分文字, 检查, 预览与输出."""

from dangjian_desktop.ui.wizards.report.wizard import ReportWizard

__all__ = ["ReportWizard"]
