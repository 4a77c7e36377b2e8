"""What we install is looked up among known weaknesses, and a release is made as its page says.

For `.ci/run`, in a clone in which README's commands were typed. A weakness in what a gateway, worker or desk runs ends
the run. A data base of weaknesses that cannot be reached is no reason to stop, and none to be silent.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
LOCKS = ("gateway", "workers", "desk", "demonstration", "dev")
OFFLINE = """
  ########################################################################################################
  #  NOT LOOKED UP: the data base of known weaknesses could not be reached for {lock:<26}   #
  #  Type .ci/run again where it can be, before anything is released.                                     #
  ########################################################################################################
"""


def main() -> int:
    """0 when nothing that is installed is known to be weak, as far as that could be looked up."""
    subprocess.run(  # what looks things up is installed with the tests
        [sys.executable, "-B", "-c", "import setup; setup.ready(['dev'])"], cwd=ROOT / "deploy", check=True
    )
    found = [weakness for lock in LOCKS for weakness in audited(lock)]
    print("\n".join(found) or "No known weakness in what could be looked up.", flush=True)
    made = subprocess.run([ROOT / "deploy" / "release"], cwd=ROOT, check=False).returncode
    return 1 if found or made else 0


def audited(lock: str) -> list[str]:
    """A line for each weakness of a lock."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [PYTHON, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
        command += ["-r", ROOT / "deploy" / "locks" / f"{lock}.txt", "--format", "json", "--output", out]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not out.exists():
            print(OFFLINE.format(lock=f"{lock}.txt"), done.stderr[-600:], flush=True)
            return []
        return [
            f"WEAK in {lock}.txt: {each['name']} {each['version']}: {weak['id']}, mended in {weak['fix_versions']}"
            for each in json.loads(out.read_text())["dependencies"]
            for weak in each.get("vulns", ())
        ]


if __name__ == "__main__":
    sys.exit(main())
