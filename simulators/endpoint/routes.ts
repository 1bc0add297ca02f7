/**
 * Request target → route. Fixed segments are compared as they stand, ids are percent-decoded;
 * case counts, a trailing slash is another path.
 */

/** What a path names. A path that is none of ours is `unknown`. */
export type Route =
  | { readonly kind: "unknown" }
  /** /v3/tasks */
  | { readonly kind: "tasks" }
  /** /v3/tasks/{task_id}; `taskId` is undefined where its percent-encoding is broken. */
  | { readonly kind: "task"; readonly taskId: string | undefined }
  /** /v3/tasks/{task_id}/progress */
  | { readonly kind: "progress"; readonly taskId: string | undefined };

const UNKNOWN: Route = { kind: "unknown" };
const TASKS = "/v3/tasks";
const LAST = "/progress";

/** The route of a request target, in origin form or in absolute form; the query does not count. */
export function routeOf(target: string): Route {
  const path = pathOf(target);
  if (path === TASKS) return { kind: "tasks" };
  if (!path.startsWith(`${TASKS}/`)) return UNKNOWN;
  const start = TASKS.length + 1;
  const slash = path.indexOf("/", start);
  if (slash === -1) return withId("task", path.slice(start));
  return path.slice(slash) === LAST ? withId("progress", path.slice(start, slash)) : UNKNOWN;
}

function withId(kind: "task" | "progress", segment: string): Route {
  // An empty segment is no id: the path then is another one, or ends in a slash.
  return segment === "" ? UNKNOWN : { kind, taskId: decoded(segment) };
}

function pathOf(target: string): string {
  const question = target.indexOf("?");
  const path = question === -1 ? target : target.slice(0, question);
  if (path.startsWith("/")) return path;
  return path.replace(/^https?:\/\/[^/]*/i, "");
}

function decoded(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
