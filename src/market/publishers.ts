/**
 * Who a Databento publisher id is, and whether an order can be sent there.
 *
 * @module
 */

/** What a publisher's rows are: only an exchange has a book that an order can reach. */
export type PublisherKind = "exchange" | "off-exchange" | "consolidated" | "summary" | "anonymised";

/** One row of the directory. Several publishers (feeds) may be one venue. */
interface Publisher {
  readonly id: number;
  /** Market identifier (MIC) of the venue, or the feed's name where there is none. */
  readonly venue: string;
  readonly kind: PublisherKind;
}

const EXCHANGES: Record<string, readonly number[]> = {
  XNAS: [2, 52, 66, 81],
  XBOS: [3, 75, 88],
  XPSX: [4, 76, 89],
  BATS: [5, 71],
  BATY: [6, 72],
  EDGA: [7, 73],
  EDGX: [8, 74],
  XNYS: [9, 53, 67],
  XCIS: [10, 40, 49, 63],
  XASE: [11, 78],
  XCHI: [12, 39, 48, 62],
  MEMX: [15, 77],
  EPRL: [16, 42, 51, 65],
  IEXG: [38, 41, 50, 64],
  ARCX: [43, 79],
  LTSE: [80],
  OCEA: [107],
};

const OTHERS: Record<Exclude<PublisherKind, "exchange">, readonly number[]> = {
  "off-exchange": [17, 18, 19, 54, 55, 56, 68, 69, 70, 82, 83],
  consolidated: [59, 60, 93, 94],
  summary: [90],
  anonymised: [95],
};

const directory = new Map<number, Publisher>();
for (const [venue, ids] of Object.entries(EXCHANGES)) {
  for (const id of ids) directory.set(id, { id, venue, kind: "exchange" });
}
for (const [kind, ids] of Object.entries(OTHERS) as [PublisherKind, readonly number[]][]) {
  for (const id of ids) directory.set(id, { id, venue: kind.toUpperCase(), kind });
}

/**
 * The publisher with this id. An id the directory does not know is taken for an exchange of its own,
 * named `P<id>`: new venues appear, and leaving their quotes out silently would be worse.
 *
 * @example
 * ```ts
 * import { publisher } from "./publishers.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(publisher(66).venue, "XNAS");
 * assertEquals(publisher(17).kind, "off-exchange");
 * ```
 */
export function publisher(id: number): Publisher {
  return directory.get(id) ?? { id, venue: `P${id}`, kind: "exchange" };
}
