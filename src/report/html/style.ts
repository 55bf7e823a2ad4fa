/** The style sheet of all pages. @module */

import { type Markup, markup } from "./markup.ts";

/**
 * The style sheet. Colours of parts are those of Okabe and Ito (2008), which colour-blind people tell apart;
 * drift, which is luck, is grey.
 */
export const STYLE: Markup = markup`<style>
:root {
  color-scheme: light dark;
  --back: #ffffff; --panel: #f5f7f9; --text: #1a2027; --muted: #57626e; --rule: #dbe1e7; --grid: #e6eaee;
  --zero: #7c8894; --accent: #0067a8; --band: #e3e8ed; --heat: 60%;
  --good: #00724f; --bad: #b3430a; --caution: #8a5a00;
  --gap: .6rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #101418; --panel: #181e24; --text: #e4e8ec; --muted: #9ba7b3; --rule: #2c343d; --grid: #232a32;
    --zero: #77838f; --accent: #6cbcf0; --band: #29323b; --heat: 45%;
    --good: #3cc797; --bad: #ff9563; --caution: #e9b44c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2.5rem) 3rem; max-width: 82rem;
  background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 75ch; }
header p { color: var(--muted); }
a { color: var(--accent); }
sub { line-height: 0; }
.verdict {
  margin: 1.25rem 0; padding: 1rem 1.25rem; background: var(--panel);
  border: 1px solid var(--rule); border-left: .4rem solid var(--zero); border-radius: .3rem;
}
.verdict.good { border-left-color: var(--good); }
.verdict.bad { border-left-color: var(--bad); }
.verdict.caution { border-left-color: var(--caution); }
.words { font-size: 1.3rem; line-height: 1.35; font-weight: 600; max-width: 60ch; overflow-wrap: anywhere; }
p.caution, b.caution { color: var(--caution); }
b.good { color: var(--good); }
b.bad { color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.25rem, 1fr)); gap: .75rem 1rem; margin: .75rem 0 1rem; }
.facts div { min-width: 0; }
dt { color: var(--muted); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.verdict dd { font-weight: 600; }
.unit, .sub, .why { color: var(--muted); font-size: .8rem; font-weight: 400; }
.sub, .why { display: block; white-space: normal; }
.na { color: var(--muted); font-style: italic; }
.scroll { overflow-x: auto; margin: .75rem 0 1.5rem; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; line-height: 1.35; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .35rem var(--gap); text-align: left; vertical-align: middle; }
th:first-child { padding-left: 0; position: sticky; left: 0; background: var(--back); }
.verdict th:first-child { background: var(--panel); }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 1px solid var(--zero); }
thead .unit { display: block; }
tbody tr { border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 600; min-width: 7.5rem; }
tr.group th { color: var(--muted); font-weight: 600; padding-top: .9rem; }
th.number, td.number { text-align: right; }
td.number { white-space: nowrap; }
th.number { max-width: 9rem; }
td.number .sub { white-space: nowrap; }
td.number .why { min-width: 9rem; }
td.text { min-width: 5rem; }
td.text .sub { min-width: 15rem; }
td.plot { position: relative; padding: 0; min-width: 13rem; width: 26%; height: 2.4rem; }
tfoot td { border: 0; }
tfoot td.plot { height: 1.3rem; }
svg { display: block; width: 100%; overflow: visible; font: 11px system-ui, sans-serif; fill: var(--muted); }
svg.row { position: absolute; inset: 0; height: 100%; }
svg.axis { height: 18px; }
svg.axis text { text-anchor: middle; }
svg.lines { height: 9rem; margin-top: .8rem; }
svg.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -.05rem; }
.estimate { margin: .75rem 0 1rem; max-width: 56rem; }
.estimate svg.row { position: static; height: 3rem; }
figcaption { font-size: .8rem; color: var(--muted); }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1.25rem 2rem; }
.multiples figure { margin: 0; }
@media (min-width: 40rem) { .multiples figure:first-child { grid-column: span 2; } }
.multiples figcaption { font-weight: 600; color: var(--text); }
.key { white-space: nowrap; margin-right: .5rem; }
.key svg.swatch { width: 1.6rem; }
.grid { stroke: var(--grid); }
.zero { stroke: var(--zero); }
.undetectable { fill: var(--band); }
.interval, .gap, .plateau { stroke: var(--accent); stroke-width: 3; }
.gap { stroke-width: 1.5; }
.plateau { stroke-width: 9; opacity: .4; }
.end { stroke: var(--accent); stroke-width: 2; }
.point { fill: var(--accent); stroke: var(--accent); stroke-width: 2; }
.point.open { fill: var(--back); }
.bar { fill: var(--accent); }
.part { stroke: var(--back); stroke-width: 1; }
.drift { fill: #9aa3ab; }
.spread { fill: #56b4e9; }
.venue { fill: #e69f00; }
.passive { fill: #009e73; }
.residual { fill: #cc79a7; }
.fees { fill: #d55e00; }
.opportunity { fill: #f0e442; }
.halo { stroke: var(--back); stroke-width: 6; }
.total { stroke: var(--text); stroke-width: 3; }
.path { stroke: var(--muted); stroke-width: 1.5; }
.reliability { max-width: 28rem; margin: .75rem 0 1rem; }
.reliability svg { height: 20rem; }
.line { stroke-width: 2; stroke: var(--text); }
.line.taken { stroke: #d55e00; stroke-dasharray: 6 3; }
.line.rested { stroke: #009e73; stroke-dasharray: 2 3; }
.dot { fill: var(--text); }
.dot.taken { fill: #d55e00; }
.dot.rested { fill: #009e73; }
.heat {
  display: block; margin: -.35rem calc(-1 * var(--gap)); padding: .35rem var(--gap);
  background: color-mix(in srgb, var(--accent) calc(var(--part) * var(--heat)), transparent);
}
pre {
  background: var(--panel); border: 1px solid var(--rule); border-radius: .3rem; padding: .75rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
li { max-width: 100ch; }
@media (max-width: 40rem) {
  body { font-size: 14px; }
  .words { font-size: 1.1rem; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
}
@media print {
  @page { size: A4 landscape; margin: 11mm; }
  :root {
    --back: #ffffff; --panel: #f5f7f9; --text: #000000; --muted: #444c55; --rule: #cdd4da; --grid: #e2e6ea;
    --zero: #6b7680; --accent: #005a94; --band: #dfe5ea; --heat: 60%; --good: #006244; --bad: #a03a05; --caution: #7a5000;
    --gap: .35rem;
  }
  html { font-size: 11px; }
  body { padding: 0; max-width: none; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg { font-size: 8px; }
  .scroll { overflow: visible; }
  th:first-child, .verdict th:first-child { position: static; background: none; }
  tfoot { display: table-row-group; }
  tr, figure, .facts div, .verdict { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  td.plot { min-width: 9rem; }
  td.text .sub { min-width: 0; }
}
</style>`;
