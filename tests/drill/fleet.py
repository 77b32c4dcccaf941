"""The processes of a drill: started, killed with -9, started again, and asked to end at last.

They are forked from a server that has everything imported, so that a new one is there in a second instead of ten. One of another
version is started from its own tree.
"""

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp

from tests.drill import launch
from tests.drill.launch import Launch

_START = 300  # seconds within which a process must be ready
_STOP = 120  # seconds within which one that is asked to end has ended


def _forks() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.drill.launch", "bot.channels.telegram_methods"])
    return context


class Foreign:
    """A process of another version: the same handle as on one that was forked."""

    def __init__(self, one: Launch) -> None:
        told = {
            "arguments": list(one.arguments), "environment": dict(one.environment), "log": str(one.log),
            "clock": str(one.clock) if one.clock else "",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.drill.launch", json.dumps(told)]
        self._process = subprocess.Popen(command, cwd=one.tree, env={**os.environ, "PYTHONPATH": str(one.tree)})

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def exitcode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def join(self, seconds: float | None = None) -> None:
        """Wait for its end, no longer than so."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)


def begin(one: Launch, name: str = "") -> BaseProcess | Foreign:
    """Start a process."""
    if one.tree is not None:
        return Foreign(one)
    process = _forks().Process(target=launch.run, args=(one,), name=name or None)
    process.start()
    return process


def run_once(arguments: Sequence[str], environment: Mapping[str, str], log: Path, *, tree: Path | None = None) -> None:
    """Run a command of the command line to its end. Raises RuntimeError with its log where it fails."""
    process = begin(Launch(arguments, environment, log, tree=tree))
    process.join(_START)
    if process.exitcode != 0:
        raise RuntimeError(f"dezura {' '.join(arguments)} ended with {process.exitcode}:\n{log.read_text()[-3000:]}")


@dataclass(slots=True)
class Ship:
    """A process that is to be up, whatever happens to it."""

    name: str
    launch: Launch
    port: int
    process: BaseProcess | Foreign | None = None

    async def start(self) -> None:
        """Start it, and return when it is ready. Raises RuntimeError with its log where it does not come up."""
        self.process = begin(self.launch, self.name)
        async with aiohttp.ClientSession() as session:
            deadline = time.monotonic() + _START
            while not await self._is_ready(session):
                if not self.process.is_alive() or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not come up:\n{self.launch.log.read_text()[-3000:]}")
                await asyncio.sleep(0.05)

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.join()

    async def stop(self) -> None:
        """Ask it to end. Raises RuntimeError where it does not end cleanly."""
        if self.process is None or not self.process.is_alive():
            return
        self.process.terminate()
        await asyncio.to_thread(self.process.join, _STOP)
        if self.process.exitcode != 0:
            self.process.kill()
            raise RuntimeError(f"{self.name} ended with {self.process.exitcode}:\n{self.launch.log.read_text()[-3000:]}")

    def sink(self) -> None:
        """Let nothing of it stay, whatever has happened."""
        if self.process is not None:
            self.process.kill()
            self.process.join()

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        with suppress(aiohttp.ClientError):
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return answer.status == 200
        return False
