"""The function stays light: nothing of the build is loaded where it is deployed."""

import subprocess
import sys

from tests.support.project import ROOT


def test_the_function_loads_no_data_library() -> None:
    """A fresh process that imports the handler holds no pandas, numpy or pyarrow."""
    code = "import sys, functions.handler; print(sorted({'pandas', 'numpy', 'pyarrow'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.strip() == "[]"
