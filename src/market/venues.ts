/** The venues of a tape: where an order can be sent. @module */

import { DataError } from "./data_error.ts";
import { publisher, type PublisherKind } from "./publishers.ts";
import type { Tape } from "./tape.ts";

/** No venue: the publisher has no book that an order could reach. */
export const NO_VENUE = -1;

/**
 * The venues of a tape, in ascending order of their lowest publisher id. Several publishers may be one
 * exchange: they share a venue, so its liquidity is never counted twice.
 */
export class Venues {
  /** Market identifiers by venue index. */
  readonly names: readonly string[];
  /** Rows of publishers that are no venue, by kind. */
  readonly excludedRows: Readonly<Partial<Record<PublisherKind, number>>>;
  #byPublisher = new Int16Array(0x10000).fill(NO_VENUE);

  /** Venues of these names, in order of their indices; `byPublisher` pairs publisher ids with indices. */
  constructor(
    names: string[],
    byPublisher: Iterable<[number, number]>,
    excludedRows: Venues["excludedRows"],
  ) {
    this.names = names;
    this.excludedRows = excludedRows;
    for (const [id, venue] of byPublisher) this.#byPublisher[id] = venue;
  }

  /** Number of venues. */
  get count(): number {
    return this.names.length;
  }

  /** Venue index of a publisher, or {@linkcode NO_VENUE}. */
  of(publisherId: number): number {
    return this.#byPublisher[publisherId]!;
  }
}

/** Why no order can be sent to where a row comes from. */
const REASONS: Record<Exclude<PublisherKind, "exchange">, string> = {
  "off-exchange": "off-exchange reports, which have no book",
  consolidated: "a consolidated quote, which does not say whose it is",
  summary: "a summary, which has no book",
  anonymised: "anonymised, so that nobody knows whose quotes they are",
  index: "levels of an index, which nobody trades",
};

/**
 * Finds the venues of a tape.
 *
 * @throws {DataError} if no row of the tape comes from a venue that an order can be sent to.
 */
export function venuesOf(tape: Tape): Venues {
  const rows = new Float64Array(0x10000);
  for (const id of tape.columns.publisher) rows[id]!++;
  const names: string[] = [];
  const byPublisher: [number, number][] = [];
  const excludedRows: Partial<Record<PublisherKind, number>> = {};
  for (let id = 0; id < rows.length; id++) {
    if (rows[id] === 0) continue;
    const { venue, kind } = publisher(id);
    if (kind !== "exchange") {
      excludedRows[kind] = (excludedRows[kind] ?? 0) + rows[id]!;
      continue;
    }
    if (!names.includes(venue)) names.push(venue);
    byPublisher.push([id, names.indexOf(venue)]);
  }
  if (names.length === 0) {
    const kinds = Object.keys(excludedRows) as Exclude<PublisherKind, "exchange">[];
    const reasons = kinds.map((kind) => `${excludedRows[kind]} rows are ${REASONS[kind]}`);
    throw new DataError(`no venue to route to: ${reasons.join(", ") || "there are no rows"}`);
  }
  return new Venues(names, byPublisher, excludedRows);
}
