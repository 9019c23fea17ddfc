"""A type that several threads use for the first time at once is taken apart by one of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

STRUCTS = """
import sys, threading, types
from harness_input.codec import convert, decode_json

sys.setswitchinterval(1e-6)
LINES = ["from __future__ import annotations", "import msgspec", "from typing import Annotated"]
for number in range(20):
    LINES.append(f"class S{number}(msgspec.Struct):")
    LINES += [f"    f{field}: Annotated[int | str | None, msgspec.Meta(description='x')] = None" for field in range(20)]
    LINES += [f"    nested: S{number - 1} | None = None"] if number else []

def of_a_module_of_its_own(name):
    module = sys.modules[name] = types.ModuleType(name)
    exec("\\n".join(LINES), module.__dict__)
    return module.S19

def use(kind, together):
    together.wait()
    READ

for number in range(30):
    kind, together = of_a_module_of_its_own(f"m{number}"), threading.Barrier(4)
    threads = [threading.Thread(target=use, args=(kind, together)) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
"""


@pytest.mark.parametrize("read", ["""decode_json(b'{"nested": {"f1": 2}}', kind)""", """convert({"f0": 1}, kind)"""])
def test_threads_that_use_a_type_first_at_once_do_not_end_the_process(read: str):
    """Without the lock it dies of a segmentation fault, at once or within a few of them."""
    told = subprocess.run([sys.executable, "-c", STRUCTS.replace("READ", read)], check=False, capture_output=True)
    assert (told.returncode, told.stderr) == (0, b"")
