from __future__ import annotations

import pytest

from mock_erp.dialects.native.pointers import pointer_of


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ((), ""),
        (("gl_date",), "/gl_date"),
        (("lines", 0, "account"), "/lines/0/account"),
        (("lines", 12, "dimensions", "project"), "/lines/12/project"),
        (("lines", 0, "dimensions", "dimensions"), "/lines/0/dimensions"),
        (("lines", 0, "dimensions", "a/b~c"), "/lines/0/a~1b~0c"),
    ],
)
def test_a_place_in_a_bill_as_a_pointer_into_the_body(path, pointer):
    assert pointer_of(path) == pointer
