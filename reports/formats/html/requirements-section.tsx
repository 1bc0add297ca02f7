/** @jsxRuntime automatic @jsxImportSource preact */
/** Every requirement of the run, by the tables of the source, with what was done to test it. */

import { groupBy } from "../../evidence/group-by.ts";
import type { JudgedRequirement, JudgedRun } from "../../verdict/judged-run.ts";
import { countText, shortened, visible } from "../text.ts";
import { anchorOf } from "./findings-section.tsx";
import { Chip, Head, TableBox } from "./parts.tsx";

const MOST_REASON = 300;
const COLUMNS = [
  ...["Requirement", "Verdict", "Basis", "#Trials", "#Requests", "#Goals met", "#Twins killed"],
];

export function RequirementsSection({ judged }: { readonly judged: JudgedRun }) {
  if (judged.requirements.length === 0) return null;
  const tables = groupBy(judged.requirements, ({ entry }) => entry.table);
  return (
    <section id="requirements" aria-labelledby="requirements-title">
      <h2 id="requirements-title">Requirements</h2>
      <p class="note">
        Goals: what had to be seen for a verdict to mean anything. Twins killed: endpoints broken on
        purpose that the requirement is known to catch (properties/KILLS.md).
      </p>
      {[...tables].map(([table, own]) => (
        <TableBox key={table} label={visible(table)}>
          <Head columns={COLUMNS} />
          <tbody>
            {own.map((requirement) => (
              <Row key={requirement.entry.id} requirement={requirement} />
            ))}
          </tbody>
        </TableBox>
      ))}
    </section>
  );
}

function Row({ requirement }: { readonly requirement: JudgedRequirement }) {
  const { entry, verdict, gating, reason, result, finding } = requirement;
  const id = visible(entry.id);
  const goals = result?.goals ?? [];
  return (
    <tr>
      <th scope="row">
        <span class="id">
          {finding === undefined ? id : <a href={`#${anchorOf(entry.id)}`}>{id}</a>}
        </span>
        <span class="statement">{visible(entry.statement)}</span>
        {reason !== undefined && <span class="why">{shortened(visible(reason), MOST_REASON)}</span>}
        <Coverage requirement={requirement} />
      </th>
      <td>
        <Chip verdict={verdict} />
      </td>
      <td>
        {entry.basis}
        {entry.ruling === undefined ? "" : ` ${visible(entry.ruling)}`}
        {!gating && <span class="note">{entry.level === "MUST" ? "no gate" : entry.level}</span>}
      </td>
      <td class="number">{countText(result?.trials ?? 0)}</td>
      <td class="number">{countText(result?.requests ?? 0)}</td>
      <td class="number">
        {goals.filter(({ got, want }) => got >= want).length} / {goals.length}
      </td>
      <td class="number">{entry.twins.length}</td>
    </tr>
  );
}

/** What had to be seen and was, and which broken endpoints the requirement is known to catch. */
function Coverage({ requirement: { entry, result } }: { readonly requirement: JudgedRequirement }) {
  const goals = result?.goals ?? [];
  if (goals.length + entry.twins.length === 0) return null;
  return (
    <details>
      <summary>Coverage</summary>
      <ul>
        {goals.map(({ name, want, got }) => (
          <li key={name}>
            {shortened(visible(name), MOST_REASON)}: {countText(got)}, at least {countText(want)}{" "}
            wanted
          </li>
        ))}
        {entry.twins.length > 0 && (
          <li>
            kills {entry.twins.length === 1 ? "the twin" : "the twins"}{" "}
            {shortened(visible(entry.twins.join(", ")), MOST_REASON)}
          </li>
        )}
      </ul>
    </details>
  );
}

/** Choices that the contract leaves open, and behaviour that is legal but not best. */
export function DialectsSection({ judged }: { readonly judged: JudgedRun }) {
  const nonStrict = judged.requirements.flatMap(({ entry, result }) =>
    (result?.nonStrict ?? []).map((seen) => ({ id: entry.id, ...seen })),
  );
  if (judged.dialects.length === 0 && nonStrict.length === 0) return null;
  return (
    <section id="dialects" aria-labelledby="dialects-title">
      <h2 id="dialects-title">Dialects</h2>
      {judged.dialects.length > 0 && (
        <TableBox label="Choices the contract leaves open">
          <Head columns={["Dialect", "Choice", "Known by"]} />
          <tbody>
            {judged.dialects.map(({ name, value, how }) => (
              <tr key={name}>
                <th scope="row">{visible(name)}</th>
                <td>{visible(value)}</td>
                <td>{how}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
      {nonStrict.length > 0 && (
        <TableBox label="Legal, but not best">
          <Head columns={["Requirement", "Behaviour", "#Times"]} />
          <tbody>
            {nonStrict.map(({ id, what, count }) => (
              <tr key={`${id} ${what}`}>
                <th scope="row">{visible(id)}</th>
                <td>{shortened(visible(what), MOST_REASON)}</td>
                <td class="number">{countText(count)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </section>
  );
}
