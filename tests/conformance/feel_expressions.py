"""Random FEEL expressions that mostly fit together by type, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SCOPE = {
    "a": 3,
    "b": -7,
    "c": 2.5,
    "s": "hello",
    "t": "World",
    "yes": True,
    "no": False,
    "nothing": None,
    "numbers": [4, 1, 3, 1],
    "words": ["x", "yy", "zzz"],
    "person": {"name": "Li", "age": 41, "posts": ["p", "q"]},
    "people": [{"name": "Li", "age": 41}, {"name": "Wu", "age": 29}, {"name": "He", "age": 35}],
    "first day": "2026-03-02",
}

_DATES = ("2026-03-02", "2024-02-29", "1999-12-31", "2026-11-16", "2018-02-01")
_TIMES = ("10:00:00", "00:00:00", "23:59:59", "08:30:00Z", "17:45:10+08:00", "12:00:00-05:30")
_DAYS = ("P1D", "PT36H", "-PT90M", "P10DT2H3M4S", "PT0S", "-P3D")
_MONTHS = ("P1Y", "P14M", "-P5M", "P0M", "P2Y6M")


@dataclass(frozen=True)
class Tree:
    """A form such as `abs(«number»)` with what stands in its places; a leaf has the form itself as its text."""

    form: str
    parts: tuple[Tree, ...] = ()

    @property
    def text(self) -> str:
        """The expression."""
        pieces = self.form.split("«")
        result = pieces[0]
        for piece, part in zip(pieces[1:], self.parts, strict=True):
            result += part.text + piece.partition("»")[2]
        return result

    def walk(self) -> Iterator[Tree]:
        """Go through the tree and all trees in it; each is an expression of its own."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Generator:
    """Grows expressions; `misfit` is the share of operands of any type where one type is asked for."""

    def __init__(self, seed: int, misfit: float = 0.04) -> None:
        self.random = random.Random(seed)
        self.misfit = misfit
        self.kinds: dict[str, Callable[[int], Tree]] = {
            "number": self.number,
            "string": self.string,
            "boolean": self.boolean,
            "numbers": self.numbers,
            "words": self.words,
            "date": self.date,
            "moment": self.moment,
            "time": self.time,
            "days": self.days,
            "months": self.months,
            "context": self.context,
        }

    def expression(self, depth: int = 3) -> Tree:
        """Return an expression of any type."""
        return self.kinds[self.random.choice(list(self.kinds))](depth)

    def of(self, kind: str, depth: int) -> Tree:
        """Return an expression of a type, or now and then of another."""
        if self.random.random() < self.misfit:
            kind = self.random.choice(list(self.kinds))
        return self.kinds[kind](depth - 1)

    def _pick(self, depth: int, leaves: tuple[str, ...], forms: tuple[str, ...]) -> Tree:
        if depth <= 0 or self.random.random() < 0.15:
            return Tree(self.random.choice(leaves))
        form = self.random.choice(forms)
        kinds = [piece.partition("»")[0] for piece in form.split("«")[1:]]
        return Tree(form, tuple(self.of(kind, depth) for kind in kinds))

    def number(self, depth: int) -> Tree:
        """Return an expression that mostly gives a number."""
        leaves = ("0", "1", "2", "-3", "10", "2.5", "0.1", "1.25", "a", "b", "c", "person.age", "1e2", "12")
        forms = (
            "(«number» + «number»)",
            "(«number» - «number»)",
            "(«number» * «number»)",
            "(«number» / «number»)",
            "(«number» ** 2)",
            "-(«number»)",
            "(if «boolean» then «number» else «number»)",
            "abs(«number»)",
            "floor(«number»)",
            "ceiling(«number»)",
            "decimal(«number», 2)",
            "round up(«number», 1)",
            "round down(«number», 1)",
            "round half up(«number», 0)",
            "round half down(«number», 0)",
            "modulo(«number», «number»)",
            "sqrt(«number»)",
            "count(«numbers»)",
            "count(«words»)",
            "sum(«numbers»)",
            "min(«numbers»)",
            "max(«numbers»)",
            "mean(«numbers»)",
            "median(«numbers»)",
            "product(«numbers»)",
            "stddev(«numbers»)",
            "string length(«string»)",
            "«numbers»[1]",
            "«numbers»[-1]",
            "«numbers»[«number»]",
            "(«date»).day",
            "(«date»).weekday",
            "(«moment»).hour",
            "(«time»).minute",
            "(«days»).hours",
            "(«months»).months",
            "(«days» / «days»)",
            "day of year(«date»)",
            "week of year(«date»)",
            'number("1,234.5", ",", ".")',
            "(function(x) x + «number»)(«number»)",
            'people[name = "Wu"][1].age',
        )
        return self._pick(depth, leaves, forms)

    def string(self, depth: int) -> Tree:
        """Return an expression that mostly gives a text."""
        leaves = ('""', '"a"', '"hello"', '"Ä村"', "s", "t", "person.name", '"a,b"')
        forms = (
            "(«string» + «string»)",
            "upper case(«string»)",
            "lower case(«string»)",
            "substring(«string», 2)",
            "substring(«string», 1, 2)",
            "substring(«string», -2)",
            'substring before(«string», "l")',
            'substring after(«string», "l")',
            'replace(«string», "[a-l]+", "<$0>")',
            "string join(«words»)",
            'string join(«words», "-")',
            "string(«number»)",
            "string(«boolean»)",
            "string(«date»)",
            "string(«days»)",
            "string(«months»)",
            "string(«numbers»)",
            "(if «boolean» then «string» else «string»)",
            "«words»[1]",
            "day of week(«date»)",
            "month of year(«date»)",
            'get value(«context», "name")',
        )
        return self._pick(depth, leaves, forms)

    def boolean(self, depth: int) -> Tree:
        """Return an expression that mostly gives true or false."""
        leaves = ("true", "false", "yes", "no", "null")
        forms = (
            "(«number» < «number»)",
            "(«number» >= «number»)",
            "(«number» = «number»)",
            "(«string» = «string»)",
            "(«string» < «string»)",
            "(«date» < «date»)",
            "(«days» <= «days»)",
            "(«months» > «months»)",
            "(«numbers» = «numbers»)",
            "(«context» = «context»)",
            "(«boolean» and «boolean»)",
            "(«boolean» or «boolean»)",
            "not(«boolean»)",
            "(«number» between «number» and «number»)",
            "(«number» in [«number»..«number»])",
            "(«number» in («number», < «number»))",
            "(«number» in «numbers»)",
            "(«string» in «words»)",
            "(some x in «numbers» satisfies x > «number»)",
            "(every x in «numbers» satisfies x > «number»)",
            "contains(«string», «string»)",
            "starts with(«string», «string»)",
            "ends with(«string», «string»)",
            'matches(«string», "^[a-z]+$")',
            "list contains(«numbers», «number»)",
            "odd(«number»)",
            "even(«number»)",
            "all([«boolean», «boolean»])",
            "any([«boolean», «boolean»])",
            "(«number» instance of number)",
            "(«string» instance of string)",
            "(«number» instance of string)",
            "before(«number», «number»)",
            "overlaps([1..«number»], [2..9])",
            "includes([1..10], «number»)",
            "(«number» = null)",
        )
        return self._pick(depth, leaves, forms)

    def numbers(self, depth: int) -> Tree:
        """Return an expression that mostly gives a list of numbers."""
        leaves = ("[]", "[1]", "[1, 2, 3]", "numbers", "people.age", "[2.5, -1]")
        forms = (
            "[«number», «number»]",
            "(for x in «numbers» return x * 2)",
            "(for x in «numbers», y in [1, 2] return x + y)",
            "(for x in 1..3 return x)",
            "«numbers»[item > «number»]",
            "append(«numbers», «number»)",
            "concatenate(«numbers», «numbers»)",
            "reverse(«numbers»)",
            "sublist(«numbers», 1)",
            "remove(«numbers», 1)",
            "insert before(«numbers», 1, «number»)",
            "index of(«numbers», «number»)",
            "distinct values(«numbers»)",
            "union(«numbers», «numbers»)",
            "flatten([«numbers», «numbers»])",
            "sort(«numbers», function(x, y) x < y)",
            "mode(«numbers»)",
            "list replace(«numbers», 1, «number»)",
        )
        return self._pick(depth, leaves, forms)

    def words(self, depth: int) -> Tree:
        """Return an expression that mostly gives a list of texts."""
        leaves = ("words", '["a"]', "people.name", "person.posts", '["b", "a"]')
        forms = (
            "[«string», «string»]",
            "(for x in «words» return upper case(x))",
            "«words»[string length(item) > 1]",
            'split(«string», "l")',
            "reverse(«words»)",
            "sort(«words», function(x, y) x > y)",
            "(for p in people[age > «number»] return p.name)",
        )
        return self._pick(depth, leaves, forms)

    def date(self, depth: int) -> Tree:
        """Return an expression that mostly gives a date."""
        leaves = (*(f'@"{each}"' for each in _DATES), 'date("2026-01-31")', "date(first day)", "date(2026, 2, 28)")
        forms = ("(«date» + «months»)", "(«date» - «months»)", '(«date» + @"P1D")', "date(«moment»)")
        return self._pick(depth, leaves, forms)

    def moment(self, depth: int) -> Tree:
        """Return an expression that mostly gives a date and time."""
        leaves = tuple(f'@"{day}T{time}"' for day, time in zip(_DATES, _TIMES, strict=False))
        forms = ("(«moment» + «days»)", "(«moment» - «days»)", "(«moment» + «months»)", "date and time(«date», «time»)")
        return self._pick(depth, leaves, forms)

    def time(self, depth: int) -> Tree:
        """Return an expression that mostly gives a time."""
        leaves = (*(f'@"{each}"' for each in _TIMES), "time(1, 2, 3)")
        return self._pick(depth, leaves, ("(«time» + «days»)", "time(«moment»)"))

    def days(self, depth: int) -> Tree:
        """Return an expression that mostly gives a days and time duration."""
        leaves = tuple(f'@"{each}"' for each in _DAYS)
        forms = (
            "(«days» + «days»)",
            "(«days» * 2)",
            "(«days» - «days»)",
            "(«date» - «date»)",
            "-(«days»)",
            "abs(«days»)",
        )
        return self._pick(depth, leaves, forms)

    def months(self, depth: int) -> Tree:
        """Return an expression that mostly gives a years and months duration."""
        leaves = tuple(f'@"{each}"' for each in _MONTHS)
        forms = (
            "(«months» + «months»)",
            "(«months» - «months»)",
            "(3 * «months»)",
            "years and months duration(«date», «date»)",
        )
        return self._pick(depth, leaves, forms)

    def context(self, depth: int) -> Tree:
        """Return an expression that mostly gives a context."""
        leaves = ("{}", "person", "people[1]", '{name: "Li"}')
        forms = (
            "{name: «string», age: «number»}",
            "{x: «number», y: x + 1}",
            'context put(«context», "k", «number»)',
            "context merge([«context», «context»])",
            "get entries(«context»)[1]",
        )
        return self._pick(depth, leaves, forms)


def expressions(count: int, seed: int) -> list[Tree]:
    """Return so many expressions, from small to large."""
    generator = Generator(seed)
    return [generator.expression(1 + index * 4 // count) for index in range(count)]
