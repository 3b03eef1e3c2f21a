"""The activities as choices, one screen for each ecosystem."""

from __future__ import annotations

from handlers.forms import labels
from matching.taxonomy import ACTIVITIES_BY_ECOSYSTEM

ACTIVITY_CHOICES = tuple(
    choice
    for ecosystem, keys in ACTIVITIES_BY_ECOSYSTEM.items()
    for choice in labels.choices(labels.ACTIVITIES, only=keys, group=labels.ECOSYSTEMS[ecosystem])
)
