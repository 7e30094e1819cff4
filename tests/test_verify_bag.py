"""A snapshot against its manifests: every file that is not as they say is named."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.verify import Command
from storage.verify.bag import is_bag, verify_bag
from storage.verify.damage import Kind
from tests.asked import ask
from tests.damaging import DAMAGES, SEED, remove


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """A small bag, made by hand."""
    folder = tmp_path / "bag"
    payload = {"data/a 1.txt": b"one", "data/b%25.txt": b"two", "data/texts/000/c.txt": b"three"}
    for name, data in payload.items():
        path = folder / name.replace("%25", "%")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    manifest = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in payload.items())
    size = sum(len(data) for data in payload.values())
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Payload-Oxum: {size}.3\n",
        "manifest-sha256.txt": manifest,
        "README.md": "A bag\n",
    }
    for name, text in tags.items():
        (folder / name).write_text(text)
    lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in tags.items()]
    (folder / "tagmanifest-sha256.txt").write_text("".join(lines))
    return folder


def test_a_whole_bag_is_clean(bag: Path) -> None:
    assert is_bag(bag)
    assert verify_bag(bag) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_of_a_bag_is_named(
    bag: Path, damage: Callable[[Path, random.Random], None]
) -> None:
    dice = random.Random(SEED)
    for path in sorted(path for path in bag.rglob("*") if path.is_file()):
        name = path.relative_to(bag).as_posix()
        if name == "tagmanifest-sha256.txt" or (name == "bagit.txt" and damage is remove):
            continue  # nothing proves the one; without the other it is no bag
        data = path.read_bytes()
        damage(path, dice)
        found = verify_bag(bag)
        path.write_bytes(data)
        assert name in {damage.file for damage in found}, name


def test_extra_files_and_lines_that_leave_the_bag_are_named(bag: Path) -> None:
    (bag / "data/extra.txt").write_text("extra")
    (bag / "data/link.txt").symlink_to("/etc/hostname")
    with (bag / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(f"{'0' * 64}  ../../etc/passwd\n{'0' * 64}  data/../../x\n{'0' * 64}  README.md\n")
    found = verify_bag(bag)
    assert {"data/extra.txt", "data/link.txt"} <= {d.file for d in found if d.kind is Kind.FOREIGN}
    assert sum("names no file of the bag" in damage.detail for damage in found) == 2
    assert any("README.md, which is no payload" in damage.detail for damage in found)


def test_the_command_checks_a_snapshot(bag: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(Command(), capsys, str(bag), root=bag).code == ExitCode.DONE
    (bag / "data/a 1.txt").write_text("two")
    found = ask(Command(), capsys, str(bag), root=bag)
    assert found.code == ExitCode.VERIFICATION
    assert "data/a 1.txt" in found.out
    assert ask(Command(), capsys, str(bag / "nowhere"), root=bag).code == ExitCode.USAGE
