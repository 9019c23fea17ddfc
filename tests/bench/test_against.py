from bench.against import rows

PRINTED = """\
what                                                                      reached  wanted
serve, cold start of both mocks to the first answer                1.82x (0.61 s)  2.5x, stretch 1.5x
(the bare application, requests a second on one connection)               2,853  the baseline
memory of an idle serve                                                     55 MB  80 MB
the suite's own share of 66 cases, 2 workers                      7.7 of 41.0 s  5.3 s
something that was not measured                                                 -
"""


def test_each_row_gives_its_words_and_the_first_number_that_was_reached():
    assert dict(rows(PRINTED)) == {
        "serve, cold start of both mocks to the first answer": 1.82,
        "(the bare application, requests a second on one connection)": 2853.0,
        "memory of an idle serve": 55.0,
        "the suite's own share of 66 cases, 2 workers": 7.7,
    }
