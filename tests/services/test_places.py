"""A place is told by its drive and by the names of its folders, on this system and on Windows."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from dangjian_desktop.domain.condition import Why
from dangjian_desktop.domain.opening_plan import LOOKED_AT
from dangjian_desktop.services.trust import places

MOUNTS = """\
/dev/sda2 / ext4 rw 0 0
/dev/sdb1 /media/clerk/U\\040盘 vfat rw 0 0
//server/office /mnt/office cifs rw 0 0
server:/home /mnt/home nfs4 rw 0 0
/dev/sda3 /mnt/office/own ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
drvfs /mnt/c 9p rw 0 0
"""


@dataclass
class FakeDrives:
    types: dict[str, int] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def mounts(self):
        return MOUNTS

    def pluggable(self, device):
        return device == "/dev/sdb1"

    def drive_type(self, root):
        return self.types[root]

    def variables(self):
        return self.environment

    def writable(self, path):
        return True


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/张三/台账.djtz", "local"),
        ("/media/clerk/U 盘/台账.djtz", "removable"),
        ("/media/clerk/别的/台账.djtz", "local"),
        ("/mnt/office/台账.djtz", "network"),
        ("/mnt/home/台账.djtz", "network"),
        ("/mnt/office/own/台账.djtz", "local"),
        ("/tmp/台账.djtz", "local"),
        ("/mnt/c/台账.djtz", "local"),
        ("/home/张三/坚果云/台账.djtz", "synchronised"),
        ("/home/张三/我的坚果云/党建/台账.djtz", "synchronised"),
        ("/home/张三/Nutstore Files/台账.djtz", "synchronised"),
        ("/home/张三/OneDrive - 县委/台账.djtz", "synchronised"),
        ("/home/张三/onedrive/台账.djtz", "synchronised"),
        ("/home/张三/WPS云盘/台账.djtz", "synchronised"),
        ("/home/张三/WPSDrive/123/台账.djtz", "synchronised"),
        ("/home/张三/百度网盘同步空间/台账.djtz", "synchronised"),
        ("/home/张三/关于坚果云的文件/台账.djtz", "local"),
        ("/home/张三/OneDrive", "local"),
    ],
)
def test_a_place_on_this_system(path, kind):
    assert places.kind(PurePosixPath(path), FakeDrives()) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (r"C:\Users\张三𬭎\桌面\台账.djtz", "local"),
        (r"E:\台账.djtz", "removable"),
        (r"F:\台账.djtz", "removable"),
        (r"Z:\台账.djtz", "network"),
        (r"\\10.0.0.5\share\台账.djtz", "network"),
        (r"\\?\UNC\10.0.0.5\share\台账.djtz", "network"),
        (r"C:\Users\张三\OneDrive\Desktop\台账.djtz", "synchronised"),
        (r"D:\同步\台账.djtz", "synchronised"),
        (r"d:\同步\子\台账.djtz", "synchronised"),
    ],
)
def test_a_place_on_windows(path, kind):
    drives = FakeDrives({"C:\\": 3, "E:\\": 2, "F:\\": 5, "Z:\\": 4}, {"OneDriveCommercial": "D:\\同步", "OneDrive": ""})
    assert places.kind(PureWindowsPath(path), drives) == kind


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/home/台账.djtz", None),
        ("/mnt/home/台账.djtz", Why.SHARED_PLACE),
        ("/x/坚果云/台账.djtz", Why.SHARED_PLACE),
        ("/media/clerk/U 盘/台账.djtz", Why.ON_STICK),
    ],
)
def test_why_a_ledger_is_only_looked_at_there(path, why):
    assert LOOKED_AT.get(places.kind(PurePosixPath(path), FakeDrives())) == why


def test_this_machine_knows_its_own_drives(tmp_path):
    drives = places.OwnDrives()
    assert places.kind(tmp_path.resolve() / "台账.djtz", drives) in ("local", "removable", "network")
    assert drives.drive_type("C:\\") == 0 or Path("C:\\").exists()
    assert not drives.pluggable("/dev/there-is-no-such-device")
    assert "PATH" in {name.upper() for name in drives.variables()}
    assert drives.writable(tmp_path / "台账.djtz")
    (tmp_path / "台账.djtz").touch()
    assert drives.writable(tmp_path / "台账.djtz")
