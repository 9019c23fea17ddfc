"""How the suite judges: by effects, so that any honest design passes.

`look` remembers a company's reports before the connector runs; `judge` compares what is there now with
what must be, and hands the stage its findings.
"""

from conformance.judge.faults import Fault
from conformance.judge.judgement import judge
from conformance.judge.view import look

__all__ = ["Fault", "judge", "look"]
