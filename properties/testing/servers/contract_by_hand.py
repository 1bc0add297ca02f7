"""The table once more, written by hand in Python, for servers that are not ours."""

import json

NAMES = set(
    "CREATE_CLOUD_SERVER SSL_CONFIG ATTACH_AGENT_IMAGE DETTACH_AGENT_IMAGE FORMAT_DISK_LINUX"
    " FORMAT_DISK_LINUX_FILE FORMAT_DISK_LINUX_BLOCK FORMAT_DISK_WINDOWS MIGRATE_LINUX_FILE"
    " MIGRATE_LINUX_BLOCK MIGRATE_WINDOWS_BLOCK CLONE_VM SYNC_LINUX_FILE SYNC_LINUX_BLOCK"
    " SYNC_WINDOWS_BLOCK CONFIGURE_LINUX CONFIGURE_LINUX_BLOCK CONFIGURE_LINUX_FILE"
    " CONFIGURE_WINDOWS".split()
)


def whole(most):
    return lambda value: type(value) is int and 0 <= value <= most


def double(most):
    return lambda value: type(value) in (int, float) and 0 <= value <= most


def text(longest):
    return lambda value: type(value) is str and len(value) <= longest


LONG = 2**63 - 1
MANDATORY = {
    "subtask_name": lambda value: type(value) is str and value in NAMES,
    "progress": whole(100),
    "replicatesize": whole(LONG),
    "totalsize": whole(LONG),
    "process_trace": text(2048),
}
OPTIONAL = {
    "migrate_speed": double(10000),
    "compress_rate": double(10000),
    "remain_time": whole(2**31 - 1),
    "total_cpu_usage": double(100),
    "agent_cpu_usage": double(100),
    "total_mem_usage": double(1048576),
    "agent_mem_usage": double(1048576),
    "total_disk_io": double(10000),
    "agent_disk_io": double(10000),
    "need_migration_test": lambda value: type(value) is bool,
    "agent_time": text(30),
}
KNOWN = MANDATORY | OPTIONAL


def never(constant):
    raise ValueError(constant)


def read(body):
    """The report that a task keeps; ValueError says what is wrong with the body."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=never)
    except RecursionError:
        raise ValueError("too deep")
    if type(value) is not dict:
        raise ValueError("not an object")
    for name, rule in KNOWN.items():
        if name not in value:
            if name in MANDATORY:
                raise ValueError(name)
        elif value[name] is None and name in OPTIONAL:
            del value[name]
        elif not rule(value[name]):
            raise ValueError(name)
    return {name: item for name, item in value.items() if name in KNOWN}


def shown(report):
    """A task as ShowTask shows it; None: nothing was reported yet."""
    if report is None:
        return {"sub_tasks": []}
    entry = {"name": report["subtask_name"]}
    entry |= {name: report[name] for name in ("progress", "process_trace")}
    mirrored = {n: report.get(n) for n in OPTIONAL if n not in ("remain_time", "agent_time")}
    return {"sub_tasks": [entry], "remain_seconds": report.get("remain_time"), **mirrored}
