"""What an office runs carries neither the demonstration city nor the benchmarks nor the tests; their commands bring them."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.architecture.test_source import ROOT

FOREIGN = ("workflows.demo", "workflows.bench", "workflows.dmn.tck", "webapp.demo", "tests")
BRINGS = {"batch": "workflows.demo", "bench": "workflows.bench", "load": "workflows.demo", "tck": "workflows.dmn.tck"}

# Prints the foreign modules after each step: the pages without --demo, the worker, then every command by itself.
PROGRAM = """
import json, sys
import webapp.__main__, webapp.gunicorn_conf, workflows.__main__ as commands
from webapp import create_app
from webapp.settings import Settings
from workflows.store import Store
FOREIGN = tuple(json.loads(sys.argv[1]))
def foreign():
    names = [name for name in sys.modules if any(name == each or name.startswith(each + ".") for each in FOREIGN)]
    for name in names:
        del sys.modules[name]
    return sorted(names)
store = Store.from_url("sqlite://")
app = create_app(store, Settings("a secret of the tests, long enough"))
for rule in app.url_map.iter_rules():
    app.view_functions[rule.endpoint]
store.close()
found = {"pages": foreign()}
for name in commands.COMMANDS:
    commands.main.get_command(None, name)
    found[name] = foreign()
print(json.dumps(found))
"""


def test_production_imports_no_demonstration_no_benchmark_and_no_test() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(FOREIGN)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    brought = {command: names for command, names in found.items() if names}
    assert sorted(brought) == sorted(BRINGS), brought
    for command, package in BRINGS.items():
        assert all(name == package or name.startswith(f"{package}.") for name in brought[command]), brought[command]
