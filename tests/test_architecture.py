"""The import table of docs/architecture.md, checked: imports run one way, third parties stay at home."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["items", "settings", "registry", "storage", "pipelines", "spiders", "network", "snapshot", "health"]
ALL = {*ROOMS, "scheduling", "scheduler", "commands"}

MAY_IMPORT = {
    "items": set(),
    "settings": set(),
    "registry": {"items"},
    "storage": {"items"},
    "pipelines": {"items", "registry", "storage"},
    "spiders": {"items", "registry", "storage"},
    "network": {"items", "registry", "storage"},
    "snapshot": {"items", "registry", "storage"},
    "health": {"items", "registry", "storage"},
    "scheduling": {"registry", "storage", "health"},
    "scheduler": {"registry", "storage", "health", "scheduling"},
    "commands": ALL,
}
ONLY_IN = {
    "pydantic": {"registry"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "fastwarc": {"storage"},
    "fsspec": {"storage"},
    "trafilatura": {"pipelines"},
    "lightgbm": {"pipelines"},
    "xxhash": {"pipelines"},
    "re2": {"pipelines"},
    "scrapy": {"pipelines", "spiders", "network", "commands"},
    "pyarrow": {"snapshot"},
    "apscheduler": {"scheduler"},
    "rich": {"commands"},
}
SCRAPY_IN_PIPELINES = {"pipelines.reading", "pipelines.dedup", "pipelines.store"}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for room in MAY_IMPORT
    for path in [*ROOT.glob(f"{room}.py"), *ROOT.glob(f"{room}/**/*.py")]
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_what_it_may(module: str) -> None:
    room = module.partition(".")[0]
    for name in imported(MODULES[module]):
        top = name.partition(".")[0]
        assert top == room or top not in MAY_IMPORT or top in MAY_IMPORT[room], f"{module} imports {name}"
        assert room in ONLY_IN.get(top, {room}), f"{module} imports {name}"
        if top == "scrapy" and room == "pipelines":
            assert module in SCRAPY_IN_PIPELINES, f"{module} imports {name}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        module: {
            target
            for name in imported(path)
            for target in (name, name.rpartition(".")[0])
            if target in MODULES and target != module
        }
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()


def names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def test_the_environment_is_read_in_settings_alone() -> None:
    words = {"environ", "getenv", "getproxies"}
    readers = {module for module, path in MODULES.items() if words & set(names(path))}
    assert readers == {"settings"}


def test_the_table_stands_in_the_architecture_page() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for room, allowed in MAY_IMPORT.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{room}`"))
        listed = "all of the above" if allowed == ALL else ", ".join(sorted(allowed)) or "nothing of ours"
        assert listed in row, f"docs/architecture.md: {row}"
