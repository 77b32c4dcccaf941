"""The API's own fixtures: an attacker meets what a customer meets."""

from tests.api.conftest import anna, api, boris, client, clock, dace, line, vera

__all__ = ["anna", "api", "boris", "client", "clock", "dace", "line", "vera"]
