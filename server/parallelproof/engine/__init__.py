"""The two stories, and the engine that every face calls: while you type, and while you pause."""

from .engine import Engine
from .face import Face, Running
from .live import Agent, LiveCampaign, LiveCampaigns, Watcher
from .while_you_pause import NOT_TRUSTED

__all__ = ["NOT_TRUSTED", "Agent", "Engine", "Face", "LiveCampaign", "LiveCampaigns", "Running", "Watcher"]
