"""The package of `make lambda`: complete, light, and driven by the real Lambda runtime client."""

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from functions import pack
from functions.store import ROOT
from tests.support.lambda_runtime import VERSION, runtime
from tests.support.requests import HOSTS, event
from tests.support.small_tree import write_tree


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as `make lambda` lays it out; what it needs is copied from here, for a test asks no index."""
    folder = tmp_path_factory.mktemp("dist")
    write_tree(folder / "public")
    (folder / "public/api/v1/manifest.json").write_text("{}")
    pack.assemble(folder / "lambda", folder / "public")
    for name, _ in pack.requirements((ROOT / "functions/requirements.txt").read_text()):
        if name not in pack.SERVER:
            copy_distribution(name, folder / "lambda")
    pack.compiled(folder / "lambda")
    return folder / "lambda"


def copy_distribution(name: str, into: Path) -> None:
    """Copy what is installed of a package."""
    for file in distribution(name).files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            (into / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.locate(), into / file)


def test_the_package_works_alone(package: Path) -> None:
    """In an isolated interpreter that knows no other folder."""
    assert pack.try_out(package, pack.this_architecture()) == "tried and works"


def test_the_package_works_alone_as_a_web_server(package: Path, tmp_path: Path) -> None:
    """As a web function, without Mangum: `run.sh` starts it on $PORT."""
    server = tmp_path / "lambda"
    pack.assemble(server, package / "public", web=True)
    for name, _ in pack.requirements((ROOT / "functions/requirements.txt").read_text()):
        if name not in pack.ADAPTER:
            copy_distribution(name, server)
    assert not {"handler.py", "pack.py"} & {file.name for file in (server / "functions").iterdir()}
    assert pack.try_out(server, pack.this_architecture()) == "tried and works"
    pack.zip_folder(server, tmp_path / "web.zip")
    assert zipfile.ZipFile(tmp_path / "web.zip").getinfo("run.sh").external_attr >> 16 == 0o755
    (server / "functions/api.py").write_text("raise SystemExit(3)")
    with pytest.raises(pack.PackingError, match="does not start"):
        pack.try_out(server, pack.this_architecture())


def test_a_package_that_lacks_something_is_not_believed(package: Path, tmp_path: Path) -> None:
    """The trial tells what is missing."""
    shutil.copytree(package, tmp_path / "lambda", ignore=shutil.ignore_patterns("mangum"))
    with pytest.raises(pack.PackingError, match="No module named 'mangum'"):
        pack.try_out(tmp_path / "lambda", pack.this_architecture())


def test_the_package_holds_the_function_and_its_answers_only(package: Path) -> None:
    """No server, no data library, no build, no manifest; bytecode beside every module."""
    assert not {"uvicorn", "uvloop", "pandas", "numpy", "pyarrow", "build", "precompute", "eda"} & {
        f.name for f in package.iterdir()
    }
    assert (package / "public/api/v1/franquicia/paquetes-1/0.json").exists()
    assert not (package / "public/api/v1/manifest.json").exists()
    modules = {file.stem for file in (package / "functions").glob("*.py")}
    assert modules == {file.stem for file in (ROOT / "functions").glob("*.py")} - {"pack", "packed_copy", "protocol", "site"}
    assert {file.name.partition(".")[0] for file in (package / "functions/__pycache__").iterdir()} == modules


def test_the_same_package_is_the_same_zip(package: Path, tmp_path: Path) -> None:
    """No dates, no order of the file system."""
    pack.zip_folder(package, tmp_path / "one.zip")
    (package / "functions/handler.py").touch()
    pack.zip_folder(package, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert "functions/handler.py" in zipfile.ZipFile(tmp_path / "one.zip").namelist()


def test_the_real_runtime_client_drives_it(package: Path) -> None:
    """Events of every host, one after another in one process, answered and never failed."""
    with runtime(package) as invoke:
        for target, status in (("/peliculas_duracion/Am%C3%A9lie", 200), ("/franquicia/Toy%20Stroy", 404), ("/docs", 200)):
            for host in HOSTS:
                path, told = invoke(event(target, host))
                assert path.startswith(f"{VERSION}/invocation/")
                assert path.endswith("/response"), told
                assert (told["statusCode"], told["isBase64Encoded"]) == (status, False)
        path, told = invoke({"not": "an event of HTTP"})
        assert path.endswith("/error")
        assert invoke(event("/salud", HOSTS[0]))[1]["statusCode"] == 200


def test_the_lock_is_read_entry_by_entry() -> None:
    """Names, markers and hashes stay together."""
    locked = "anyio==4.1 \\\n    --hash=sha256:aa\nuvloop==0.23.0 ; sys_platform != 'win32' \\\n    --hash=sha256:bb\n"
    assert pack.requirements(locked) == [
        ("anyio", "anyio==4.1 \\\n    --hash=sha256:aa\n"),
        ("uvloop", "uvloop==0.23.0 ; sys_platform != 'win32' \\\n    --hash=sha256:bb\n"),
    ]


def test_a_tree_without_answers_is_not_packed(tmp_path: Path) -> None:
    """It says what to do."""
    with pytest.raises(pack.PackingError, match="make build"):
        pack.assemble(tmp_path / "lambda", tmp_path)


def test_the_template_is_accepted() -> None:
    """By cfn-lint, without a warning."""
    lint = "import sys; from cfnlint.runner import main; sys.exit(main())"
    options = [
        "--non-zero-exit-code",
        "informational",
        "--include-checks",
        "I",
        "--template",
        str(ROOT / "functions/template.yaml"),
    ]
    run = subprocess.run([sys.executable, "-c", lint, *options], capture_output=True, text=True, check=False)  # noqa: S603
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr
