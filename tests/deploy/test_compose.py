"""docker-compose.yml held against what an operator relies on; no engine is needed to see that a limit is missing."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml

from config.secret_files import SUFFIX
from config.settings import Environment, secret_names
from tests.test_house import ROOT

Compose = dict[str, Any]
Finding = Iterator[str]
ONE_SHOT = {"migrate"}
OURS = {"migrate", "web", "worker"}
TAG = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+[.\w-]*(@sha256:[0-9a-f]{64})?")
DEFAULT = re.compile(r"\$\{[A-Z_]+(?::[-?])?([^}]*)\}")


def compose() -> Compose:
    loaded: Compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def filled(value: object) -> str:
    """With the defaults of its variables in their places."""
    return DEFAULT.sub(lambda found: found[1], str(value))


def hardening(file: Compose) -> Finding:
    """Nobody is root, may become it, may write to the image, or hold a right it does not need."""
    for name, service in file["services"].items():
        user = str(service.get("user", "root")).partition(":")[0]
        if not user.isdecimal() or int(user) == 0:
            yield f"{name} runs as root"
        if service.get("read_only") is not True:
            yield f"{name} may write to its root"
        if "no-new-privileges:true" not in service.get("security_opt", ()):
            yield f"{name} may gain rights"
        if service.get("cap_drop") != ["ALL"] or set(service.get("cap_add", ())) - {"NET_BIND_SERVICE"}:
            yield f"{name} holds rights of root"
        if {"privileged", "pid", "ipc", "network_mode", "devices"} & service.keys():
            yield f"{name} reaches into the machine"
        if "/var/run/docker.sock" in str(service.get("volumes", ())):
            yield f"{name} holds the engine"


def limits(file: Compose) -> Finding:
    """A leak in one of them takes nothing from the others, and no log fills the disk."""
    for name, service in file["services"].items():
        held = service.get("deploy", {}).get("resources", {}).get("limits", {})
        for what in ("cpus", "memory", "pids"):
            if not held.get(what):
                yield f"{name} has no limit of {what}"
        if not service.get("logging", {}).get("options", {}).get("max-size"):
            yield f"{name} logs without end"
        if "stop_grace_period" not in service:
            yield f"{name} is killed after ten seconds, whatever it has in hand"


def health(file: Compose) -> Finding:
    """Who waits for whom, and by what it is known that they are up."""
    for name, service in file["services"].items():
        if not service.get("healthcheck", {}).get("test") and name not in ONE_SHOT:
            yield f"{name} is not looked at"
        for other, how in dict(service.get("depends_on", {})).items():
            wanted = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            if other not in file["services"] or how["condition"] != wanted:
                yield f"{name} does not wait until {other} is ready"
    for name in OURS - ONE_SHOT:
        if "migrate" not in file["services"][name]["depends_on"]:
            yield f"{name} may meet a database of yesterday"
    for name in ONE_SHOT:
        if file["services"][name].get("restart") != "no":
            yield f"{name} is run again and again"


def images(file: Compose) -> Finding:
    """What is pulled is named exactly; what is built is ours."""
    for name, service in file["services"].items():
        image = filled(service.get("image", ""))
        if not TAG.fullmatch(image) and "build" not in service:
            yield f"{name} is whatever {image} is today"


def doors(file: Compose) -> Finding:
    """Only the proxy has doors to the outside; databases stand where nothing from outside is routed."""
    for name, service in file["services"].items():
        if "ports" in service and name != "tls":
            yield f"{name} is reachable from outside"
        if name in {"postgres", "redis"} and list(service["networks"]) != ["inside"]:
            yield f"{name} stands where others can reach it"
    if file["networks"]["inside"].get("internal") is not True:
        yield "inside is open"


def secrets(file: Compose) -> Finding:
    """Secrets are files: none stands in the environment, and each that is named exists."""
    known = {*secret_names(), "POSTGRES_PASSWORD"}
    for name, service in file["services"].items():
        for variable in service.get("environment", {}):
            value = str(service["environment"][variable])
            if (variable in known and re.search(r"//[^/@]*:[^/@]*@", value)) or variable in known - {"DATABASE_URL", "REDIS_URL"}:
                yield f"{name} has {variable} in its environment"
            if variable.endswith(SUFFIX) and not value.startswith("/run/secrets/"):
                yield f"{name} reads {variable} from elsewhere"
        for secret in service.get("secrets", ()):
            if "file" not in file.get("secrets", {}).get(secret, {}):
                yield f"{name} names a secret {secret} that there is not"


CHECKS: tuple[Callable[[Compose], Finding], ...] = (hardening, limits, health, images, doors, secrets)


@pytest.mark.parametrize("check", CHECKS)
def test_it_is_fit_for_an_operator(check: Callable[[Compose], Finding]) -> None:
    assert list(check(compose())) == []


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        (hardening, lambda services: services["web"].pop("user")),
        (hardening, lambda services: services["worker"].update(read_only=False)),
        (hardening, lambda services: services["redis"].update(cap_add=["SYS_ADMIN"])),
        (hardening, lambda services: services["tls"].update(privileged=True)),
        (limits, lambda services: services["postgres"]["deploy"]["resources"]["limits"].pop("memory")),
        (limits, lambda services: services["tls"].pop("logging")),
        (health, lambda services: services["worker"]["depends_on"].pop("migrate")),
        (health, lambda services: services["web"].pop("healthcheck")),
        (health, lambda services: services["migrate"].update(restart="always")),
        (images, lambda services: services["redis"].update(image="redis:latest")),
        (images, lambda services: services["tls"].update(image="caddy")),
        (doors, lambda services: services["postgres"].update(ports=["5432:5432"])),
        (doors, lambda services: services["redis"].update(networks=["inside", "outside"])),
        (secrets, lambda services: services["web"]["environment"].update(TELEGRAM_BOT_TOKEN="1:a")),
        (secrets, lambda services: services["web"]["environment"].update(DATABASE_URL="postgresql://dezura:hush@postgres/d")),
        (secrets, lambda services: services["postgres"].update(secrets=["other"])),
    ],
)
def test_each_check_sees_what_is_wrong(
    check: Callable[[Compose], Finding], spoil: Callable[[dict[str, Any]], object]
) -> None:
    file = copy.deepcopy(compose())
    spoil(file["services"])
    assert len(list(check(file))) > 0


def test_what_the_services_are_told_are_variables_of_the_program() -> None:
    known = {name.upper() for name in Environment.model_fields} | {"SECRETS_DIR"}
    for name in OURS:
        told = compose()["services"][name]["environment"]
        assert {variable.removesuffix(SUFFIX) for variable in told} <= known


def test_the_proxy_alone_is_believed_about_who_calls() -> None:
    file = compose()
    told: Mapping[str, str] = file["services"]["web"]["environment"]
    (subnet,) = file["networks"]["front"]["ipam"]["config"]
    proxy = file["services"]["tls"]["networks"]["front"]["ipv4_address"]
    assert told["TRUSTED_PROXIES"] == proxy
    assert ip_address(proxy) in ip_network(subnet["subnet"])
    assert {name for name, service in file["services"].items() if "front" in service["networks"]} == {"tls", "web"}


def test_what_is_mounted_from_the_repository_is_there() -> None:
    mounted = [volume for service in compose()["services"].values() for volume in service.get("volumes", ())]
    binds = [volume["source"] for volume in mounted if isinstance(volume, dict) and volume["type"] == "bind"]
    made_by_the_operator = {"./shop", "./secrets", "./caddy"}
    assert {source for source in binds if not (ROOT / source).exists()} <= made_by_the_operator
    assert made_by_the_operator <= set(binds)
