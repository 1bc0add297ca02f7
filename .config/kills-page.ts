/** `properties/KILLS.md`, from what was measured last: a pure function of the record and the lists. */

import { CATALOGUE_VERSION } from "../properties/requirements/index.ts";
import { gatingRequirements, KILLS_SEED, type Kill } from "../properties/testing/kills.ts";
import type { KillsRecord } from "../properties/testing/kills-record.ts";
import { SHARED_REQUIREMENTS } from "../properties/testing/shared-requirements.ts";
import { CURRENT_PROFILE, profileOf } from "../simulators/contract/index.ts";
import { type Flaw, flawsOf, TWINS, type Twin } from "../simulators/endpoint/index.ts";

/** The page's text. */
export function killsPage(record: KillsRecord): string {
  const flaws = flawsOf(profileOf(CURRENT_PROFILE));
  const found = flaws.filter(({ id }) => (record.flaws.get(id) ?? []).length > 0);
  const shared = neverAlone(record);
  return `# The kill matrix

Which requirement catches which broken endpoint. \`npm run kills\` measures it anew, in some minutes, and \`npm run generate\` writes
this page from what was measured; tests fail when it is stale. Catalogue version ${CATALOGUE_VERSION}, seed ${KILLS_SEED}, each requirement by itself on
an endpoint of its own: in process, and over HTTP for the families *wire* and *network*.

## Twins

*Requests* and *seconds* lead to the first violated observation of the requirement in *caught by*. Requests are the same each time where
nothing overlaps; seconds are as measured, on a busy machine. *Also violates*: what the same flaw breaks besides, in the catalogue's
order; for the families *overlap*, *wire*, *network* and *durability* that hangs on how fast the machine is.

| twin | family | caught by | requests | seconds | also violates |
|---|---|---|---|---|---|
${TWINS.map((twin) => twinRow(twin, record.twins.get(twin.id) ?? [])).join("\n")}

## Drawn flaws

Each operator on every field and rule that it fits: ${flaws.length} flaws, ${found.length} told from the reference. *First seen by*: the first requirement that
gates, in the catalogue's order. \`flaws.deep.test.ts\` draws 300 of them at a fresh seed.

| operator | on | found | first seen by |
|---|---|---|---|
${flawRows(flaws, record).join("\n")}
${survivorsPart(flaws, record)}
## Requirements that are never alone

Of ${gatingRequirements().length} requirements that gate, ${gatingRequirements().length - shared.length} are the only one to catch some twin or drawn flaw. Whatever breaks one of the other ${shared.length} here, breaks another too.
Why they stay:

| requirement | why it stays |
|---|---|
${shared.map((id) => `| \`${id}\` | ${SHARED_REQUIREMENTS[id] ?? ""} |`).join("\n")}
`;
}

/** The gating requirements that are the only gating one to catch no twin and no drawn flaw. */
export function neverAlone({ twins, flaws }: KillsRecord): readonly string[] {
  const gating = gatingRequirements().map(({ id }) => id);
  const caught = [
    ...[...twins.values()].map((kills) => kills.map(({ requirement }) => requirement)),
    ...flaws.values(),
  ].map((ids) => ids.filter((id) => gating.includes(id)));
  const alone = new Set(caught.filter((ids) => ids.length === 1).flat());
  return gating.filter((id) => !alone.has(id));
}

function twinRow({ id, family, caughtBy }: Twin, kills: readonly Kill[]): string {
  const own = caughtBy.map((name) => kills.find(({ requirement }) => requirement === name));
  const also = kills.map(({ requirement }) => requirement).filter((r) => !caughtBy.includes(r));
  const cells = [
    `\`${id}\``,
    family,
    caughtBy.map((name) => `\`${name}\``).join(", "),
    own.map((kill) => kill?.requests ?? "–").join(", "),
    own.map((kill) => (kill === undefined ? "–" : (kill.ms / 1000).toFixed(3))).join(", "),
    grouped(also),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Ids with their first part said once: "body/ minimal, any-valid; state/ …". */
function grouped(ids: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const [table = "", name = ""] = id.split("/");
    groups.set(table, [...(groups.get(table) ?? []), name]);
  }
  return [...groups].map(([table, names]) => `${table}/ ${names.join(", ")}`).join("; ");
}

/** `<operator>/<field or rule>`; numbers and names that are the operator's argument are left out. */
function operatorOf({ id }: Flaw): string {
  const [operator = ""] = id.split("/");
  return operator.replace(/-(at|on)-\d+(-bits)?$/, "-$1").replace(/-[A-Z_]*$/, "");
}

function flawRows(flaws: readonly Flaw[], record: KillsRecord): readonly string[] {
  const groups = new Map<string, Flaw[]>();
  for (const flaw of flaws) {
    const operator = operatorOf(flaw);
    groups.set(operator, [...(groups.get(operator) ?? []), flaw]);
  }
  return [...groups].map(([operator, members]) => {
    const on = [...new Set(members.map(({ id }) => id.split("/")[1] ?? ""))];
    const firsts = members.map(({ id }) => record.flaws.get(id)?.[0]);
    const found = firsts.filter((first) => first !== undefined);
    const counts = [...new Set(found)].map((id) => {
      const count = found.filter((other) => other === id).length;
      return count === 1 ? `\`${id}\`` : `\`${id}\` ${count}`;
    });
    return `| ${operator} | ${on.join(", ")} | ${found.length} of ${members.length} | ${counts.join(", ")} |`;
  });
}

function survivorsPart(flaws: readonly Flaw[], record: KillsRecord): string {
  const left = flaws.filter(({ id }) => (record.flaws.get(id) ?? []).length === 0);
  if (left.length === 0) return "";
  return `\nNot found: ${left.map(({ id, statement }) => `\`${id}\` (${statement})`).join(", ")}\n`;
}
