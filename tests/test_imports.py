"""Imports: they form no circle, the function stays light, and modules hold no state."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import ROOT

PACKAGES = ("build", "eda", "precompute", "functions", "tests")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path for name in PACKAGES for path in (ROOT / name).rglob("*.py")
}
# Methods that change a list, dict or set in place.
CHANGES = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "add", "discard", "update"),
    *("setdefault", "popitem", "appendleft", "popleft", "difference_update", "intersection_update"),
}
# Standard functions that serve the process as a whole are no state of ours.
NOT_STATE = {"os", "sys", "gc", "signal", "atexit", "mimetypes"}


def imported_modules(path: Path) -> Iterator[str]:
    """Each module of this project that a file imports, also inside functions and for type checkers only."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            module = name if name in MODULES else name.rpartition(".")[0]
            if module in MODULES:
                yield module


def circle(imports: Mapping[str, set[str]]) -> list[str]:
    """A circle among the imports, or an empty list."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def folder(module: str) -> str:
    """The folder that holds a module."""
    return module.rpartition(".")[0]


def test_no_file_imports_itself_through_others() -> None:
    assert circle({module: set(imported_modules(path)) for module, path in MODULES.items()}) == []


def test_no_folder_imports_itself_through_others() -> None:
    folders: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        folders.setdefault(folder(module), set()).update(folder(other) for other in imported_modules(path))
    assert circle({name: others - {name} for name, others in folders.items()}) == []


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


def test_the_function_loads_no_data_library() -> None:
    """A fresh process that imports the handler holds no pandas, numpy or pyarrow."""
    code = "import sys, functions.handler; print(sorted({'pandas', 'numpy', 'pyarrow'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.strip() == "[]"


def changes_of_module_state(source: str) -> list[str]:
    """Where a function assigns to a module's variable, or changes one in place, as `line: code`."""
    tree = ast.parse(source)
    module_names = {
        name.id
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    modules = {alias.asname or alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names} - NOT_STATE
    imported = {alias.asname or alias.name for node in imports if isinstance(node, ast.ImportFrom) for alias in node.names}
    changes = []
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        local_names = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)} | {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            # np.sort(…) is a function of a module, not a change of it.
            shared = module_names | imported if isinstance(node, ast.Call) else module_names | imported | modules
            if isinstance(node, ast.Global) or changed_name(node) in shared - local_names:
                changes.append(f"{node.lineno}: {ast.unparse(node)}")  # type: ignore[attr-defined] # statements have a line
    return changes


def changed_name(node: ast.AST) -> str | None:
    """The name whose value a node changes in place: `name[…] = `, `name.attribute = ` or `name.append(…)`."""
    target: ast.AST | None = None
    if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
        target = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        target = node.func.value
    return target.id if isinstance(target, ast.Name) else None


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("tests.")])
def test_no_function_changes_what_a_module_holds(module: str) -> None:
    assert changes_of_module_state(MODULES[module].read_text()) == []


@pytest.mark.parametrize(
    "body", ["global A; A = 1", "A.append(1)", "A[0] = 1", "del A[0]", "A[0] += 1", "json.loads = None", "A.field = 1"]
)
def test_a_change_of_what_a_module_holds_is_found(body: str) -> None:
    assert changes_of_module_state(f"import json\nA = []\ndef change():\n    {body}\n") != []
    assert changes_of_module_state(f"import json\ndef change(A, json):\n    {body.removeprefix('global A; ')}\n") == []
