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
  --buy: #0067a8; --sell: #b3430a; --dear: #5b3a8c; --first: #0072b2;
  --gap: .6rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #101418; --panel: #181e24; --text: #e4e8ec; --muted: #9ba7b3; --rule: #2c343d; --grid: #232a32;
    --zero: #77838f; --accent: #6cbcf0; --band: #29323b; --heat: 45%;
    --good: #3cc797; --bad: #ff9563; --caution: #e9b44c;
    --buy: #6cbcf0; --sell: #ff9563; --dear: #b79ae6; --first: #4aa3e0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2.5rem) 1.5rem; max-width: 82rem;
  background: var(--back); color: var(--text);
  font: 14px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 0 0 .25rem; padding-top: .4rem; border-top: 1px solid var(--rule); }
h3 { font-size: .9rem; margin: .4rem 0 0; }
p { margin: 0 0 .35rem; max-width: 140ch; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; }
header p { color: var(--muted); margin: 0; }
a { color: var(--accent); }
sub { font-size: .75rem; line-height: 0; }
.verdict {
  margin: .6rem 0; padding: .6rem 1rem .35rem; background: var(--panel);
  border: 1px solid var(--rule); border-left: .4rem solid var(--zero); border-radius: .3rem;
}
.verdict.good { border-left-color: var(--good); }
.verdict.bad { border-left-color: var(--bad); }
.verdict.caution { border-left-color: var(--caution); }
.words { font-size: 1.2rem; line-height: 1.3; font-weight: 600; max-width: none; overflow-wrap: anywhere; }
p.caution, b.caution { color: var(--caution); }
b.good { color: var(--good); }
b.bad { color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .4rem 1rem; margin: .35rem 0 .5rem; align-content: start; }
section:not(.verdict) > .pair > .facts { grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); }
.facts div { min-width: 0; }
.facts.inline { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0 0 .35rem; }
.facts.inline div { display: flex; align-items: baseline; gap: .4rem; }
dt { color: var(--muted); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.verdict dd { font-weight: 600; }
.abreast { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 0 2rem; margin-top: .5rem; }
.abreast > section { display: flex; flex-direction: column; min-width: 0; }
/* Of three, the first is as high as both others. */
.abreast > :first-child:nth-last-child(3):has(> h2) { grid-row: span 2; }
.abreast > section:has(details[open]) { grid-column: 1 / -1; }
.abreast > section > figure:only-of-type { flex: 1; display: flex; flex-direction: column; }
.abreast > section > figure:only-of-type > .chart { flex: 1; }
.unit, .sub, .why { color: var(--muted); font-size: .8rem; font-weight: 400; }
.sub, .why { display: block; white-space: normal; }
.na { color: var(--muted); font-style: italic; }
.scroll { overflow-x: auto; margin: 0 0 .5rem; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.3; }
caption { text-align: left; font-weight: 600; padding: 0; }
caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2rem); }
th, td { padding: .15rem var(--gap); text-align: left; vertical-align: middle; }
th:first-child { padding-left: 0; position: sticky; left: 0; background: var(--back); }
.verdict th:first-child { background: var(--panel); }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 1px solid var(--zero); }
tbody :is(th, td) { border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 600; min-width: 7.5rem; }
tr.group th { color: var(--muted); font-weight: 600; padding-top: .6rem; }
th.number, td.number { text-align: right; }
td.number { white-space: nowrap; }
th.number { max-width: 11rem; }
tbody th .sub { display: inline; }
td.number .sub { white-space: nowrap; }
td.number .why { min-width: 9rem; }
td.text { min-width: 5rem; }
td.text .sub { min-width: 15rem; }
.sub.period { white-space: nowrap; }
td.plot { position: relative; padding: 0; min-width: 12rem; width: 19%; height: 1.5rem; }
td b { white-space: nowrap; }
.abreast > :not(:only-child) > .scroll td.plot { width: 38%; }
tfoot td { border: 0; padding-block: 0; }
tfoot td.plot { height: 1.1rem; }
svg { display: block; width: 100%; overflow: visible; font: 12px system-ui, sans-serif; fill: var(--muted); }
svg.row { position: absolute; inset: 0 .75rem; width: calc(100% - 1.5rem); height: 100%; }
td.plot svg.axis { margin: 0 .75rem; width: calc(100% - 1.5rem); }
svg.axis { height: 18px; }
svg.axis text { text-anchor: middle; }
svg.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -.05rem; }
.estimate { margin: .35rem 0; }
.verdict dd .sub { display: inline; }
.estimate svg.row { position: static; width: 100%; height: 2.25rem; }
figcaption, .note { font-size: .8rem; line-height: 1.3; color: var(--muted); }
figure, .note { margin: 0 0 .5rem; }
.multiples { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0 1rem; flex: 1; }
.multiples figure { display: flex; flex-direction: column; }
.multiples .chart { flex: 1; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0 2rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem .65rem; margin: 0; padding: 0; font-size: .8rem; }
details { margin: 0; }
summary { cursor: pointer; color: var(--accent); padding: .15rem 0; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
summary h2 { display: inline; border: 0; margin: 0; padding: 0; color: var(--text); }
.gist { overflow-wrap: anywhere; color: var(--muted); font-size: .84rem; margin-left: .4rem; }
.abreast > section > details { border-top: 1px solid var(--rule); }
.abreast > section > details > summary { padding: .3rem 0; }
.folds { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.folds > details[open] { flex: 1 0 100%; min-width: 0; }
.tabs > details[open] > summary { color: var(--text); font-weight: 600; }
.tabs > details > summary { font-size: .84rem; border-top: 1px solid var(--rule); }
.near > * { min-width: 0; }
.chart { display: grid; grid-template-columns: 3.4rem 1fr; grid-template-rows: auto minmax(8rem, 1fr) 18px; }
/* Drawings fill their row, and do not make it higher. */
.chart > .unit { grid-column: 1; text-align: right; padding-right: .5rem; line-height: 1.2; }
.chart > .left { grid-column: 1; grid-row: 2; height: 0; min-height: 100%; padding-right: .5rem; }
.chart > .area { grid-column: 2; grid-row: 2; height: 0; min-height: 100%; }
.chart.tall { grid-template-rows: auto minmax(10.5rem, 1fr) 18px; }
.chart.low { grid-template-rows: auto minmax(5rem, 1fr) 18px; }
.chart.surface { grid-template-rows: auto minmax(7.5rem, 1fr) 18px; }
.chart.strip { grid-template-rows: auto 2.5rem 18px; }
.chart > .below { grid-column: 2; grid-row: 3; height: 18px; }
.chart .left text { text-anchor: end; }
text.middle { text-anchor: middle; }
text.last { text-anchor: end; }
.zoom { position: relative; }
.zoom label { position: absolute; right: 0; top: -.2rem; z-index: 1; font-size: .8rem; color: var(--muted); cursor: pointer; }
.zoom .scroll { margin: 0; }
.zoom:has(:checked) .chart { width: 300%; }
.zoom .chart > .unit, .zoom .chart > .left { position: sticky; left: 0; background: var(--back); z-index: 1; }
.keys { margin: 0; max-width: none; font-size: .8rem; color: var(--muted); }
.key { white-space: nowrap; margin-right: .6rem; }
.key svg { display: inline-block; vertical-align: -.1rem; margin-right: .3rem; }
svg.keymark, svg.keycell { width: .85rem; height: .85rem; }
svg.keyline { width: 1.5rem; height: .85rem; }
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
.reach { fill: var(--accent); fill-opacity: .18; }
line.reach { stroke: var(--accent); stroke-opacity: .3; stroke-width: 9; }
path { vector-effect: non-scaling-stroke; }
.rug { stroke-width: 1; stroke: var(--buy); stroke-opacity: .75; }
.rug.sell { stroke: var(--sell); }
.sum { fill: none; stroke: var(--accent); stroke-width: 2; }
.sum.other { stroke: var(--zero); stroke-width: 1.5; }
.hit { fill: transparent; }
.hit:hover { fill: var(--accent); fill-opacity: .12; }
.fold { stroke: var(--muted); stroke-dasharray: 3 3; }
.mid { fill: none; stroke: var(--zero); stroke-width: 1; }
.arrival { stroke: var(--muted); stroke-dasharray: 1 4; }
.bid, .ask { stroke-width: 1.25; stroke-linejoin: round; stroke: var(--zero); fill: var(--zero); fill-opacity: .35; }
.mark { fill: var(--accent); stroke: var(--back); stroke-width: .75; }
.mark.kind { fill: var(--text); }
.mark.buy { fill: var(--buy); }
.mark.sell { fill: var(--sell); }
.mark.own > * { transform: scale(1.4); }
.mark.worst { fill: var(--bad); }
.mark.best { fill: var(--good); }
.mark.other { fill: none; stroke: var(--text); stroke-width: 1.25; }
.venue0 { fill: var(--first); } .venue1 { fill: #d55e00; } .venue2 { fill: #009e73; } .venue3 { fill: #cc79a7; }
.venue4 { fill: #e69f00; } .venue5 { fill: #56b4e9; } .venue6 { fill: #8c6bb1; } .venue7 { fill: var(--muted); }
.share.own { fill: var(--accent); }
.share.market { fill: var(--zero); opacity: .6; }
.cell { fill: color-mix(in srgb, var(--dear) calc(8% + var(--part) * 92%), var(--back)); stroke: var(--back); stroke-width: .5; }
.cell.plateau { stroke: var(--text); stroke-width: 2.5; }
.untried { fill: none; stroke: var(--rule); }
.outline { stroke: var(--text); stroke-width: 2; }
.reliability { max-width: 28rem; }
.reliability svg { height: 17rem; }
.line { stroke-width: 1.25; stroke: var(--muted); fill: none; }
.line.all { stroke: var(--text); stroke-width: 2.25; }
.line.taken { stroke: #d55e00; stroke-width: 2; stroke-dasharray: 6 3; }
.line.rested { stroke: #009e73; stroke-width: 2; stroke-dasharray: 2 3; }
.other0 { stroke: var(--first); } .other1 { stroke: #cc79a7; } .other2 { stroke: #e69f00; } .other3 { stroke: #56b4e9; }
.other4 { stroke: #8c6bb1; } .other5 { stroke: #9aa3ab; }
.mark.line { stroke-width: 1; stroke-dasharray: none; fill: var(--back); }
.dot { fill: var(--text); }
.dot.taken { fill: #d55e00; }
.dot.rested { fill: #009e73; }
.heat {
  display: block; margin: -.15rem calc(-1 * var(--gap)); padding: .15rem var(--gap);
  background: color-mix(in srgb, var(--accent) calc(var(--part) * var(--heat)), transparent);
}
pre {
  background: var(--panel); border: 1px solid var(--rule); border-radius: .3rem; padding: .75rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
ul { margin: .25rem 0 .5rem; padding-left: 1.25rem; }
li { max-width: 105ch; }
@media (min-width: 64rem) {
  .verdict .pair:has(> figure) { grid-template-columns: 2fr 3fr; }
  .near { display: grid; grid-template-columns: 2fr 1fr; gap: 0 2rem; }
}
@media screen and (min-width: 64rem) {
  /* Titles to the left, what is open beside them. */
  @supports selector(::details-content) {
    .tabs { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 0 1.5rem; }
    .tabs > details { display: contents; }
    .tabs > details > summary { grid-column: 1; }
    .tabs > details::details-content { grid-column: 2; grid-row: 1 / span 12; }
  }
}
@media (max-width: 40rem) {
  .words { font-size: 1.1rem; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); }
  td.plot { min-width: 8rem; }
  .spare { display: none; }
}
@media print {
  @page { size: A4 landscape; margin: 11mm; }
  :root {
    --back: #ffffff; --panel: #f5f7f9; --text: #000000; --muted: #444c55; --rule: #cdd4da; --grid: #e2e6ea;
    --zero: #6b7680; --accent: #005a94; --band: #dfe5ea; --heat: 60%; --good: #006244; --bad: #a03a05; --caution: #7a5000;
    --buy: #005a94; --sell: #a03a05; --dear: #5b3a8c;
    --gap: .35rem;
  }
  html { font-size: 11px; }
  body { padding: 0; max-width: none; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg { font-size: 8px; }
  .scroll { overflow: visible; }
  th:first-child, .verdict th:first-child { position: static; background: none; }
  tfoot { display: table-row-group; }
  nav, .zoom label { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  summary { list-style: none; color: var(--text); font-weight: 600; }
  .gist { font-weight: 400; }
  /* What is a grid or a flex box breaks badly over pages. */
  .abreast, .abreast > section, .folds, .near, .pair:has(table) { display: block; }
  .chart { grid-template-rows: auto minmax(12rem, 1fr) 18px; }
  .chart.tall { grid-template-rows: auto minmax(18rem, 1fr) 18px; }
  .chart.low { grid-template-rows: auto minmax(9rem, 1fr) 18px; }
  tr, .scroll, figure, .facts div, .verdict { break-inside: avoid; }
  h2, h3, h2 + p, h3 + p, caption, .keys, .facts.inline, summary { break-after: avoid; }
  td.plot { min-width: 9rem; }
  td.text .sub { min-width: 0; }
}
</style>`;
