"""The studio as a wing of the site: its endpoints and its pages."""

from pathlib import Path

from bot.api.endpoints import Endpoint
from bot.api.wing import Wing
from bot.studio import files, graphs, phrases, replays, rhythm, settings, training, trials, unheard, versions, wordings
from handoff.console.places import Place

ENDPOINTS: tuple[Endpoint, ...] = (
    *files.ENDPOINTS,
    *graphs.ENDPOINTS,
    *trials.ENDPOINTS,
    *replays.ENDPOINTS,
    *versions.ENDPOINTS,
    *phrases.ENDPOINTS,
    *training.ENDPOINTS,
    *settings.ENDPOINTS,
    *unheard.ENDPOINTS,
    *rhythm.ENDPOINTS,
    *wordings.ENDPOINTS,
)
PLACES: tuple[Place, ...] = (
    Place("studio", "/studio", "studio.html", role="admin", bar=False),
    Place("wordings", "/studio/wordings", "studio-wordings.html", role="admin", bar=False, menu=False),
    Place("phrases", "/studio/phrases", "studio-phrases.html", role="admin", bar=False, menu=False),
    Place("unheard", "/studio/unheard", "studio-unheard.html", role="admin", bar=False, menu=False),
    Place("settings", "/studio/settings", "studio-settings.html", role="admin", bar=False, menu=False),
    Place("replays", "/studio/replays", "studio-replays.html", role="admin", bar=False, menu=False),
    Place("versions", "/studio/versions", "studio-versions.html", role="admin", bar=False, menu=False),
)

STUDIO = Wing(ENDPOINTS, PLACES, Path(__file__).parent)
