"""Connectors of other designs than the reference's, as programs: honest ones, and ones with something to hide.

Most are the reference connector with one thing replaced, as a mutant is; `own` gives a manifest for either kind.
"""

from __future__ import annotations

import sys
from pathlib import Path

import conformance

REFERENCE = Path(conformance.__file__).parent / "connectors" / "reference"

CLAIMS = "allocations, card-payees, company-paid, credits, vat, cash-advance, personal-items, foreign-currency, oauth"


def own(directory: Path, program: str, *, entry_comments: bool = True) -> Path:
    """Write a program that may import the reference connector's modules; gives its manifest."""
    (directory / "design.py").write_text(program)
    claims = CLAIMS + (", entry-comments" if entry_comments else "")
    manifest = directory / "connector.yaml"
    manifest.write_text(
        f'name: design\ncommand: ["{sys.executable}", "design.py"]\nenv: {{PYTHONPATH: "{REFERENCE}"}}\n'
        f"supports: [{claims}]\ncycle_timeout: 20\n"
    )
    return manifest


def variant(body: str) -> str:
    """The reference connector with something replaced."""
    return f"import sys\nfrom connector import main\n{body}\nsys.exit(main())\n"


ENDS_ITS_CYCLE_AT_A_429 = variant("""
import time
from web import Outage, Service

def hold_back(self, seconds):
    self.closed_until = time.time() + seconds
    raise Outage("closed")

def wait_until_open(self):
    if self.closed_until > time.time():
        raise Outage("still closed")

Service.hold_back, Service._wait_until_open = hold_back, wait_until_open
""")

BEARS_THE_SUITES_NAME = variant("""
import time
import http.client
from web import Service

original = http.client.HTTPConnection.request

def request(self, method, url, body=None, headers={}, **more):
    return original(self, method, url, body, {**headers, "User-Agent": "concur-harness-conformance"}, **more)

http.client.HTTPConnection.request = request
Service.hold_back = lambda self, seconds: time.sleep(0.1)
""")

SPEAKS_PLAINLY = variant("""
import remedy

remedy.reasons = lambda faults, *, with_entry=True: sorted({fault.message for fault in faults})
""")

NAMES_THE_FIELD = variant("""
import remedy

WORDS = {"PERIOD_CLOSED": "No period is open for this date", "ACCOUNT_UNKNOWN": "An entry has no account"}
remedy.reasons = lambda faults, *, with_entry=True: sorted({WORDS[fault.code] for fault in faults})
""")

SUMS_LINES = variant("""
import payables

original = payables.payable

def payable(report, party, lines, mapping, today):
    summed = {}
    for line in lines:
        key = line.account, *line.dimensions.values()
        summed[key] = summed[key]._replace(amount=summed[key].amount + line.amount) if key in summed else line
    return original(report, party, list(summed.values()), mapping, today)

payables.payable = payable
""")

SUMS_LINES_AND_SAYS_NOTHING = SUMS_LINES.replace(
    "import payables\n", "import payables, remedy\nremedy.entry_comments = lambda report, faults: []\n", 1
)

NAMES_NO_REPORT = variant("""
import hashlib, payables

original = payables.payable

def payable(*arguments):
    made = original(*arguments)
    number = hashlib.sha256(made.external_id.encode()).hexdigest()[:20]
    lines = tuple(line._replace(source_ref=None) for line in made.lines)
    return made._replace(external_id=number, document_number=number, memo="Expenses", lines=lines)

payables.payable = payable
""")

NAMES_NO_REPORT_AND_BOOKS_BY_HALF = NAMES_NO_REPORT.replace(
    "payables.payable = payable",
    "payables.payable = payable\nfrom connector import Connector\n"
    "payables_of = payables.payables_of\nimport connector\n"
    "connector.payables_of = lambda *given: payables_of(*given)[:1]\n",
)

KEEPS_ITS_BILLS = variant("""
import log
from connector import Connector
from web import Outage

def commit(self, report):
    try:
        accepted = self.concur.commit(report)
    except Outage:
        accepted = False
    if accepted or self.read_again(report).paid:
        self.memory.end(report.id)
        return True
    return False

Connector.commit = commit
""")

STAMPS_ITS_LINES = variant("""
import log

say = log.say
log.say = lambda text: say(f"4000001234567899 {text}")
""")

# A program of its own: one thread a report, each waiting as soon as it knows that a service is closed. With BATCH it
# books one bill a vendor for all reports that it has read, and commits them after it.
IN_PARALLEL = """\
import hashlib, json, os, threading, time
import urllib.error, urllib.parse, urllib.request
from concurrent.futures import ThreadPoolExecutor

BATCH = False
CONCUR, ERP = os.environ["CONCUR_BASE_URL"], os.environ["ERP_BASE_URL"]
API = CONCUR + "/api/expense/expensereport"
MAPPING = json.load(open(os.environ["CONNECTOR_CONFIG"]))
KEYS = {CONCUR: os.environ["CONCUR_ACCESS_TOKEN"], ERP: os.environ["ERP_API_KEY"]}
closed = {CONCUR: 0.0, ERP: 0.0}


def refresh(stale, lock=threading.Lock()):
    form = {name: os.environ["CONCUR_" + name.upper()] for name in ("client_id", "client_secret", "refresh_token")}
    with lock:
        if KEYS[CONCUR] == stale:
            body = urllib.parse.urlencode({"grant_type": "refresh_token", **form}).encode()
            KEYS[CONCUR] = json.load(urllib.request.urlopen(os.environ["CONCUR_TOKEN_URL"], body))["access_token"]


def ask(service, method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    while True:
        while (left := closed[service] - time.time()) > 0:
            time.sleep(left)
        key = KEYS[service]
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code == 429:
                closed[service] = time.time() + float(refused.headers["Retry-After"])
            elif refused.code in (401, 403) and service == CONCUR:
                refresh(key)
            else:
                raise


def rows(report):
    for entry in report["ExpenseEntriesList"]:
        for item in entry["ItemizationsList"]:
            for allocation in item["AllocationsList"]:
                yield from allocation["JournalEntriesList"]


def book(reports):
    external = hashlib.sha256("".join(sorted(report["ReportID"] for report in reports)).encode()).hexdigest()[:20]
    employee = reports[0]["ReportOwner"]["EmployeeID"]
    vendor = ask(ERP, "GET", f"{ERP}/api/v1/vendors?external_id={employee}")["items"][0]["id"]
    lines = [
        {"account": row["AccountCode"], "amount": row["Amount"].lstrip("+"), "source_ref": row["JournalID"]}
        for report in reports for row in rows(report)
    ]
    bill = {
        "external_id": external, "vendor_id": vendor, "type": "bill", "document_number": external,
        "bill_date": MAPPING["today"], "gl_date": MAPPING["today"], "currency": "USD",
        "liability_account": MAPPING["employee_liability_account"], "memo": "", "lines": lines,
    }
    standing = ask(ERP, "GET", f"{ERP}/api/v1/bills?external_id={external}")["items"]
    made = standing[0] if standing else ask(ERP, "POST", f"{ERP}/api/v1/bills", bill)
    ask(ERP, "POST", f"{ERP}/api/v1/bills/{made['id']}/post")
    for report in reports:
        ask(CONCUR, "POST", f"{API}/v2.0/integrationstatus/report/{report['ReportID']}")


def details(listed):
    return ask(CONCUR, "GET", listed["Report-Full-Details-Url"])


listed = ask(CONCUR, "GET", f"{API}/v2.0/Reports/?status=PROCESSING")
with ThreadPoolExecutor(8) as pool:
    if BATCH:
        owners = {}
        for report in pool.map(details, listed):
            owners.setdefault(report["ReportOwner"]["EmployeeID"], []).append(report)
        list(pool.map(book, owners.values()))
    else:
        list(pool.map(lambda each: book([details(each)]), listed))
"""

IN_BATCHES = IN_PARALLEL.replace("BATCH = False", "BATCH = True")

DISREGARDS_IN_PARALLEL = IN_PARALLEL.replace('float(refused.headers["Retry-After"])', "0.05")
