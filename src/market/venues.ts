/** The venues of a tape: where an order can be sent. @module */

import { counted } from "./counted.ts";
import { DataError } from "./data_error.ts";
import { isKnownPublisher, publisher, type PublisherKind } from "./publishers.ts";
import type { Tape } from "./tape.ts";

/** No venue: the publisher has no book that an order could reach. */
export const NO_VENUE = -1;

/** A publisher on a tape, and how many of its rows are. */
export interface Feed {
  /** Databento's publisher id. */
  readonly id: number;
  /** Its venue, as a market identifier code. */
  readonly venue: string;
  /** Rows of the tape that are its. */
  readonly rows: number;
}

/**
 * The venues of a tape, in ascending order of their lowest publisher id. Several publishers may be one
 * exchange: one of them is its venue, so its liquidity and its prints are never counted twice.
 */
export class Venues {
  /** Market identifiers by venue index. */
  readonly names: readonly string[];
  /** Rows of publishers that are no venue, by kind. */
  readonly excludedRows: Readonly<Partial<Record<PublisherKind, number>>>;
  /** Feeds that tell again what another one of their venue tells: their rows play no part. */
  readonly otherFeeds: readonly Feed[];
  /** Publishers that the directory does not know. */
  readonly unknown: readonly Feed[];
  /** Feeds of markets whose fees and hours are not known. */
  readonly otherMarkets: readonly Feed[];
  #byPublisher = new Int16Array(0x10000).fill(NO_VENUE);
  #otherFeeds: ReadonlySet<number>;

  /** Venues of these names, in order of their indices; `byPublisher` pairs publisher ids with indices. */
  constructor(
    names: string[],
    byPublisher: Iterable<[number, number]>,
    excludedRows: Venues["excludedRows"],
    { otherFeeds, unknown, otherMarkets }: Pick<Venues, "otherFeeds" | "unknown" | "otherMarkets">,
  ) {
    this.names = names;
    this.excludedRows = excludedRows;
    this.otherFeeds = otherFeeds;
    this.unknown = unknown;
    this.otherMarkets = otherMarkets;
    this.#otherFeeds = new Set(otherFeeds.map(({ id }) => id));
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

  /** Whether a publisher tells again what another feed of its venue tells. */
  isOtherFeed(publisherId: number): boolean {
    return this.#otherFeeds.has(publisherId);
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
 * Finds the venues of a tape. Of several feeds of one venue, the one with most rows tells of it (of equal ones
 * that with the lowest id), and the others are passed over.
 *
 * @throws {DataError} if no row of the tape comes from a venue that an order can be sent to.
 */
export function venuesOf(tape: Tape): Venues {
  const rows = new Float64Array(0x10000);
  for (const id of tape.columns.publisher) rows[id]!++;
  const names: string[] = [];
  const byPublisher: [number, number][] = [];
  const excludedRows: Partial<Record<PublisherKind, number>> = {};
  const feeds = feedsOf(rows);
  const otherFeeds = feeds.filter((feed) => isDoubled(feed, feeds));
  for (const feed of feeds) {
    const { kind } = publisher(feed.id);
    if (kind !== "exchange") excludedRows[kind] = (excludedRows[kind] ?? 0) + feed.rows;
    else if (!names.includes(feed.venue)) names.push(feed.venue);
    if (kind === "exchange" && !otherFeeds.includes(feed)) {
      byPublisher.push([feed.id, names.indexOf(feed.venue)]);
    }
  }
  if (names.length === 0) {
    const kinds = Object.keys(excludedRows) as Exclude<PublisherKind, "exchange">[];
    const reasons = kinds.map((kind) =>
      `${counted(excludedRows[kind]!, "row is", "rows are")} ${REASONS[kind]}`
    );
    throw new DataError(`no venue to route to: ${reasons.join(", ") || "there are no rows"}`);
  }
  return new Venues(names, byPublisher, excludedRows, {
    otherFeeds,
    unknown: feeds.filter(({ id }) => !isKnownPublisher(id)),
    otherMarkets: feeds.filter(({ id }) => isKnownPublisher(id) && publisher(id).market === "other"),
  });
}

function feedsOf(rows: Float64Array): Feed[] {
  const feeds: Feed[] = [];
  for (let id = 0; id < rows.length; id++) {
    if (rows[id] !== 0) feeds.push({ id, venue: publisher(id).venue, rows: rows[id]! });
  }
  return feeds;
}

/** Whether another feed of the same venue has more rows, or as many and a lower id. */
function isDoubled({ id, venue, rows }: Feed, feeds: readonly Feed[]): boolean {
  const { kind } = publisher(id);
  if (kind !== "exchange" && kind !== "off-exchange") return false;
  return feeds.some((other) =>
    other.venue === venue && publisher(other.id).kind === kind &&
    (other.rows > rows || (other.rows === rows && other.id < id))
  );
}
