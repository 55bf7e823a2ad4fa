/** Venues by the names that other producers give them. @module */

import { DataError } from "../../market/data_error.ts";
import { isKnownPublisher, publisher } from "../../market/publishers.ts";

/** What people call US equity exchanges, by their market identifier. */
const COMMON_NAMES: Readonly<Record<string, readonly string[]>> = {
  XNAS: ["NASDAQ"],
  XBOS: ["NASDAQ BX", "BX"],
  XPSX: ["NASDAQ PSX", "PSX"],
  BATS: ["BZX", "CBOE BZX"],
  BATY: ["BYX", "CBOE BYX"],
  EDGA: ["CBOE EDGA"],
  EDGX: ["CBOE EDGX"],
  XNYS: ["NYSE"],
  XCIS: ["NYSE NATIONAL", "NSX"],
  XASE: ["NYSE AMERICAN", "AMEX"],
  XCHI: ["NYSE CHICAGO", "NYSE TEXAS", "CHX"],
  ARCX: ["ARCA", "NYSE ARCA"],
  IEXG: ["IEX"],
  EPRL: ["MIAX", "MIAX PEARL"],
};

const LAST_PUBLISHER = 0xffff;
let byName: Map<string, number> | undefined;

/** The first publisher of each exchange, by its market identifier and by common names; datasets too. */
function names(): Map<string, number> {
  if (byName !== undefined) return byName;
  byName = new Map();
  const add = (name: string, id: number): void => {
    if (!byName!.has(name)) byName!.set(name, id);
  };
  for (let id = 1; isKnownPublisher(id); id++) {
    const { kind, market, venue, dataset } = publisher(id);
    if (kind !== "exchange" || market !== "us-equities") continue;
    for (const name of [venue, dataset, ...COMMON_NAMES[venue] ?? []]) add(name, id);
  }
  return byName;
}

/**
 * The publisher that a producer names: by Databento's number, also as text, by its market identifier (`XNAS`), or
 * as people call it (`Nasdaq`).
 *
 * @param given names of the user's own, which go before.
 * @throws {DataError} naming it, if it is unknown.
 *
 * @example
 * ```ts
 * import { publisherNamed } from "./venue_names.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(["2", "XNAS", "Nasdaq"].map((name) => publisherNamed(name)), [2, 2, 2]);
 * ```
 */
export function publisherNamed(name: string, given: Readonly<Record<string, number>> = {}): number {
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  if (own !== undefined) return own;
  const text = name.trim();
  const number = /^\d{1,5}(\.0*)?$/.test(text) ? Number(text) : NaN;
  if (number <= LAST_PUBLISHER) return number;
  const known = names().get(text.toUpperCase().replaceAll("_", " "));
  if (known !== undefined) return known;
  throw new DataError(
    `no venue is known by the name ${
      JSON.stringify(text.slice(0, 40))
    }: say which it is by "venues" in --foreign-map`,
  );
}
