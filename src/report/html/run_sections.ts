/** The sections on orders, tape, fees, warnings, and how to repeat the run. @module */

import { counted } from "../../market/counted.ts";
import type { Artefact, CommonTapeReport, FeesReport, Run, TakeFeesReport } from "../schema.ts";
import { type Comparison, nameCell } from "./comparison.ts";
import {
  count,
  duration,
  figure,
  fixed,
  type Format,
  moment,
  percent,
  savedBps,
  signed,
  timeWindow,
} from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { folded } from "./folded.ts";
import { foldedSection, type Section } from "./page.ts";
import { repeatCommand } from "../repeat_command.ts";
import { type Column, facts, plainTable, unit } from "./table.ts";

/** The parent orders under market rules. */
export function ordersSection({ orders }: Artefact): Section {
  return foldedSection(
    "orders",
    "Orders",
    markup`${figure(orders.scored, count)} of ${figure(orders.count, count)} scored; ${
      quantity(orders.quantity)
    } shares in ${figure(orders.horizon_s, duration)} each`,
    markup`${
      facts([
        ["parent orders", figure(orders.count, count)],
        ["buys", figure(orders.buys, count)],
        ["sells", figure(orders.sells, count)],
        ["shares of an order", quantity(orders.quantity)],
        ["shares in all", figure(orders.quantity.sum, count)],
        ["horizon", figure(orders.horizon_s, duration)],
        ["from start to start", figure(orders.spacing_s, duration)],
        ["window", timeWindow(orders.window)],
        ["orders scored", figure(orders.scored, count)],
        ["scored from", moment(orders.scored_from)],
        ["left out as empty", figure(orders.empty, count)],
      ])
    }`,
  );
}

function quantity({ least, most }: Artefact["orders"]["quantity"]): Content {
  return least === most ? figure(least, count) : markup`${figure(least, count)} to ${figure(most, count)}`;
}

/** The tape under market rules, and how far its quotes can be believed. */
export function tapeSection({ tape }: Pick<Artefact, "tape">): Section {
  const { quotes } = tape;
  return foldedSection(
    "tape",
    "Tape and data quality",
    markup`${figure(tape.rows, count)} rows, ${counted(tape.venues.length, "venue")}, crossed ${
      figure(quotes.crossed, percent)
    }`,
    markup`${
      facts([
        ...commonTapeFacts(tape),
        ["clock resolution", tape.clock_resolution],
        ["book before trades", tape.book_before_trades ? "yes" : "no"],
        ["reference venue", tape.reference_venue],
        ["quote rows", figure(quotes.quote_rows, count)],
        ["carried book crossed, of the time", figure(quotes.carried_crossed, percent)],
        ["quotes killed by newer ones", figure(quotes.killed, count)],
        ["quotes expired", figure(quotes.expired, count)],
        ["live book crossed, of the time", figure(quotes.crossed, percent)],
        ["live book locked, of the time", figure(quotes.locked, percent)],
        ["live book one-sided, of the time", figure(quotes.one_sided, percent)],
      ])
    }${expiry(tape.quotes_expire_after_s)}`,
  );
}

/** What is known of a tape under any rules. */
export function commonTapeFacts(
  { symbol, rows, skipped_rows, venues, rows_of_no_venue, rows_of_other_feeds, notes = {} }: CommonTapeReport,
): (readonly [name: string, value: Content])[] {
  const excluded = Object.entries(rows_of_no_venue);
  return [
    ["symbol", symbol],
    ["rows", figure(rows, count)],
    ["unreadable rows skipped", figure(skipped_rows, count)],
    [
      "rows of no venue",
      excluded.length === 0
        ? "none"
        : excluded.map(([kind, rows], i) => markup`${i === 0 ? "" : ", "}${figure(rows, count)} ${kind}`),
    ],
    ["venues", String(venues.length)],
    ...(rows_of_other_feeds === undefined
      ? []
      : [["rows of further feeds", figure(rows_of_other_feeds, count)] as const]),
    ...Object.entries(notes).map(([name, times]) =>
      [name.replaceAll("_", " "), figure(times, count)] as const
    ),
  ];
}

/** Venues by the age at which their quotes die. */
function expiry(ages: Artefact["tape"]["quotes_expire_after_s"]): Markup {
  const byAge = Map.groupBy(Object.entries(ages), ([, age]) => age);
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
  readonly fee: number;
}

const FEE: Format = fixed(4);

/**
 * What trading cost at each venue, and how far that is known.
 *
 * @param more what else there is to say of fees.
 */
export function feesSection(
  { fees, run }: {
    readonly fees: TakeFeesReport & Partial<Pick<FeesReport, "add_per_share">>;
    readonly run: Run;
  },
  more: Markup = NOTHING,
): Section {
  const { assumed, extrapolated, add_per_share: adds } = fees;
  const takes = Object.entries(fees.take_per_share).map(([venue, fee]) => ({ venue, fee }));
  const isFlat = run.arguments.fees.take !== undefined;
  const basis = (venue: string): string => {
    if (isFlat) return "as given, for all venues";
    if (assumed.includes(venue)) return "assumed: the fee file does not have this venue";
    return extrapolated.includes(venue) ? "extrapolated: the tape is older than the fee" : "of the day";
  };
  const adding: Column<VenueFee> = {
    heading: unit("resting", "$ a share"),
    kind: "number",
    cell: ({ venue }) => figure(adds?.[venue], FEE),
  };
  const columns: Column<VenueFee>[] = [
    { heading: "venue", kind: "text", cell: ({ venue }) => venue },
    { heading: unit("taking", "$ a share"), kind: "number", cell: ({ fee }) => figure(fee, FEE) },
    ...(adds === undefined ? [] : [adding]),
    { heading: "basis", kind: "text", cell: ({ venue }) => basis(venue) },
  ];
  return foldedSection(
    "fees",
    "Fees",
    isFlat ? "one at all venues" : feesGist(takes.length, assumed.length, extrapolated.length),
    markup`<p>${isFlat ? "One fee at all venues, as given." : feesNote(assumed, extrapolated)}</p>
${plainTable({ caption: "Fees as charged; below zero the venue pays", columns, rows: takes })}${more}`,
  );
}

function feesGist(venues: number, assumed: number, extrapolated: number): string {
  const doubts = [
    ...(assumed > 0 ? [`${assumed} assumed`] : []),
    ...(extrapolated > 0 ? [`${extrapolated} of a later day`] : []),
  ];
  return `of ${counted(venues, "venue")}, ${doubts.length === 0 ? "all of the day" : doubts.join(", ")}`;
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

/** What other fees would make of the savings. */
export function otherFees({ what_if_fees }: Artefact, comparisons: readonly Comparison[]): Markup {
  const columns: Column<Comparison>[] = [
    { heading: "saving on", kind: "text", cell: nameCell },
    {
      heading: unit("as charged", "bps"),
      kind: "number",
      cell: ({ report }) => figure(report.saving_bps, savedBps),
    },
    ...Object.entries(what_if_fees).map(([fees, { savings_bps }]): Column<Comparison> => ({
      heading: unit(`under ${fees}`, "bps"),
      kind: "number",
      cell: ({ name }) => figure(savings_bps[name], savedBps),
    })),
    {
      heading: unit("break-even change of all take fees", "$ a share"),
      kind: "number",
      cell: ({ report }) => figure(report.break_even_take_fee_change_per_share, signed(5)),
    },
  ];
  return plainTable({
    caption: "Savings under other fees, and the change of fees at which there would be none",
    columns,
    rows: comparisons,
  });
}

/** How to come to the same artefact again. */
export function repeatSection(run: Run): Section {
  const { arguments: given, ...known } = run;
  const columns: Column<readonly [name: string, value: unknown]>[] = [
    { heading: "", kind: "text", cell: ([name]) => name },
    { heading: "", kind: "text", cell: ([, value]) => markup`<code>${valueText(value)}</code>` },
  ];
  return foldedSection(
    "repeat",
    "Repeat the run",
    markup`the command; sorlab ${run.version}, seed ${run.seed}`,
    markup`<p>The same version gives the same artefact, byte for byte, on a tape of the same digest:</p>
<pre><code>${repeatCommand(run)}</code></pre>
${
      folded(
        "The run and its arguments",
        `${counted(Object.keys(given).length, "argument")}, the tape's digest`,
        markup`${plainTable({ caption: "The run", columns, rows: Object.entries(known) })}${
          plainTable({ caption: "Its arguments", columns, rows: Object.entries(given) })
        }`,
      )
    }`,
  );
}

/** Whatever it is, as text. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
