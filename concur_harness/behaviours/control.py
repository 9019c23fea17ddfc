"""What no service does of itself: companies, their clocks, faults and records."""

from __future__ import annotations

from mockkit import faults
from mockkit.behaviours import Source, assumed, family

_STATUS_CODES = Source(
    "SAP Concur Developer Center, HTTP Status Codes",
    "HTTP Error Codes",
    "https://preview.developer.concur.com/api-reference/http-status-codes.html#http-error-codes",
)

FAMILIES = (
    family(
        "Companies, clocks and records",
        assumed(
            "harness.companies.isolated",
            "A company is found by its credentials alone and shares nothing with another.",
            because="One server then serves every test, and what one breaks is broken for nobody else.",
        ),
        assumed(
            "harness.companies.seeded",
            "The same scenario and seed give the same bytes but for credentials and the company's id.",
            because="A failure can be looked at again.",
        ),
        assumed(
            "harness.clock",
            "A company's clock runs with real time unless it is set, moved on or stopped; every answer's Date header "
            "shows it.",
            because="Projects expire and periods close between two calls of a test.",
        ),
        assumed(
            "harness.connections",
            "Each port has at most 512 connections, fewer where the system allows fewer files: with more of them those "
            "that have been silent longest are closed. A kept connection is closed after 60 s without a request; "
            "headers that take over 15 s, and a body over 15 s and 1 s for each 64 KiB, are answered 408; who "
            "takes nothing of an answer for 30 s is cut. A request that has waited for a thread and whose client has "
            "gone is not begun.",
            because="One client must not cost another its answer, and nothing is to be done for who has given up.",
        ),
        assumed(
            "harness.delays.places",
            "A fault delays at most 64 requests of a company at a time, and 256 of all; one more is answered 503.",
            because="Each holds a thread.",
        ),
        assumed(
            "harness.scenarios.bounds",
            "A scenario, and what people change over the control API, keeps to the lengths that Concur documents and "
            "to days from 1900-01-01 to 2299-12-31; no payment type is called Employee or Company, as the sides of a "
            "journal entry are.",
            because="A connector may rely on what the pages promise, and tells parties apart by name.",
        ),
        assumed(
            "harness.people",
            "People act over the control API as in the portal: submit, approve, final-approve, send-back, recall and "
            "mend, each by whoever may, also at the Processor step.",
            because="Services that are called have no people of their own.",
        ),
        assumed(
            "harness.traffic",
            "Every request and its answer is recorded in the order in which they ended, within bounds; everything that "
            "the company was given to open something, other secrets and card numbers are masked when it is read; a "
            "refused request leaves its record. Processes on one database write one journal.",
            because="What a connector did is the evidence of a failure.",
        ),
        assumed(
            "harness.secrets",
            "Whoever may use the control API is told every secret of a company in clear, tokens that were given out "
            "included, and who called the control API without its token.",
            because="A suite must look for secrets in what a connector prints, and keep it out of the control API.",
        ),
        assumed(
            "harness.control.this-machine",
            "Without a control token the control API answers loopback addresses only, under names that are this "
            "machine's; an Origin of another site is refused, and so is a change with any content type but JSON.",
            because="A web page that is open in a browser on this machine must neither found nor reset a company, by a "
            "name that it has resolve to 127.0.0.1 or by a form.",
        ),
        assumed(
            "harness.control.token",
            "With a control token it answers whoever bears it, from wherever and under whichever name; 401 to others.",
            because="No page can send a token that it does not know.",
        ),
        concerns=("control API",),
    ),
    family(
        "Faults",
        *(kind.behaviour for kind in faults.kinds().values()),
        assumed(
            "harness.faults.throttle-seconds",
            "Concur's 429 has a Retry-After in seconds.",
            _STATUS_CODES,
            because="Concur's page says to slow down and names no header; the standard's header says for how long.",
        ),
        concerns=("faults",),
    ),
)
