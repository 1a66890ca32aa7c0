"""The rules, run on a deck in a process of its own, so that no picture waits for them.

The process is asked by a line with the name of a variant, and answers by a line of findings; both
are JSON. It ends when nobody can ask it any more.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from deckgen.checks.subject import Finding
from deckgen.diagnostics import Problem, Severity
from deckgen.project import Project
from deckgen.soundness import Unsound
from deckgen.web.live import FindingData, Findings


class Checker:
    """Runs the rules on a deck or its variants. It serves one thread at a time."""

    def __init__(self, deck: Path) -> None:
        """Name a deck; the process starts when it is first asked."""
        self._deck = deck
        self._process: subprocess.Popen[bytes] | None = None

    def findings(self, variant: str) -> Findings:
        """What the rules find in the files as they are now; "" is the deck itself."""
        line = b""
        try:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(msgspec.json.encode(variant) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            pass  # it ended, or cannot be started
        if line:
            return msgspec.json.decode(line, type=Findings)
        self.close()
        said = "the rules could not be run: their process ended"
        return {"": [FindingData("", Severity.WARNING, said, (), False, None, None)]}

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(self._deck)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def close(self) -> None:
        """End the process; who waits for its findings gets none."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def find(project: Project) -> Findings:
    """What the rules find in a deck; what keeps them from being run is a finding."""
    try:
        report = project.check()
        size = project.template.package.slide_size
    except (Problem, Unsound) as fault:
        return {"": [FindingData.of(Finding(one, None), (1, 1)) for one in fault.diagnostics]}
    found: Findings = {}
    for finding in report.findings:
        number = finding.spot.slide if finding.spot is not None else None
        slide = report.slides[number - 1] if number else ""
        found.setdefault(slide, []).append(FindingData.of(finding, size))
    return found


def answer(deck: Path) -> None:
    """Answer each line of standard input, to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server is interrupted, and ends this
    project = Project(deck)
    for line in sys.stdin.buffer:
        project = project.read_again()
        found = find(project.of_variant(msgspec.json.decode(line, type=str) or None))
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    answer(Path(sys.argv[1]))
