"""A correct endpoint on FastAPI that is lenient: it coerces ("50" for 50), answers 422, reads the
body before the token, and redirects a trailing slash. `defaults` leaves the table out but for the
types, as somebody in a hurry writes it.

Run as: python fastapi_server.py correct|defaults PORT
"""

import sys
from typing import Annotated, Literal

import uvicorn
from fastapi import FastAPI, Header
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

NAMES = Literal[
    "CREATE_CLOUD_SERVER", "SSL_CONFIG", "ATTACH_AGENT_IMAGE", "DETTACH_AGENT_IMAGE",
    "FORMAT_DISK_LINUX", "FORMAT_DISK_LINUX_FILE", "FORMAT_DISK_LINUX_BLOCK",
    "FORMAT_DISK_WINDOWS", "MIGRATE_LINUX_FILE", "MIGRATE_LINUX_BLOCK", "MIGRATE_WINDOWS_BLOCK",
    "CLONE_VM", "SYNC_LINUX_FILE", "SYNC_LINUX_BLOCK", "SYNC_WINDOWS_BLOCK", "CONFIGURE_LINUX",
    "CONFIGURE_LINUX_BLOCK", "CONFIGURE_LINUX_FILE", "CONFIGURE_WINDOWS",
]
LONG_MAX = 2**63 - 1
Size = Annotated[int, Field(ge=0, le=LONG_MAX)]
Double = Annotated[float, Field(ge=0, le=10000)]
Percent = Annotated[float, Field(ge=0, le=100)]
Memory = Annotated[float, Field(ge=0, le=1048576)]


class Report(BaseModel):
    # Numbers are taken as strings and strings as numbers: alike in every field.
    model_config = ConfigDict(coerce_numbers_to_str=True)

    subtask_name: NAMES
    progress: Annotated[int, Field(ge=0, le=100)]
    replicatesize: Size
    totalsize: Size
    process_trace: Annotated[str, Field(max_length=2048)]
    migrate_speed: Double | None = None
    compress_rate: Double | None = None
    remain_time: Annotated[int, Field(ge=0, le=2147483647)] | None = None
    total_cpu_usage: Percent | None = None
    agent_cpu_usage: Percent | None = None
    total_mem_usage: Memory | None = None
    agent_mem_usage: Memory | None = None
    total_disk_io: Double | None = None
    agent_disk_io: Double | None = None
    need_migration_test: bool | None = None
    agent_time: Annotated[str, Field(max_length=30)] | None = None


class Loose(BaseModel):
    subtask_name: str
    progress: int
    replicatesize: int
    totalsize: int
    process_trace: str
    migrate_speed: float | None = None
    compress_rate: float | None = None
    remain_time: int | None = None


correct = sys.argv[1] != "defaults"
Body = Report if correct else Loose
tasks: dict[str, dict | None] = {f"task-{n}": None for n in range(1, 2001)}
app = FastAPI()

if correct:

    @app.exception_handler(RequestValidationError)
    async def invalid(_request, error):
        return refusal(422, "SMS.0007", str(error.errors()[0].get("loc")))

    @app.exception_handler(HTTPException)
    async def other(_request, error):
        return refusal(error.status_code, "APIGW.0101", str(error.detail))


def refusal(status, code, message):
    content = {"error_code": code, "error_msg": message}
    return JSONResponse(content, status, {"X-Request-Id": "fastapi"})


@app.put("/v3/tasks/{task_id}/progress")
async def progress(task_id: str, report: Body, x_auth_token: Annotated[str | None, Header()] = None):
    if x_auth_token != "secret":
        raise HTTPException(401, "token")
    if task_id not in tasks:
        raise HTTPException(404, "no such task")
    tasks[task_id] = report.model_dump(exclude_none=True)
    return {}


@app.get("/v3/tasks/{task_id}")
async def show(task_id: str, x_auth_token: Annotated[str | None, Header()] = None):
    if x_auth_token != "secret":
        raise HTTPException(401, "token")
    if task_id not in tasks:
        raise HTTPException(404, "no such task")
    return {"id": task_id, "report": tasks[task_id]}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", h11_max_incomplete_event_size=65536)
