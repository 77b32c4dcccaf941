"""What operators can count of the channels: without it quiet failures, and events nobody understood, would stay unseen."""

from prometheus_client import Counter

failures = Counter("dezura_channel_failures", "Platform calls that failed and are not repeated", ["channel", "call", "outcome"])
skipped = Counter("dezura_channel_skipped", "Webhook contents taken but not understood, or of nobody's page", ["why"])
