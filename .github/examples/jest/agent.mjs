/** The code under test of this example: how an agent sends a report. */

/**
 * Sends one report. Rejects where it was not taken.
 *
 * @param {{ url: string, token: string, taskId: string }} place
 * @param {string} body JSON text
 */
export async function sendReport({ url, token, taskId }, body) {
  const reply = await fetch(`${url}/v3/tasks/${encodeURIComponent(taskId)}/progress`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-Auth-Token": token },
    body,
  });
  if (reply.status !== 200) throw new Error(`report on ${taskId}: status ${reply.status}`);
}
