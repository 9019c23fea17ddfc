"""What the conformance suite asks of a connector, and what each demand rests on.

The suite knows the mocks over HTTP only and imports none of this: its citations bear the ids of these entries, and a
test holds the two to each other.
"""

from __future__ import annotations

from mock_concur.behaviours import pages
from mock_erp.behaviours import pages as standards
from mockkit.behaviours import Source, assumed, documented, family

_DRIVING = Source("Driving a connector", "", "docs/driving-a-connector.md")

_POLL = pages.TUTORIAL.under(
    "Step 1 - Poll for Reports Ready for Processing", "step-1--poll-for-reports-ready-for-processing"
)
_PAYABLES = pages.TUTORIAL.under(
    "Step Four - Create Financial Transaction by Integration Type",
    "step-four--create-financial-transaction-by-integration-type",
)
_ROUTES = pages.TUTORIAL.under("Transaction Problems and Who Can Fix Them", "transaction-problems-and-who-can-fix-them")
_TRANSACTION = pages.TUTORIAL.under("Transaction Processing", "transaction-processing")
_UNIT = pages.TUTORIAL.under("Unit of Work - Expense Report", "unit-of-work--expense-report")
_SUCCESSFUL = pages.TUTORIAL.under("Successful Financial Integration", "successful-financial-integration")
_FAILED = pages.TUTORIAL.under("Failed Financial Integration", "failed-financial-integration")
_REMEDY = pages.TUTORIAL.under("Remedial Action", "remedial-action")
_REPEAT = pages.TUTORIAL.under("Repeat Steps Two through Five", "repeat-steps-two-through-five")
_COMMIT = pages.COMMIT.under("Integration Status", "integration-status")

FAMILIES = (
    family(
        "Booking and committing a report",
        documented(
            "suite.poll",
            "A connector asks for the reports that are ready to pay, and works on no others.",
            _POLL,
        ),
        documented(
            "suite.payables",
            "Each report payee becomes a payable: its liability account against the accounts of its journal entries, "
            "distributed as the allocations say.",
            _PAYABLES,
        ),
        documented(
            "suite.bills-before-commit",
            "Every bill of a report is accepted by the ERP before the report is committed.",
            _TRANSACTION,
        ),
        documented(
            "suite.all-or-nothing",
            "The report is the smallest unit of work: all of its bills stand, or none.",
            _UNIT,
        ),
        documented(
            "suite.commit",
            "A report whose bills were all accepted is committed, and its bills with it.",
            _SUCCESSFUL,
        ),
        documented(
            "suite.repeat",
            "Every report of a list is worked on, whatever became of the others.",
            _REPEAT,
        ),
        assumed(
            "suite.whose-bill",
            "A bill is of the reports that it names in its external id, number, memo or a line's source_ref; one that "
            "names none is of the reports that were being handled when it was made. Reports whose bills cannot be told "
            "apart are judged by their sum.",
            because="How a connector numbers its bills, and for how many reports it makes one, is its own business.",
        ),
        assumed(
            "suite.untouched",
            "Nothing else of a report changes, and nothing at all of another.",
            _UNIT,
            because="The report is the smallest unit of work, so nothing of another may change with it, and a "
            "connector mends nothing.",
        ),
        assumed(
            "suite.reclaimable-tax",
            "Reclaimable tax goes to its tax account and is taken out of the expenses of its allocation (its journal "
            "entries with the sign of the tax, whoever they are owed to; never a recovered advance) in proportion to "
            "their amounts, half up, the remainder on the last: docs/money.md, Reclaimable tax.",
            pages.POSTING.under("Partially Deductible VAT", "updv"),
            because="The examples print net amounts for an allocation; how several journal entries of one share the "
            "tax is our choice.",
        ),
        concerns=("suite",),
    ),
    family(
        "Reports that cannot be booked",
        documented(
            "suite.rollback",
            "A report of which one bill is refused leaves no bill behind, and goes back with a comment that explains "
            "why.",
            _FAILED,
        ),
        documented(
            "suite.routing",
            "An account that the chart of accounts no longer has is mended by an administrator, so the report is "
            "recalled to the processor; a project that has expired is mended by the owner, so the report is sent "
            "back.",
            _ROUTES,
        ),
        assumed(
            "suite.routing-of-other-errors",
            "Every other error goes where the routing of CONNECTOR_CONFIG says: other errors of accounts, vendors, "
            "tax codes, periods, currencies and rates to the processor, of projects, cost centers and dimensions to "
            "the owner; errors of both kinds at once to the owner, with a comment that names both.",
            _ROUTES,
            because="The tutorial has two examples; the others go to whoever can mend them, and the way back from "
            "the owner passes the processor.",
        ),
        assumed(
            "suite.comment-names-errors",
            "A comment explains why when it names each error: by its code or the words of it, by the value that was "
            "refused, in the ERP's own words, or, where the whole bill is at fault or the value is empty, by what is "
            "at fault (period, gl_date).",
            _FAILED,
            because="The tutorial asks for an explanation; this is the least that lets a person find what to mend.",
        ),
        documented(
            "suite.entry-comments",
            "Each expense entry with a problem gets a comment, the header where the problem is the whole report's.",
            _FAILED,
        ),
        assumed(
            "suite.entry-comments-of-sums",
            "Where a connector sums several entries in one line of a bill, a comment on one of them or on the header "
            "says what is wrong with the line.",
            _FAILED,
            because="The ERP tells what is wrong with the line, not with which entry; how many lines a connector makes "
            "is its own business.",
        ),
        assumed(
            "suite.entry-comments-nowhere-else",
            "An entry without a problem gets no comment.",
            _FAILED,
            because="A comment there sends its reader to what is right.",
        ),
        documented(
            "suite.remedy",
            "A report that was mended and approved again is booked.",
            _REMEDY,
        ),
        documented(
            "suite.read-before-acting",
            "The details of a report are read before a workflow action is posted, to their WorkflowActionURL.",
            pages.ACTION.under("Workflow Actions", "workflow-actions"),
        ),
        concerns=("suite",),
    ),
    family(
        "When services fail",
        assumed(
            "suite.outage",
            "While a service does not answer, a report stays where it is: all of its bills stand or none, no "
            "workflow action and no comment; it is booked and committed once within two cycles after the service is "
            "back.",
            _TRANSACTION,
            because="The tutorial knows faults in the data only. Nobody who could mend a report can mend a system "
            "that does not answer.",
        ),
        assumed(
            "suite.inconclusive",
            "A case in which a fault was to fire and never did is inconclusive, unless the connector did something "
            "else wrong.",
            because="A connector that never came to the point at which something goes wrong has proved nothing.",
        ),
        assumed(
            "suite.settle",
            "After a commit without an answer only the report's own details tell whether it was done; if so its "
            "bills stay.",
            _COMMIT,
            because="The page does not say what to do when the answer gets lost.",
        ),
        assumed(
            "suite.commit-refused",
            "After a commit that is FAILURE, of a report that is not Paid, all of its bills stand or none, and nobody "
            "is told to mend it; it is booked and committed once when Concur commits it.",
            pages.COMMIT.under("ActionStatus elements", "actionstatus-elements"),
            because="The page tells FAILURE from SUCCESS, not what follows from it.",
        ),
        assumed(
            "suite.watermark",
            "A report that was ready when a list was answered, and was neither committed nor returned, is handled "
            "within the next two cycles.",
            _POLL,
            because="The sentence there, to ask for what changed since the last successful answer, loses the reports "
            "of that answer which could not be worked on. That none may be lost is our conclusion from the "
            "tutorial's aim; how a connector sees to it is its own business.",
        ),
        documented(
            "suite.refresh",
            "An access token that has run out is replaced by means of the refresh token.",
            Source(
                "RFC 6749, The OAuth 2.0 Authorization Framework",
                "1.5. Refresh Token",
                "https://www.rfc-editor.org/rfc/rfc6749#section-1.5",
            ),
        ),
        documented(
            "suite.retry-after",
            "After a 429 with Retry-After no new request goes to that service before it is over; to end the cycle "
            "honours it.",
            Source(
                "RFC 6585, Additional HTTP Status Codes",
                "4. 429 Too Many Requests",
                "https://www.rfc-editor.org/rfc/rfc6585#section-4",
            ),
        ),
        assumed(
            "suite.retry-after-in-parallel",
            "Of a connector that works in parallel, a request that it begins within half a second after another one "
            "was answered 429 is taken for sent unawares, unless it is the same request again.",
            because="When an answer was received only the connector knows; another of its threads cannot take back "
            "what it is about to send.",
        ),
        documented(
            "suite.idempotency",
            "A creation that is repeated makes no second bill.",
            standards.IDEMPOTENCY,
        ),
        concerns=("suite",),
    ),
    family(
        "The connector's process",
        assumed(
            "suite.process.starts",
            "The manifest's command can be run.",
            _DRIVING.under("The command can be run", "the-command-can-be-run"),
            because="It is what the manifest promises.",
        ),
        assumed(
            "suite.process.in-time",
            "A cycle ends within cycle_timeout.",
            _DRIVING.under("A cycle ends in time", "a-cycle-ends-in-time"),
            because="A cycle without an end blocks the next; cycle_timeout is yours.",
        ),
        assumed(
            "suite.process.by-itself",
            "A cycle ends by itself, not by a signal.",
            _DRIVING.under("A cycle ends by itself", "a-cycle-ends-by-itself"),
            because="A signal is no way to end a cycle.",
        ),
        assumed(
            "suite.process.exit-status",
            "A cycle that could be done ends with status 0, reports sent back included.",
            _DRIVING.under("Exit status", "exit-status"),
            because="Schedulers have nothing else to go by.",
        ),
        assumed(
            "suite.process.leaves-nothing",
            "When the process of a cycle has ended, nothing that it started runs on.",
            _DRIVING.under("Nothing is left running", "nothing-is-left-running"),
            because="What runs on would meet the next cycle at its work.",
        ),
        assumed(
            "suite.process.parent",
            "A connector sends no signal to the process that started it.",
            _DRIVING.under("The parent is left alone", "the-parent-is-left-alone"),
            because="What starts a connector, a scheduler say, runs others as well.",
        ),
        assumed(
            "suite.process.keeps-out",
            "A connector calls the APIs of Concur and of the ERP only, never the control API.",
            _DRIVING.under("The control API is the suite's", "the-control-api-is-the-suites"),
            because="It is no part of Concur or of an ERP; there a connector could read what is expected of it.",
        ),
        documented(
            "suite.process.no-secrets",
            "Tokens, those that were fetched included, the client secret and the API key are never printed.",
            Source(
                "RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage",
                "5.3. Summary of Recommendations",
                "https://www.rfc-editor.org/rfc/rfc6750#section-5.3",
            ),
        ),
        documented(
            "suite.process.no-card-numbers",
            "At most the first six and the last four digits of a card number are shown.",
            Source(
                "PCI DSS v4.0.1",
                "Requirement 3.4.1: PAN is masked when displayed",
                "https://www.pcisecuritystandards.org/document_library/",
            ),
        ),
        concerns=("suite",),
    ),
)
