"""No token, no secret and no customer's word in a log, whatever goes wrong."""

import json
import subprocess
import sys

from config.settings import CHECKOUT
from tests.line.failing import SECRETS, WORDS


def test_a_run_in_which_everything_goes_wrong_tells_no_secrets() -> None:
    command = [sys.executable, "-m", "tests.line.failing", "json"]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    for name, secret in {**SECRETS, "the customer's words": WORDS, "escaped": WORDS.encode("unicode_escape").decode()}.items():
        assert secret not in run.stderr + run.stdout, f"{name} stands in the log"
    told = ["channel_stopped", "turn_failed", "webhook_rejected", "file_not_fetched", "Task exception was never retrieved"]
    assert [event for event in told if event not in run.stderr] == [], "what went wrong is still told"
    assert all(isinstance(json.loads(line), dict) for line in run.stderr.splitlines())
