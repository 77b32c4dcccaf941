"""`make check` asks whether what we build on has known holes: without it theirs would be ours for long.

    python -m tests.security.audit

pip-audit (Apache-2.0, of the PyPA) asks OSV, the open database of advisories, about every package of the lock file by name and
version. A known hole fails. Where OSV cannot be reached nothing was audited, which is said; `DEZURA_AUDIT=strict` fails then too.
"""



import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / f"requirements-{name}.lock" for name in ("dev", "tracing")]  # the first holds all that runs, and what tests it
OSV = "https://api.osv.dev/v1/query"
ACCEPTED: Mapping[str, str] = {}  # an advisory's id, and why it does not concern us, with the day to look again


def main(lock: Path, url: str = OSV, seconds: int = 20) -> int:
    """The exit code: 1 for a known hole, or where nothing could be asked and `DEZURA_AUDIT` is `strict`."""
    command = [
        sys.executable, "-m", "pip_audit", "-r", str(lock), "--disable-pip", "--require-hashes", "--vulnerability-service", "osv",
        "--osv-url", url, "--format", "json", "--progress-spinner", "off", "--timeout", str(seconds),
        *(part for known in ACCEPTED for part in ("--ignore-vuln", known)),
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _unasked(run.stderr)
    if skipped := [one["name"] for one in found if "skip_reason" in one]:
        return _unasked(f"nothing is known of {', '.join(skipped)}")
    holes = [(one, hole) for one in found for hole in one["vulns"]]
    for one, hole in holes:
        mended = ", ".join(hole["fix_versions"]) or "no version"
        print(f"{lock.name}: {one['name']} {one['version']} has a known hole, {hole['id']}; mended in {mended}", file=sys.stderr)
    if not holes:
        print(f"audited: no hole is known in the {len(found)} packages of {lock.name}")
    return 1 if holes else 0


def _unasked(why: str) -> int:
    reason = (why.strip().splitlines() or ["no answer"])[-1][:200]
    print(f"NOT AUDITED: the advisory service gave no answer ({reason}). Run it again where it can be reached.", file=sys.stderr)
    return 1 if os.environ.get("DEZURA_AUDIT") == "strict" else 0


if __name__ == "__main__":
    sys.exit(max(main(lock) for lock in LOCKS))
