import { type Comparison, nameCell } from "./comparison.ts";
import type { Field } from "./field.ts";
import {
  count,
  duration,
  exact,
  figure,
  fixed,
  type Format,
  moment,
  percent,
  savedBps,
  signed,
  text,
  timeWindow,
} from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { repeatCommand } from "./repeat_command.ts";
import { type Column, facts, plainTable, unit } from "./table.ts";

/** The parent orders under market rules. */
export function ordersSection(artefact: Field): Markup {
  const orders = artefact.at("orders");
  return markup`<section id="orders"><h2>Orders</h2>
${
    facts([
      ["parent orders", figure(orders.at("count"), count)],
      ["buys", figure(orders.at("buys"), count)],
      ["sells", figure(orders.at("sells"), count)],
      ["shares of an order", quantity(orders.at("quantity"))],
      ["shares in all", figure(orders.at("quantity", "sum"), count)],
      ["horizon", figure(orders.at("horizon_s"), duration)],
      ["from start to start", figure(orders.at("spacing_s"), duration)],
      ["window", timeWindow(orders.at("window"))],
      ["orders scored", figure(orders.at("scored"), count)],
      ["scored from", moment(orders.at("scored_from"))],
      ["left out as empty", figure(orders.at("empty"), count)],
    ])
  }</section>
`;
}

function quantity(field: Field): Content {
  const [least, most] = [field.at("least"), field.at("most")];
  return least.number() === most.number()
    ? figure(least, count)
    : markup`${figure(least, count)} to ${figure(most, count)}`;
}

/** The tape under market rules, and how far its quotes can be believed. */
export function tapeSection(artefact: Field): Markup {
  const tape = artefact.at("tape");
  const quotes = tape.at("quotes");
  return markup`<section id="tape"><h2>Tape and data quality</h2>
${
    facts([
      ...commonTapeFacts(tape),
      ["clock resolution", text(tape.at("clock_resolution"))],
      ["book before trades", yesNo(tape.at("book_before_trades").truth())],
      ["reference venue", text(tape.at("reference_venue"))],
      ["quote rows", figure(quotes.at("quote_rows"), count)],
      ["carried book crossed, of the time", figure(quotes.at("carried_crossed"), percent)],
      ["quotes killed by newer ones", figure(quotes.at("killed"), count)],
      ["quotes expired", figure(quotes.at("expired"), count)],
      ["live book crossed, of the time", figure(quotes.at("crossed"), percent)],
      ["live book locked, of the time", figure(quotes.at("locked"), percent)],
      ["live book one-sided, of the time", figure(quotes.at("one_sided"), percent)],
    ])
  }${expiry(tape.at("quotes_expire_after_s"))}</section>
`;
}

/** What is known of a tape under any rules. */
export function commonTapeFacts(tape: Field): (readonly [name: string, value: Content])[] {
  const excluded = tape.at("rows_of_no_venue").entries();
  return [
    ["symbol", text(tape.at("symbol"))],
    ["rows", figure(tape.at("rows"), count)],
    ["unreadable rows skipped", figure(tape.at("skipped_rows"), count)],
    [
      "rows of no venue",
      excluded.length === 0
        ? "none"
        : excluded.map(([kind, rows], i) => markup`${i === 0 ? "" : ", "}${figure(rows, count)} ${kind}`),
    ],
    ["venues", String(tape.at("venues").list().length)],
  ];
}

function yesNo(value: boolean | null): Content {
  if (value === null) return exact(null, count);
  return value ? "yes" : "no";
}

/** Venues by the age at which their quotes die. */
function expiry(field: Field): Markup {
  const byAge = Map.groupBy(field.entries(), ([, age]) => age.number());
  if (byAge.size === 0) return NOTHING;
  if (byAge.size === 1 && byAge.has(null)) {
    return markup`<p>Quotes do not expire.</p>
`;
  }
  const groups = [...byAge].map(([age, venues]) => {
    const names = venues.map(([name]) => name).join(", ");
    return `${age === null ? "never" : `after ${duration(age)}`} on ${names}`;
  });
  return markup`<p>Quotes expire ${groups.join("; ")}.</p>
`;
}

/** A venue, and what taking costs there. */
interface VenueFee {
  readonly venue: string;
  readonly fee: Field;
}

const FEE: Format = fixed(4);

/** What trading cost at each venue, how far that is known, and what other fees would make of the savings. */
export function feesSection(artefact: Field, comparisons: readonly Comparison[]): Markup {
  const fees = artefact.at("fees");
  const [assumed, extrapolated] = ["assumed", "extrapolated"].map((key) =>
    fees.at(key).list().map((venue) => venue.text() ?? "")
  ) as [string[], string[]];
  const takes = fees.at("take_per_share").entries().map(([venue, fee]) => ({ venue, fee }));
  const isFlat = !artefact.at("run", "arguments", "fees", "take").isMissing;
  const basis = (venue: string): string => {
    if (isFlat) return "as given, for all venues";
    if (assumed.includes(venue)) return "assumed: the fee file does not have this venue";
    return extrapolated.includes(venue) ? "extrapolated: the tape is older than the fee" : "of the day";
  };
  const adding: Column<VenueFee> = {
    heading: unit("resting", "$ a share"),
    kind: "number",
    cell: ({ venue }) => figure(fees.at("add_per_share", venue), FEE),
  };
  const columns: Column<VenueFee>[] = [
    { heading: "venue", kind: "text", cell: ({ venue }) => venue },
    { heading: unit("taking", "$ a share"), kind: "number", cell: ({ fee }) => figure(fee, FEE) },
    ...(fees.at("add_per_share").isMissing ? [] : [adding]),
    { heading: "basis", kind: "text", cell: ({ venue }) => basis(venue) },
  ];
  return markup`<section id="fees"><h2>Fees</h2>
<p>${isFlat ? "One fee at all venues, as given." : feesNote(assumed, extrapolated)}</p>
${plainTable({ caption: "Fees as charged; below zero the venue pays", columns, rows: takes })}${
    comparisons.length === 0 ? NOTHING : otherFees(artefact, comparisons)
  }</section>
`;
}

function feesNote(assumed: readonly string[], extrapolated: readonly string[]): string {
  if (assumed.length + extrapolated.length === 0) return "All fees are those of the tape's day.";
  const notes = [];
  if (assumed.length > 0) notes.push(`Assumed, for want of a fee: ${assumed.join(", ")}.`);
  if (extrapolated.length > 0) {
    notes.push(`Extrapolated from later fees, as none is as old as the tape: ${extrapolated.join(", ")}.`);
  }
  return notes.join(" ");
}

function otherFees(artefact: Field, comparisons: readonly Comparison[]): Markup {
  const columns: Column<Comparison>[] = [
    { heading: "saving on", kind: "text", cell: nameCell },
    {
      heading: unit("as charged", "bps"),
      kind: "number",
      cell: ({ field }) => figure(field.at("saving_bps"), savedBps),
    },
    ...artefact.at("what_if_fees").entries().map(([fees, other]): Column<Comparison> => ({
      heading: unit(`under ${fees}`, "bps"),
      kind: "number",
      cell: ({ name }) => figure(other.at("savings_bps", name), savedBps),
    })),
    {
      heading: unit("break-even change of all take fees", "$ a share"),
      kind: "number",
      cell: ({ field }) => figure(field.at("break_even_take_fee_change_per_share"), signed(5)),
    },
  ];
  return plainTable({
    caption: "Savings under other fees, and the change of fees at which there would be none",
    columns,
    rows: comparisons,
  });
}

/** What a reader must know before believing the figures. */
export function warningsSection(artefact: Field): Markup {
  const warnings = artefact.at("warnings").list();
  const list = warnings.length === 0
    ? markup`<p>None.</p>`
    : markup`<ul>${warnings.map((warning) => markup`<li>${text(warning)}</li>\n`)}</ul>`;
  return markup`<section id="warnings"><h2>Warnings</h2>
${list}</section>
`;
}

/** That there are warnings, for the top of the page. */
export function warningsNote(artefact: Field): Markup {
  const { length } = artefact.at("warnings").list();
  if (length === 0) return NOTHING;
  return markup`<p><a href="#warnings">${length === 1 ? "1 warning" : `${length} warnings`}</a> to read before
believing this.</p>
`;
}

/** How to come to the same artefact again. */
export function repeatSection(artefact: Field): Markup {
  const run = artefact.at("run");
  const known = run.entries().filter(([name]) => name !== "arguments");
  const given = run.at("arguments").entries();
  const columns: Column<readonly [name: string, value: Field]>[] = [
    { heading: "", kind: "text", cell: ([name]) => name },
    { heading: "", kind: "text", cell: ([, value]) => markup`<code>${valueText(value)}</code>` },
  ];
  return markup`<section id="repeat"><h2>How to repeat the run</h2>
<p>The same version gives the same artefact, byte for byte, on a tape of the same digest:</p>
<pre><code>${repeatCommand(run)}</code></pre>
${plainTable({ caption: "The run", columns, rows: known })}${
    plainTable({ caption: "Its arguments", columns, rows: given })
  }</section>
`;
}

/** Whatever it is, as text. */
function valueText(field: Field): string {
  const value = field.json();
  return typeof value === "string" ? value : JSON.stringify(value);
}
