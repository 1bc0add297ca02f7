"""What Schemathesis is given beyond its own checks: after a report, its task shows that report."""

import json
import os

import requests
import schemathesis

SESSION = requests.Session()
SCHEMAS = json.load(open(os.environ["PEER_DOCUMENT"]))["components"]["schemas"]
FIELDS = set(SCHEMAS["Report"]["properties"])


@schemathesis.check
def read_your_writes(ctx, response, case):
    if case.method != "PUT" or response.status_code != 200 or not isinstance(case.body, dict):
        return
    url = response.request.url.split("?")[0].removesuffix("/progress")
    headers = {"X-Auth-Token": os.environ["PEER_TOKEN"]}
    shown = SESSION.get(url, headers=headers, timeout=10).json().get("report", {})
    sent = {name: value for name, value in case.body.items() if name in FIELDS}
    for name in sorted(sent.keys() | shown.keys()):
        if sent.get(name) != shown.get(name):
            raise AssertionError(f"{name}: reported {sent.get(name)!r}, shown {shown.get(name)!r}")
