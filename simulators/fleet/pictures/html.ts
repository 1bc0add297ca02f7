/** A page for a browser: the picture, and the fleet's numbers beside the published facts. */

import type { Plan } from "../../agent/index.ts";
import type { Profile } from "../../contract/index.ts";
import { factsOf } from "../facts.ts";
import { agentSvg } from "./agent-svg.ts";
import { fleetSvg } from "./fleet-svg.ts";

const STYLE = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: #ffffff; color: #1b1f24;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg { max-width: 100%; height: auto; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #d5dae0; vertical-align: top; }
.scroll { overflow-x: auto; }
`;

/** One file that needs nothing else: no script, no font, no network. */
export function pictureHtml(
  plans: readonly Plan[],
  given: { readonly title: string; readonly reason: string; readonly profile: Profile },
): string {
  const { title, reason, profile } = given;
  const [first] = plans;
  const picture =
    plans.length === 1 && first !== undefined ? agentSvg(first) : fleetSvg(plans, title, reason);
  const rows = factsOf(plans, profile).map(
    (fact) =>
      `<tr><td>${escaped(fact.what)}</td><td>${escaped(fact.published)}</td><td>${escaped(fact.fleet)}</td><td>${fact.standing}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Headway: ${escaped(title)}</title><style>${STYLE}</style></head>
<body>
<main>
<h1>Headway: ${escaped(title)}</h1>
<p>${escaped(reason)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="picture">${picture}</div>
<h2>The numbers, beside what is published</h2>
<div class="scroll" tabindex="0" role="region" aria-label="numbers">
<table><thead><tr><th scope="col">what</th><th scope="col">published</th><th scope="col">here</th><th scope="col">standing</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>
</div>
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
