"""Sends reports with the published Python SDK: orders as JSON lines on standard input, one outcome
a line on standard output. Arguments: endpoint, project id. Keys: CLOUD_SDK_AK, CLOUD_SDK_SK."""

import json
import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdksms.v3 import SmsClient, UpdateTaskSpeedReq, UpdateTaskSpeedRequest


def client_of(endpoint, project_id):
    keys = os.environ["CLOUD_SDK_AK"], os.environ["CLOUD_SDK_SK"]
    credentials = BasicCredentials(*keys, project_id)
    return SmsClient.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


def outcome(client, order):
    try:
        body = UpdateTaskSpeedReq(**order["report"])
        request = UpdateTaskSpeedRequest(task_id=order["task_id"], body=body)
        response = send(client, request, order["headers"])
        return {"kind": "accepted", "status": response.status_code}
    except ServiceResponseException as error:
        return {
            "kind": "refused",
            "class": type(error).__name__,
            "status": error.status_code,
            "code": error.error_code,
            "message": error.error_msg,
            "request_id": error.request_id,
        }
    except Exception as error:
        return {"kind": "failed", "class": type(error).__name__, "message": str(error)}


def send(client, request, headers):
    """As most callers do it; an invoker is needed only for more headers."""
    if not headers:
        return client.update_task_speed(request)
    invoker = client.update_task_speed_invoker(request)
    for name, value in headers.items():
        invoker.add_header(name, value)
    return invoker.invoke()


def main():
    client = client_of(*sys.argv[1:])
    for line in sys.stdin.buffer:
        print(json.dumps(outcome(client, json.loads(line))), flush=True)


main()
