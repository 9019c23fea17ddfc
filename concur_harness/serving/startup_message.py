"""What somebody who has just started a harness is told: where everything is, what opens it, and lines to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def startup_message(
    urls: Mapping[str, str],
    control_url: str,
    companies: Sequence[Mapping[str, Any]],
    report_id: str | None,
    *,
    guarded: bool,
) -> str:
    """The text. ``urls`` are those of the services by their titles, ``report_id`` is a report of the first company;
    ``guarded``: the control API wants its token.
    """
    first = companies[0]
    parts = [
        _table({**urls, "Control API": control_url}, indent="", between="  "),
        *(_credentials(company) for company in companies),
        _lines(first, control_url, report_id, guarded=guarded),
        "Ctrl-C ends it.\n",
    ]
    return "\n\n".join(parts)


def _table(values: Mapping[str, str], *, indent: str, between: str) -> str:
    width = max(map(len, values)) if between != "=" else 0
    return "\n".join(f"{indent}{name:<{width}}{between}{value}" for name, value in values.items())


def _credentials(company: Mapping[str, Any]) -> str:
    concur = company["concur"]
    values = {
        "CONCUR_CLIENT_ID": concur["client_id"],
        "CONCUR_CLIENT_SECRET": concur["client_secret"],
        "CONCUR_REFRESH_TOKEN": concur["refresh_token"],
        "CONCUR_ACCESS_TOKEN": concur["access_token"],
        "CONCUR_COMPANY_UUID": concur["company_uuid"],
        "CONCUR_REQUEST_TOKEN": concur["request_token"],
        "ERP_API_KEY": company["erp"]["api_key"],
    }
    return f"Company {company['id']} ({company['name']})\n{_table(values, indent='  ', between='=')}"


def _lines(company: Mapping[str, Any], control_url: str, report_id: str | None, *, guarded: bool) -> str:
    concur, erp = company["concur"], company["erp"]
    v2 = f"{concur['base_url']}/api/expense/expensereport/v2.0"
    as_concur = f"-H 'Authorization: Bearer {concur['access_token']}'"
    as_control = '-H "Authorization: Bearer $CONCUR_HARNESS_CONTROL_TOKEN" ' if guarded else ""
    form = (
        f"-d grant_type=refresh_token -d client_id={concur['client_id']} "
        f"-d client_secret={concur['client_secret']} -d refresh_token={concur['refresh_token']}"
    )
    lines = [
        ("a token, as a connector gets one", f"curl -s {concur['token_url']} \\\n    {form}"),
        ("the reports that are ready to pay", f"curl -s {as_concur} '{v2}/Reports/?status=PROCESSING'"),
        (
            "what the ERP knows",
            f"curl -s -H 'Authorization: Bearer {erp['api_key']}' {erp['base_url']}/api/v1/accounts",
        ),
        ("what happened so far", f"curl -s {as_control}{control_url}/companies/{company['id']}/traffic"),
    ]
    if report_id is not None:
        lines[2:2] = [
            ("one of them, whole", f"curl -s {as_concur} {v2}/report/{report_id}"),
            ("commit it", f"curl -s -X POST {as_concur} {v2}/integrationstatus/report/{report_id}"),
        ]
    return "Try it:\n" + "\n".join(f"  # {about}\n  {line}" for about, line in lines)
