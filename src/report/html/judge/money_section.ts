/** The section on where the money went, by venue and by hour. @module */

import { counted } from "../../../market/counted.ts";
import { PARTS, type Parts } from "../../../analysis/attribution.ts";
import { BPS } from "../../../market/price.ts";
import type { JudgeArtefact, SpentReport } from "../../judge/schema.ts";
import { bps, cash, count, figure } from "../figures.ts";
import { folded } from "../folded.ts";
import { type Markup, markup, NOTHING } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { partKeys, type PartRows, partsColumn, partsTable } from "../parts.ts";
import { type Column, plainTable, unit } from "../table.ts";

/** What some fills cost, by the name of what they have in common. */
interface Spent {
  readonly name: string;
  readonly report: SpentReport;
}

/** Where the money went. */
export function moneySection({ money, fees_charged }: JudgeArtefact): Section {
  const [byVenue, byHour] = [spentOf(money.by_venue), spentOf(money.by_hour)];
  return section(
    "money",
    "Where the money went",
    markup`<p>What your router's fills cost against the mid when their order arrived, all-in; less is better, and what lies left of
zero was earned. Drift is the market moving until a fill; spread, venue and passive are where and how it was made.</p>
${partKeys(costsOf([...byVenue, ...byHour]))}<div class="pair">${spentTables("venue", byVenue)}${
      spentTables("hour, UTC", byHour)
    }</div>${charged(fees_charged)}`,
  );
}

function spentOf(spent: Readonly<Record<string, SpentReport>>): Spent[] {
  return Object.entries(spent).map(([name, report]) => ({ name, report }));
}

function costsOf(rows: readonly Spent[]): PartRows<Spent> {
  return {
    rows,
    heading: "cost",
    total: ({ report }) => report.cost_bps,
    parts: ({ report }) => partsBps(report),
    format: bps,
  };
}

function spentTables(by: string, rows: readonly Spent[]): Markup {
  const costs = costsOf(rows);
  const columns: Column<Spent>[] = [
    { heading: by, kind: "text", cell: ({ name }) => name },
    { heading: "shares", kind: "number", cell: ({ report }) => figure(report.shares, count) },
    { heading: unit("cost", "$"), kind: "number", cell: ({ report }) => figure(report.cost, cash) },
    { heading: unit("cost", "bps"), kind: "number", cell: ({ report }) => figure(report.cost_bps, bps) },
  ];
  return markup`<div>${
    plainTable({ caption: `Cost by ${by}`, columns: [...columns, ...partsColumn(costs)], rows })
  }${
    folded(
      "Notional, and the parts in figures",
      counted(rows.length, "row"),
      markup`${
        partsTable({
          caption: `Cost by ${by}, basis points of what was filled there`,
          name: ({ name }) => name,
          ...costs,
        })
      }${plainTable({ caption: `Cost by ${by}, dollars`, columns: dollarColumns(by, rows), rows })}`,
    )
  }</div>`;
}

function dollarColumns(by: string, rows: readonly Spent[]): Column<Spent>[] {
  return [
    { heading: by, kind: "text", cell: ({ name }) => name },
    { heading: unit("notional", "$"), kind: "number", cell: ({ report }) => figure(report.notional, cash) },
    ...PARTS.filter((part) => rows.some(({ report }) => report.parts[part] !== 0)).map((
      part,
    ): Column<Spent> => ({
      heading: unit(part, "$"),
      kind: "number",
      cell: ({ report }) => figure(report.parts[part], cash),
    })),
  ];
}

function partsBps({ parts, notional }: SpentReport): Parts<number> | null {
  if (!(notional > 0)) return null;
  return Object.fromEntries(PARTS.map((part) => [part, parts[part] / notional * BPS])) as Parts<number>;
}

type Fee = readonly [venue: string, fee: JudgeArtefact["fees_charged"][string]];

function charged(fees: JudgeArtefact["fees_charged"]): Markup {
  const rows = Object.entries(fees);
  if (rows.length === 0) return NOTHING;
  const columns: Column<Fee>[] = [
    { heading: "venue", kind: "text", cell: ([venue]) => venue },
    { heading: "fills", kind: "number", cell: ([, fee]) => figure(fee.fills, count) },
    { heading: unit("charged", "$"), kind: "number", cell: ([, fee]) => figure(fee.charged, cash) },
    { heading: unit("by the schedule", "$"), kind: "number", cell: ([, fee]) => figure(fee.due, cash) },
    { heading: "fills charged otherwise", kind: "number", cell: ([, fee]) => figure(fee.differing, count) },
  ];
  const sum = (of: (fee: Fee[1]) => number): string =>
    cash(rows.reduce((total, [, fee]) => total + of(fee), 0));
  return folded(
    "Fees charged and due",
    `$${sum(({ charged }) => charged)} charged, $${sum(({ due }) => due)} by the schedule`,
    plainTable({ caption: "Fees charged and due; below zero the venue pays", columns, rows }),
  );
}
