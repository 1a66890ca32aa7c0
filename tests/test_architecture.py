"""The map of modules in pyproject.toml holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import *; lint_imports_command()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_the_project(folder: Path) -> Path:
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    shutil.copytree(ROOT / "src", folder / "src")
    return folder


def test_imports_go_one_way() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
def test_a_module_without_a_layer_is_refused(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    (project / "src/deckgen/stray.py").write_text('"""Stands nowhere in the contract."""\n')
    run = lint_imports(project)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "stray" in run.stdout


@pytest.mark.slow
def test_an_import_that_goes_up_is_refused(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    with (project / "src/deckgen/diagnostics.py").open("a", encoding="utf-8") as module:
        module.write("\nimport deckgen.source\n")
    run = lint_imports(project)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "deckgen.diagnostics -> deckgen.source" in run.stdout
