"""The rules of the house that no off-the-shelf tool checks."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import sim
from tests.house.tree import BIN, ROOT, tracked_files

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

#: Folders of one machine, and addresses of package registries. Pieces are joined so that this
#: file does not match itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.*/~-])/(?:" + "|".join(["home", "root", "work", "opt", "Users", "tmp", "mnt"]) + r")/"
)
REGISTRY = re.compile(
    "|".join(
        [
            r"\bpypi\." + "org",
            "python" + r"hosted\.org",
            r"--(?:extra-)?" + r"index-url\s*=?\s*\w+:",
            "file:" + "//",
            r"https?://\S+/" + r"simple\b",
        ]
    )
)


def python_files(*folders: str) -> list[Path]:
    return [p for p in tracked_files() if p.suffix == ".py" and p.parts[0] in folders]


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def text_of(path: Path) -> str | None:
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


#: Names of two classes or types that are one thing to whoever reads them, and why there are two.
SAME_THING = {
    "Scenario": "the public one holds a checked scenario and where it came from",
}


def class_names(path: Path) -> list[str]:
    """Return the classes and types that a file defines, without the underscore of private ones."""
    found = []
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            found.append(node.name.lstrip("_"))
        elif isinstance(node, ast.Assign) and node.col_offset == 0:
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            found += [name for name in names if name[0].isupper() and not name.isupper()]
    return found


def test_the_name_of_a_class_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in python_files("sim"):
        for name in class_names(path):
            places.setdefault(name, []).append(str(path))
    twice = {name: where for name, where in places.items() if len(where) > 1}
    single = {name for name, where in twice.items() if len(name) == 1}  # type variables: P, T
    assert set(twice) - single == set(SAME_THING), twice


#: Words of names in the code of the model, and the names they are for. Elsewhere they have another
#: sense: code, draws and results are kept for later, and a lock is held.
ONE_SENSE = {"held": {"held_back"}, "hold": set(), "holds": set(), "kept": set(), "keep": set()}


def names_in(path: Path) -> set[str]:
    """Return the names that a file defines or uses."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    found = {
        getattr(node, where, None) for node in nodes for where in ("id", "attr", "name", "arg")
    }
    return {name for name in found if isinstance(name, str)}


def test_a_word_has_one_sense_in_the_model() -> None:
    names = {
        name for path in python_files("sim") if "model" in path.parts for name in names_in(path)
    }
    assert "held_back" in names
    wrong = {
        name
        for name in names
        for word in ONE_SENSE.keys() & set(name.split("_"))
        if name not in ONE_SENSE[word]
    }
    assert not wrong


#: What remarks put in backticks, which is part of the code or of scenarios, and names of others.
SPOKEN_OF = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)`(?!`)")
NAMES_OF_OTHERS = {"PyArrayObject", "generate_state", "to_dict"}


def texts_in(path: Path) -> set[str]:
    """Return the words of the texts in a file that are no docstrings."""
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    remarks = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in remarks]
    return {word for text in texts for word in re.findall(r"\w+", str(text.value))}


def test_what_remarks_name_is_there() -> None:
    """A thing that was renamed or taken away is no longer spoken of under its old name."""
    scenarios = [path for path in tracked_files() if path.parts[0] == "scenarios"]
    known = {part for path in python_files("sim") for part in path.with_suffix("").parts}
    known |= {part for path in python_files("sim") for name in names_in(path)
              for part in name.split(".")}  # fmt: skip
    known = known.union(*map(texts_in, python_files("sim")), NAMES_OF_OTHERS)
    known = known.union(*(re.findall(r"\w+", text_of(path) or "") for path in scenarios))
    gone = [
        (str(path), name)
        for path in python_files("sim")
        for name in SPOKEN_OF.findall(text_of(path) or "")
        if not known.issuperset(name.rstrip(".").split("."))
    ]
    assert not gone


def test_files_stay_short() -> None:
    lengths = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in python_files("sim", "calibration")
    }
    too_long = {str(path): n for path, n in lengths.items() if n > MAX_FILE_LINES}
    assert lengths, "found no source files to measure"
    assert not too_long, f"files over {MAX_FILE_LINES} lines: {too_long}"


def test_functions_stay_short() -> None:
    too_long = [
        f"{path}: {name}: {n} lines"
        for path in python_files("sim", "calibration")
        for name, n in functions(path)
        if n > MAX_FUNCTION_LINES
    ]
    assert not too_long, f"functions over {MAX_FUNCTION_LINES} lines:\n" + "\n".join(too_long)


@pytest.mark.parametrize(
    ("pattern", "what"), [(MACHINE_PATH, "a path of one machine"), (REGISTRY, "a registry address")]
)
def test_no_traces_of_a_machine(pattern: re.Pattern[str], what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in tracked_files()
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, f"{what} in:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, 'open("/ho' + 'me/someone/data.csv")'),
        (MACHINE_PATH, "see /wo" + "rk/somewhere"),
        (REGISTRY, "--index" + "-url https://example.test/x"),
        (REGISTRY, "https://example.test/repository/sim" + "ple"),
    ],
)
def test_traces_would_be_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_lock_holds_names_versions_and_hashes_only() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    requirement = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    strange = [
        line for line in lines if not requirement.fullmatch(line) and not digest.fullmatch(line)
    ]
    assert not strange


def test_lock_covers_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(r for extra in project["project"]["optional-dependencies"].values() for r in extra),
    ]
    names = {re.split(r"[\s<>=!~\[;]", r)[0].lower().replace("_", "-") for r in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert names - set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)) == set()


def test_version_is_the_same_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'version: "{sim.__version__}"' in citation
    assert f"## [{sim.__version__}]" in changelog


def test_every_package_is_named_for_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    settings = project["tool"]["setuptools"]
    folders = {folder: name for name, folder in settings["package-dir"].items()}
    there = {path.parent.as_posix() for path in python_files("sim", "scenarios")}
    assert set(settings["packages"]) == {
        folders.get(folder, folder.replace("/", ".")) for folder in there
    }


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_layers_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("sim/scenario/__init__.py", "import sim.world", "Each layer uses only the layers below"),
        ("sim/model/__init__.py", "import simpy", "Only sim.engine imports simpy and numba"),
        ("sim/world/marks.py", "import numba", "Only sim.engine imports simpy and numba"),
        ("sim/model/__init__.py", "import scipy", "The model is plain functions"),
        ("sim/newcomer.py", "import sim.clock", "Each layer uses only the layers below"),
        ("sim/runs/study.py", "import sim.public", "Each layer uses only the layers below"),
        ("sim/runs/executors/executor.py", "import sim.runs.resume", "In sim.runs each file"),
    ],
)
def test_layers_catch_a_planted_import(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint_imports(tmp_path)
    assert result.returncode == 1
    assert re.search(rf"{contract}.* BROKEN", result.stdout), result.stdout
