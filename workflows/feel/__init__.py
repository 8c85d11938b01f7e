"""FEEL, the expression language of DMN 1.4 and 1.5: reading, evaluating, values. Decision tables are in workflows.dmn."""

from __future__ import annotations

from typing import Any

from workflows.feel.builtins import BUILTINS
from workflows.feel.builtins.define import Builtin, define_function
from workflows.feel.comparison import kind
from workflows.feel.dates import Date, FarDate
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.environment import STANDARD, Environment
from workflows.feel.errors import Diagnosis, FeelError, FeelLimitError, FeelSyntaxError
from workflows.feel.evaluation import Evaluation
from workflows.feel.expression import Expression, UnaryTests, parse_expression, parse_unary_tests, start
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function as FeelFunction
from workflows.feel.functions import Parameter
from workflows.feel.json_values import from_json, to_json
from workflows.feel.kinds import FeelType
from workflows.feel.limits import Limits
from workflows.feel.moments import read_cycle, read_date_time, read_duration, read_moment
from workflows.feel.names import suggest
from workflows.feel.ranges import Range
from workflows.feel.times import DateTime, Time
from workflows.feel.types import ConstrainedType

Value = Any
"""None, bool, int, Decimal, str, datetime.date or FarDate, Time, DateTime, a duration, list, dict, Range, FeelFunction."""

__all__ = [
    "BUILTINS",
    "STANDARD",
    "Builtin",
    "ConstrainedType",
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Diagnosis",
    "Environment",
    "Evaluation",
    "Expression",
    "FarDate",
    "FeelError",
    "FeelFunction",
    "FeelLimitError",
    "FeelSyntaxError",
    "FeelType",
    "Limits",
    "Parameter",
    "Range",
    "Time",
    "UnaryTests",
    "Value",
    "YearsMonthsDuration",
    "adopt",
    "define_function",
    "from_json",
    "kind",
    "parse_expression",
    "parse_unary_tests",
    "read_cycle",
    "read_date_time",
    "read_duration",
    "read_moment",
    "start",
    "suggest",
    "to_json",
]
