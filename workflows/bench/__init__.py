"""The figures of the design, measured as ratios within one run on a throw-away database; no benchmark touches the office's data."""

from workflows.bench.command import bench

__all__ = ["bench"]
