"""Checks a snapshot against its own manifests (BagIt 1.0, RFC 8493)."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from storage.verify.damage import Damage, Kind, OnProgress

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
LINE = re.compile(r"([0-9a-fA-F]{64}) [ *]?(.+)")
OXUM = re.compile(r"^Payload-Oxum: *(\d+)\.(\d+) *$", re.MULTILINE)


def is_bag(folder: Path) -> bool:
    """Whether the folder says of itself that it is a bag."""
    return (folder / "bagit.txt").is_file()


def verify_bag(folder: Path, progress: OnProgress | None = None) -> list[Damage]:
    """Everything that is not as the manifests say: changed, missing and extra files, sorted by file."""
    damages = list(check_declaration(folder))
    payload, bad_lines = read_manifest(folder, MANIFEST)
    tags, bad_tag_lines = read_manifest(folder, TAG_MANIFEST)
    damages += bad_lines + bad_tag_lines
    damages += [
        Damage(MANIFEST, Kind.MISMATCH, f"lists {name}, which is no payload")
        for name in payload
        if not name.startswith("data/")
    ]
    listed = {**tags, **payload}
    for place, (name, digest) in enumerate(sorted(listed.items()), start=1):
        damages += check_file(folder, name, digest)
        if progress is not None:
            progress(place, len(listed))
    damages += extra_files(folder, {*listed, TAG_MANIFEST})
    damages += check_oxum(folder)
    return sorted(set(damages), key=lambda damage: (damage.file, damage.kind, damage.detail))


def check_declaration(folder: Path) -> Iterator[Damage]:
    """Whether bagit.txt says what BagIt 1.0 asks for."""
    data = (folder / "bagit.txt").read_bytes()
    if data != DECLARATION.encode():
        yield Damage("bagit.txt", Kind.CHANGED, "is not the declaration of a BagIt 1.0 bag in UTF-8")


def read_manifest(folder: Path, manifest: str) -> tuple[dict[str, str], list[Damage]]:
    """The digest of each file that a manifest lists, and what is wrong with its lines."""
    try:
        text = (folder / manifest).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return {}, [Damage(manifest, Kind.MISSING, "the manifest is not there")]
    except UnicodeDecodeError:
        return {}, [Damage(manifest, Kind.CHANGED, "is not UTF-8")]
    digests: dict[str, str] = {}
    damages: list[Damage] = []
    lines = re.split(r"\r\n|\n|\r", text)
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, start=1):
        found = LINE.fullmatch(line)
        name = decoded(found[2]) if found else ""
        if found is None or not stays_inside(name):
            damages.append(Damage(manifest, Kind.CHANGED, f"line {number} names no file of the bag"))
        elif name in digests:
            damages.append(Damage(manifest, Kind.CHANGED, f"line {number} lists {name} again"))
        else:
            digests[name] = found[1].lower()
    return digests, damages


def decoded(path: str) -> str:
    """RFC 8493, section 2.1.3: only CR, LF and the percent sign are encoded."""
    return re.sub("%(0[aA]|0[dD]|25)", lambda found: chr(int(found[1], 16)), path)


def stays_inside(name: str) -> bool:
    """Whether a listed path can only mean a file of the bag."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name and path.as_posix() == name


def check_file(folder: Path, name: str, digest: str) -> Iterator[Damage]:
    """Whether a listed file is there, is a file, and has its digest."""
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file():
            raise FileNotFoundError(name)
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        yield Damage(name, Kind.MISSING, "listed in the manifest, not there as a file")
    except OSError as error:
        yield Damage(name, Kind.CHANGED, f"cannot be read: {error.strerror}")
    else:
        if actual != digest:
            yield Damage(name, Kind.CHANGED, f"sha256 is {actual}, the manifest says {digest}")


def extra_files(folder: Path, known: set[str]) -> Iterator[Damage]:
    """Files and links that no manifest lists."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in known and (path.is_symlink() or not path.is_dir()):
            yield Damage(name, Kind.FOREIGN, "listed in no manifest")


def check_oxum(folder: Path) -> Iterator[Damage]:
    """Whether the payload has the bytes and files that bag-info.txt counts."""
    info = folder / "bag-info.txt"
    said = OXUM.search(info.read_text(encoding="utf-8", errors="replace")) if info.is_file() else None
    if said is None:
        return
    sizes = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    if (sum(sizes), len(sizes)) != (int(said[1]), int(said[2])):
        detail = f"counts {said[1]} bytes in {said[2]} files; there are {sum(sizes)} in {len(sizes)}"
        yield Damage("bag-info.txt", Kind.MISMATCH, detail)
