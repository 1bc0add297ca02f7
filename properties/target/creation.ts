/** How tasks are made for a run, where the operator leaves parts of that open. */

/** How tasks are created and removed, where the target lets us. `{nonce}` is a fresh text. */
export interface Creation {
  readonly path: string;
  readonly body: string;
  /** JSON pointer to the new task's id in the answer. */
  readonly idPointer: string;
  /** Path of the DELETE that removes a task; `{task_id}` stands for its id. */
  readonly removePath: string;
}

/** What an operator may say of it; a body may be given as JSON. */
interface Said {
  readonly path?: string | undefined;
  readonly body?: string | Readonly<Record<string, unknown>> | undefined;
  readonly idPointer?: string | undefined;
  readonly removePath?: string | undefined;
}

/**
 * The mandatory members of CreateTask.
 *
 * @source current SDKs, CreateTask: name, type, source_server.id, target_server, region, project
 */
const CREATE_TASK_BODY = JSON.stringify({
  name: "headway-{nonce}",
  type: "MIGRATE_FILE",
  os_type: "LINUX",
  source_server: { id: "headway-source" },
  target_server: { name: "headway-target", vm_id: "headway-vm" },
  region_name: "headway",
  region_id: "headway",
  project_name: "headway",
  project_id: "headway",
});

const DEFAULT_CREATION: Creation = {
  path: "/v3/tasks",
  body: CREATE_TASK_BODY,
  idPointer: "/id",
  removePath: "/v3/tasks/{task_id}",
};

/** What the configuration says of it, and for the rest what the contract wants. */
export function creationOf(said: Said = {}): Creation {
  const body = typeof said.body === "object" ? JSON.stringify(said.body) : said.body;
  return {
    path: said.path ?? DEFAULT_CREATION.path,
    body: body ?? DEFAULT_CREATION.body,
    idPointer: said.idPointer ?? DEFAULT_CREATION.idPointer,
    removePath: said.removePath ?? DEFAULT_CREATION.removePath,
  };
}
