"""The Open XML SDK validator: is a file what ECMA-376 and Microsoft's extensions allow?

`make validator` installs it. Less what files saved by PowerPoint give too, see `ALLOWED`.
"""

import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.programs import need, run

_ONCE = "DOTNET_TieredPGO=0"
"""It measures nothing of its own code, to compile that better for a second file: there is none."""
INSTALLED = ROOT / "build" / "validator" / "node_modules" / ".bin" / "ooxml-validator"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the validator has against a file."""

    file: Path
    part: str
    """The part's name, as `/ppt/slides/slide1.xml`; empty if the file could not be read."""
    xpath: str
    rule: str
    """The SDK's name of the rule, as `Sch_UndeclaredAttribute`."""
    message: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.file.name}{self.part}{self.xpath}: {self.message}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that says something about the validator, not about the file."""

    xpath: str
    message: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Tell whether the finding is this one."""
        return bool(
            re.search(self.xpath, finding.xpath) and re.search(self.message, finding.message)
        )


ALLOWED = (
    Allowance(
        r"/c:(axId|crossAx)\[\d+\]$",
        r"^The attribute 'val' has invalid value '-\d+'",
        "PowerPoint and python-pptx write axis ids as signed numbers",
    ),
    Allowance(
        r"/c:extLst\[1\]/c:ext\[\d+\]$",
        r"chart:dataDisplayOptions16'\. List of|^The 'uri' attribute is not declared",
        "the SDK knows this extension of charts only in part",
    ),
    Allowance(
        r"/c:chart\[1\]$",
        r"unexpected child element '[^']*/chart:showDLblsOverMax'",
        "PowerPoint writes it after an extension list",
    ),
    Allowance(
        r"/c:dLbls\[\d+\]/c:extLst\[1\]/c:ext\[\d+\]$",
        r"unexpected child element '[^']*/2012/chart:leaderLines'",
        "PowerPoint's order within the 2012 extension of data labels",
    ),
    Allowance(
        r"/p:\w+\[\d+\]$",
        r"^The 'mod' attribute is not declared",
        "ECMA-376 Part 1 has it on extension lists (CT_ExtensionListModify); the SDK lacks it",
    ),
)


@dataclass(frozen=True, slots=True)
class Validator:
    """The validator's command."""

    program: Path

    def findings(self, files: Sequence[Path]) -> list[Finding]:
        """Check files and return what stands against them, in their order, less `ALLOWED`.

        The command takes one file, so a few run side by side.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = [finding for each in pool.map(self._check, files) for finding in each]
        return [finding for finding in found if not any(a.covers(finding) for a in ALLOWED)]

    def _check(self, file: Path) -> list[Finding]:
        # 1: there are findings; 2: the validator itself could not run
        answer = json.loads(run(["env", _ONCE, self.program, file], good=(0, 1)))
        return [
            Finding(
                file=file,
                part=error["path"] or "",
                xpath=error["xPath"] or "",
                rule=error["id"] or error["errorType"],
                message=error["description"],
            )
            for error in answer["errors"]
        ]


@pytest.fixture(scope="session")
def sdk() -> Validator:
    """The validator; skips where it is not installed."""
    return Validator(need(str(INSTALLED), "the Open XML SDK validator is not installed"))
