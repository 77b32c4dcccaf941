"""The units for one machine: each hardened alike, started in order, and what they name is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_house import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
HARDENED = {
    "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "PrivateUsers=yes",
    "ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectControlGroups=yes", "ProtectProc=invisible",
    "RestrictNamespaces=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "CapabilityBoundingSet=", "User=dezura",
    "SystemCallFilter=@system-service", "SystemCallArchitectures=native", "UMask=0077", "ReadWritePaths=/var/lib/dezura",
    "LoadCredential=dezura:/etc/dezura/secrets", "Environment=SECRETS_DIR=%d PYTHONDONTWRITEBYTECODE=1",
}  # fmt: skip


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_holds_no_right_and_no_secret(unit: Path) -> None:
    lines = set(unit.read_text().splitlines())
    assert set() == HARDENED - lines
    assert {line.partition("=")[0] for line in lines} >= {"MemoryMax", "TasksMax", "CPUQuota"}
    assert not re.search(r"TOKEN|PASSWORD|SECRET_KEY", unit.read_text())


def test_tables_come_before_those_who_read_them() -> None:
    for name in ("dezura-web.service", "dezura-worker@.service"):
        text = (UNITS / name).read_text()
        assert "After=dezura-migrate.service\nRequires=dezura-migrate.service" in text
        assert "Restart=always" in text


def test_what_units_name_is_there() -> None:
    wanted = (UNITS / "dezura.target").read_text()
    assert {"dezura-migrate.service", "dezura-web.service", "dezura-worker@1.service"} <= set(wanted.split()) | {
        word for line in wanted.splitlines() if line.startswith("Wants=") for word in line[6:].split()
    }
    assert {unit.name for unit in SERVICES} == {
        "dezura.service", "dezura-migrate.service", "dezura-web.service", "dezura-worker@.service",
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_itself_finds_little_to_reach(tmp_path: Path) -> None:
    for unit in SERVICES:
        shutil.copy(unit, tmp_path / unit.name.replace("@.", "@1."))
        text = unit.read_text()
        for line in ("ProtectSystem=strict", "User=dezura", "PrivateUsers=yes"):
            text = text.replace(line, "")
        (tmp_path / f"loose-{unit.name.replace('@.', '@1.')}").write_text(text)
    graded = {}
    for unit in sorted(tmp_path.glob("*.service")):
        said = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", str(unit)], capture_output=True, text=True, check=False, timeout=60
        ).stdout
        graded[unit.name] = float(re.findall(r"exposure level for \S+: ([\d.]+)", said)[0])
    assert max(grade for name, grade in graded.items() if not name.startswith("loose")) <= 1.5, graded
    assert min(grade for name, grade in graded.items() if name.startswith("loose")) > 1.5, graded
