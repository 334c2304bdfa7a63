"""The script for a batch queue in the manual; the manual itself runs its tasks one by one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pages import BLOCK, ROOT


def test_the_slurm_script_has_nothing_that_shellcheck_warns_of(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "clusters.md").read_text(encoding="utf-8")
    script = next(text for _, title, text in BLOCK.findall(page) if title == "array.sh")
    assert "#SBATCH --array=1-40" in script
    (tmp_path / "array.sh").write_text(script, encoding="utf-8")
    checker = Path(sys.executable).parent / "shellcheck"
    # SC2154: FOLDER, MEMBERS and SLICES come from sbatch --export.
    done = subprocess.run(
        [checker, "--severity=style", "--exclude=SC2154", tmp_path / "array.sh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
