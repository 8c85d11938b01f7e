"""The demonstration city: invented units, people and cases in every state, so that no page is empty on first sight."""

from workflows.demo.batch import show_batches
from workflows.demo.cast import DemoPerson, demo_people
from workflows.demo.load import DemoCity, load_demo
from workflows.demo.months import play_months
from workflows.demo.rounds import RoundStopped

__all__ = ["DemoCity", "DemoPerson", "RoundStopped", "demo_people", "load_demo", "play_months", "show_batches"]
