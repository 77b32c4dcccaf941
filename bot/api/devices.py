"""Where somebody is signed in, in words they know again: a browser's own name of itself means nothing to most people."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

# The first that fits counts: most browsers call themselves Chrome and Safari too.
_BROWSERS = (
    (r"\bEdgA?(iOS)?/", "Edge"), (r"\bOPR/|\bOPT/", "Opera"), (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bYaBrowser/", "Yandex"), (r"\bFirefox/|\bFxiOS/", "Firefox"), (r"\bHeadlessChrome/|\bChrome/|\bCriOS/", "Chrome"),
    (r"\bVersion/.*\bSafari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """`Firefox, Windows` from a User-Agent header; a program's own name where it is no browser; empty where nothing is known."""
    names = [next((name for pattern, name in known if re.search(pattern, agent)), "") for known in (_BROWSERS, _SYSTEMS)]
    if not any(names) and (found := re.match(r"[A-Za-z][\w.-]{1,29}", agent)) is not None:
        return found[0]
    return ", ".join(filter(None, names))


def shortened(address: str) -> str:
    """`203.0.113.x`, or the first 48 bits of IPv6: enough to know one's own, too little to find somebody by."""
    text = address.partition("/")[0].partition("%")[0]
    try:
        parsed = ip_address(text)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((parsed, 48), strict=False))
        text = str(parsed.ipv4_mapped)
    return f"{text.rpartition('.')[0]}.x"
