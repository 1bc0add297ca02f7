/** @jsxRuntime automatic @jsxImportSource preact */
/** Each violated requirement: the smallest report that shows it, and how to see it again. */

import { Fragment } from "preact";
import type { Exchange, Finding } from "../../evidence/schema.ts";
import { byCause, membersOf } from "../../verdict/by-cause.ts";
import type { JudgedRequirement, JudgedRun } from "../../verdict/judged-run.ts";
import { mattersText, shareText, shortened, visible } from "../text.ts";
import { timeRows } from "../time-rows.ts";
import { Chip, Code, Word } from "./parts.tsx";
import { TimeFigure } from "./time-figure.tsx";

/** Exchanges open at first: of the first few findings, so that a page of many stays short. */
const OPEN_FINDINGS = 1;
const MOST_REASON = 1000;

export function FindingsSection({ judged }: { readonly judged: JudgedRun }) {
  const groups = byCause(judged.requirements);
  const sorted = membersOf(groups);
  if (sorted.length === 0) return null;
  const led = new Map(groups.map(({ lead, alike }) => [lead, alike]));
  return (
    <section id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      {sorted.length > 5 && <Index found={sorted} />}
      {sorted.map((requirement, index) => (
        <FindingCard
          key={requirement.entry.id}
          requirement={requirement}
          alike={led.get(requirement) ?? []}
          open={index < OPEN_FINDINGS}
        />
      ))}
    </section>
  );
}

/** Anchor of a finding on the page. */
export function anchorOf(id: string): string {
  return `finding-${id.replace(/[^A-Za-z0-9]+/g, "-")}`;
}

function Index({ found }: { readonly found: readonly JudgedRequirement[] }) {
  return (
    <details class="index">
      <summary>All {found.length} findings by name</summary>
      <ol>
        {found.map(({ entry }) => (
          <li key={entry.id}>
            <a href={`#${anchorOf(entry.id)}`}>{visible(entry.id)}</a>
          </li>
        ))}
      </ol>
    </details>
  );
}

function FindingCard({
  requirement,
  alike,
  open,
}: {
  readonly requirement: JudgedRequirement;
  /** Those that show the same cause and are less telling. */
  readonly alike: readonly JudgedRequirement[];
  readonly open: boolean;
}) {
  const { entry, verdict, gating, finding, fingerprints } = requirement;
  if (finding === undefined) return null;
  return (
    <article class="finding" id={anchorOf(entry.id)}>
      <h3>
        <Chip verdict={verdict} /> {visible(entry.id)}
        {!gating && <span class="note"> does not gate</span>}
      </h3>
      <p class="statement">{visible(entry.statement)}</p>
      <p class="source">
        <b>{entry.basis}</b>
        {entry.ruling === undefined ? "" : ` by ${visible(entry.ruling)}`} · {visible(entry.source)}
      </p>
      <dl class="facts">
        <dt>Expected</dt>
        <dd>
          <Word text={finding.expected} />
        </dd>
        <dt>Actual</dt>
        <dd class="actual">
          <Word text={finding.actual} />
        </dd>
        {finding.matters !== undefined && (
          <>
            <dt>Matters</dt>
            <dd>{visible(mattersText(finding.matters))}</dd>
          </>
        )}
        {finding.also !== undefined && (
          <>
            <dt>Also violated</dt>
            <dd>{visible(finding.also.join(", "))}</dd>
          </>
        )}
        {fingerprints.length > 0 && (
          <>
            <dt>Cause</dt>
            <dd>
              <Word text={fingerprints.join(", ")} />
            </dd>
          </>
        )}
        {alike.length > 0 && (
          <>
            <dt>Alike</dt>
            <dd>
              {alike.map(({ entry: { id } }, index) => (
                <Fragment key={id}>
                  {index > 0 && ", "}
                  <a href={`#${anchorOf(id)}`}>{visible(id)}</a>
                </Fragment>
              ))}
            </dd>
          </>
        )}
        <dt>Seen</dt>
        <dd>{seenText(requirement, finding)}</dd>
        {requirement.waivers !== undefined && (
          <>
            <dt>Waiver</dt>
            <dd>{shortened(visible(requirement.reason ?? ""), MOST_REASON)}</dd>
          </>
        )}
      </dl>
      <h4>Smallest counterexample</h4>
      <Code text={finding.counterexample} />
      <TimeFigure rows={timeRows(finding.exchanges)} />
      <h4>Replay</h4>
      <Code text={finding.replay} />
      <details open={open}>
        <summary>Exact requests and replies ({finding.exchanges.length})</summary>
        {finding.exchanges.map((exchange, index) => (
          <ExchangeView key={index} exchange={exchange} number={index + 1} />
        ))}
      </details>
      {finding.files.length > 0 && (
        <p class="files">
          Files:{" "}
          {finding.files.map((file) => (
            <a key={file} href={`./${encodeURI(visible(file))}`}>
              {visible(file)}
            </a>
          ))}
        </p>
      )}
    </article>
  );
}

function seenText({ rate }: JudgedRequirement, { confirmation, like }: Finding): string {
  const again = `${confirmation.violated} of ${confirmation.runs} times when sent again`;
  if (rate === undefined) {
    return `${again}; ${like.violated} of ${like.runs} like requests of this run`;
  }
  return `${shareText(rate.share)} of like requests (${rate.violated} of ${rate.runs}; 95 % interval ${shareText(rate.low)} to ${shareText(rate.high)}); ${again}`;
}

function ExchangeView({
  exchange,
  number,
}: {
  readonly exchange: Exchange;
  readonly number: number;
}) {
  const together = exchange.group === undefined ? "" : `, started with group ${exchange.group}`;
  return (
    <div class="exchange">
      <h5>
        {number}. {visible(exchange.role)}
        {together}
      </h5>
      <div class="pair">
        <div>
          <Code text={requestText(exchange)} />
        </div>
        <div>
          <Code text={`${exchange.reply}\n${exchange.replyBody ?? ""}`} />
        </div>
      </div>
    </div>
  );
}

function requestText({ method, path, headers, body }: Exchange): string {
  const lines = [`${method} ${path}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (body === undefined) return lines.join("\n");
  const text = body.text ?? `(base64) ${body.base64 ?? ""}`;
  return [...lines, "", text].join("\n");
}
