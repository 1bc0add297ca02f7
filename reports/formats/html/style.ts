/** The page's style sheet: light and dark, phone and print. Tones are checked for contrast. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1b1f24; --soft: #59636e; --line: #d5dae0;
  --code: #f1f3f6; --good: #116329; --bad: #b3181f; --warn: #8a5000; --mute: #59636e;
  --good-back: #dcf5e3; --bad-back: #ffe4e2; --warn-back: #fdefd0; --mute-back: #e9ecef;
  --response: #0b5cad; --service: #b35900; --link: #0b5cad;
  --preparing: #7b8794; --copying: #1f6fc4; --synchronising: #c27500; --testing: #8a4fbf; --finishing: #3b4652;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --text: #e8ebef; --soft: #a3adb8; --line: #323a44;
    --code: #0f1318; --good: #6fdd8b; --bad: #ff9a94; --warn: #f0bd5c; --mute: #a3adb8;
    --good-back: #12331d; --bad-back: #4a1719; --warn-back: #3f2c08; --mute-back: #2a313a;
    --response: #6cb6ff; --service: #f5a45d; --link: #6cb6ff;
    --preparing: #8b98a6; --copying: #5aa5f2; --synchronising: #f0a53a; --testing: #c79bf0; --finishing: #dfe5eb;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; max-width: 66rem; padding: 1.25rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, p, dl, ul, figure { margin: 0; }
h2 { font-size: 1.35rem; margin: 2.25rem 0 0.75rem; letter-spacing: -0.01em; }
h3 { font-size: 1.1rem; }
#run h3 { margin-top: 1rem; }
h4 { font-size: 0.8rem; margin-top: 1rem; color: var(--soft); text-transform: uppercase; letter-spacing: 0.04em; }
h5 { font-size: 0.85rem; margin: 0.75rem 0 0.25rem; color: var(--soft); font-weight: 600; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, .copy:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
.verdict, .finding, .scenario { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.5rem; }
.verdict { border-top: 6px solid var(--tone); }
.good { --tone: var(--good); --back: var(--good-back); }
.bad { --tone: var(--bad); --back: var(--bad-back); }
.warn { --tone: var(--warn); --back: var(--warn-back); }
.mute { --tone: var(--mute); --back: var(--mute-back); }
.live { border: 1px solid var(--link); border-radius: 8px; padding: 0.5rem 1rem; margin-bottom: 0.75rem; font-variant-numeric: tabular-nums; }
.product { color: var(--soft); font-size: 0.875rem; }
h1 { font-size: clamp(2rem, 6vw, 3rem); line-height: 1.15; letter-spacing: -0.02em; color: var(--tone); margin: 0.15rem 0 0.5rem; }
h1 .rest { display: block; color: var(--text); font-size: 1.15rem; font-weight: 600; letter-spacing: 0; line-height: 1.4; }
.reason { color: var(--text); }
.scenario > .reason { margin-top: 0.35rem; font-weight: 600; }
.next { background: var(--code); border-radius: 8px; padding: 0.75rem 1rem; margin-top: 1rem; }
.next h2 { font-size: 0.95rem; margin: 0 0 0.25rem; letter-spacing: 0; }
.next ul { padding-left: 1.2rem; }
.next li + li { margin-top: 0.25rem; }
.command { display: block; user-select: all; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.35rem 0.6rem; margin-top: 0.15rem; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin-top: 1.1rem; }
.tiles div { display: flex; flex-direction: column-reverse; }
.tiles dt { color: var(--soft); font-size: 0.8125rem; }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.counts { margin-top: 1rem; }
.bar { display: flex; gap: 2px; height: 10px; border-radius: 5px; overflow: hidden; }
.bar span { background: var(--tone); min-width: 4px; }
.counts ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 0.5rem; font-variant-numeric: tabular-nums; }
.chip { display: inline-block; padding: 0 0.5em; border-radius: 5px; font-size: 0.75rem; font-weight: 700; line-height: 1.7; letter-spacing: 0.02em; color: var(--tone); background: var(--back); white-space: nowrap; vertical-align: 0.08em; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1rem 0.25rem 0; font-size: 0.9375rem; }
nav a { padding: 0.25rem 0; }
.finding, .scenario { margin-top: 0.9rem; }
.finding { border-left: 4px solid var(--bad); }
.statement { margin-top: 0.35rem; }
.source, .files { color: var(--soft); font-size: 0.875rem; }
.files { margin-top: 0.75rem; }
.files a { margin-right: 1rem; }
.note { color: var(--soft); font-size: 0.8125rem; font-weight: 400; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin-top: 0.75rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
.facts code { white-space: pre-wrap; }
.actual code { color: var(--bad); font-weight: 600; }
pre code { font-size: inherit; }
.code { margin: 0.25rem 0 0; padding: 0.6rem 0.8rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; user-select: all; }
.copy { font: inherit; font-size: 0.8125rem; margin-top: 0.25rem; min-height: 1.75rem; padding: 0.1rem 0.75rem; color: var(--link); background: var(--card); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
details { margin-top: 0.9rem; }
summary { cursor: pointer; color: var(--link); font-size: 0.9375rem; }
.index ol { columns: 18rem; font-size: 0.875rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
.pair > div { min-width: 0; }
.scroll { overflow-x: auto; margin-top: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; font-weight: 650; padding: 0.6rem 0.8rem 0.35rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th .id, th .statement, th .why { display: block; margin: 0; }
th .id { font-weight: 600; }
th .statement { color: var(--soft); font-size: 0.875rem; }
th .why { color: var(--warn); font-size: 0.875rem; }
td .note { display: block; }
#requirements th[scope=row] { min-width: 13rem; width: 99%; }
#requirements td:nth-of-type(1) { min-width: 9.5rem; }
#requirements td:nth-of-type(2) { min-width: 8.5rem; white-space: nowrap; }
#requirements td.number { min-width: 4.25rem; }
#requirements thead th.number { white-space: normal; overflow-wrap: normal; }
#requirements details { margin-top: 0.15rem; }
#requirements summary { font-size: 0.8125rem; }
#requirements details ul { padding-left: 1.1rem; font-size: 0.875rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(17.5rem, 1fr)); gap: 0 1rem; align-items: start; }
figure { margin-top: 1.5rem; }
figcaption { font-weight: 650; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; align-items: baseline; }
.races figcaption { font-weight: 400; font-size: 0.8125rem; color: var(--soft); }
.races text { font-size: 13px; fill: var(--soft); }
.races .track { fill: var(--code); }
.races .span { fill: var(--soft); }
.races .decides text { fill: var(--text); font-weight: 600; }
.races .decides .span { fill: var(--bad); }
.key { font-weight: 400; font-size: 0.8125rem; color: var(--soft); }
.key::before { content: ""; display: inline-block; width: 1.4em; border-top: 3px solid var(--key); margin-right: 0.4em; vertical-align: 0.25em; }
.key.response { --key: var(--response); }
.key.service { --key: var(--service); }
.key.service::before { border-top-style: dashed; }
.key.bad { --key: var(--bad); }
.key.bad::before { border-top-style: dotted; }
.key.preparing { --key: var(--preparing); }
.key.copying { --key: var(--copying); }
.key.synchronising { --key: var(--synchronising); }
.key.testing { --key: var(--testing); }
.key.finishing { --key: var(--finishing); }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart.narrow { display: none; }
.picker { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; margin: 1rem 0; }
.picker[hidden] { display: none; }
.picker select { font: inherit; flex: 1 1 14rem; min-width: 0; max-width: 100%; padding: 0.35rem; }
.picker button { font: inherit; padding: 0.35rem 1.25rem; color: var(--link); background: var(--card); border: 1px solid var(--link); border-radius: 6px; cursor: pointer; }
.agents { list-style: none; padding: 0; }
.agents li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 7.5rem; gap: 0.75rem; align-items: center; }
.agents progress { width: 100%; accent-color: var(--response); }
.trials { padding-left: 1.4rem; }
.validity ul { padding-left: 1.2rem; font-size: 0.9375rem; margin-top: 0.25rem; }
@media screen and (max-width: 40rem) {
  body { padding: 0.6rem; }
  .verdict, .finding, .scenario { padding: 0.9rem; }
  .pair { grid-template-columns: 1fr; }
  .agents li { grid-template-columns: 1fr 7.5rem; }
  .agents progress { grid-row: 2; grid-column: 1 / -1; }
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
  th, td { padding: 0.4rem 0.5rem; }
  .tiles { gap: 0.6rem 1.25rem; }
  .tiles dd { font-size: 1.25rem; }
  #requirements td:nth-of-type(1), #requirements td:nth-of-type(2) { min-width: 0; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --code: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .copy, .live { display: none; }
  h2, h3, h4, h5, summary, caption, thead, figcaption, .note { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  figure, tr, .verdict, .exchange, .facts, .tiles { break-inside: avoid; }
  .scroll { overflow: visible; }
  .bar span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .chip { border: 1px solid; }
  #requirements td:nth-of-type(1), #requirements td:nth-of-type(2) { min-width: 0; }
  details:not([open])::details-content { content-visibility: visible; display: block; }
  summary { list-style: none; color: var(--soft); }
  summary::-webkit-details-marker { display: none; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
