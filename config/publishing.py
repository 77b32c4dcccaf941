"""What a draft of the flows must have shown before it reaches customers: without it every shop would gate as much as another."""

from config.values import Part


class Publishing(Part):
    """Which gates the studio demands beside the check; an admin may pass them by, and says why."""

    tests: bool = True
    replay: bool = True
