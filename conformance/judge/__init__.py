"""How the suite judges: by effects, so that any honest design passes.

`record_before` remembers a company's reports before the connector runs; `judge_company` compares what is there
now with what must be, and hands the case's context its findings.
"""

from conformance.judge.company_state import record_before
from conformance.judge.judgement import judge_company
from conformance.judge.validation_errors import ExpectedError

__all__ = ["ExpectedError", "judge_company", "record_before"]
