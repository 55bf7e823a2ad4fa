/**
 * Who a Databento publisher id is, and whether an order can be sent there.
 *
 * @module
 */

import { PUBLISHER_DIRECTORY } from "./publisher_directory.ts";

/** What a publisher's rows are: only an exchange has a book that an order can reach. */
export type PublisherKind = "exchange" | "off-exchange" | "consolidated" | "summary" | "anonymised" | "index";

/** What a publisher's exchange trades: fees and hours are known of US equities alone. */
export type PublisherMarket = "us-equities" | "other";

/** One row of the directory. Several publishers (feeds) may be one venue. */
interface Publisher {
  readonly id: number;
  /** Market identifier (MIC) of the venue, or the feed's name where there is none. */
  readonly venue: string;
  readonly kind: PublisherKind;
  readonly market: PublisherMarket;
  /** Databento's name of the feed; empty where the id is not in the directory. */
  readonly dataset: string;
  readonly description: string;
}

/** Venues that are no exchange with a book of its own. */
const KIND_OF_VENUE: Readonly<Record<string, PublisherKind>> = {
  FINN: "off-exchange",
  FINC: "off-exchange",
  FINY: "off-exchange",
  XADF: "off-exchange",
  XOFF: "off-exchange",
  DBEQ: "consolidated",
  EQUS: "consolidated",
  OPRA: "consolidated",
  CTA: "consolidated",
  UTP: "consolidated",
};

/** Feeds that say of all their rows what they are. */
const KIND_OF_DATASET: Readonly<Record<string, PublisherKind>> = {
  "EQUS.SUMMARY": "summary",
  "EQUS.MINI": "anonymised",
};

/** Feeds of index levels: `MAIN.CGIF`, `DBIX.CORE`. */
const INDEX_DATASET = /\.CGIF$|^DBIX\./;
/** Feeds of US stock exchanges, and of several of them together. */
const US_EQUITIES_DATASET =
  /^(X(NAS|BOS|PSX|NYS|CIS|ASE|CHI)|ARCX|BATS|BATY|EDGA|EDGX|MEMX|EPRL|IEXG|OCEA|DBEQ|EQUS)\./;

const directory: ReadonlyMap<number, Publisher> = new Map(
  PUBLISHER_DIRECTORY.trim().split("\n").map((line) => {
    const [id, venue, dataset, ...description] = line.split(" ");
    const publisher = publisherOf(Number(id), venue!, dataset!, description.join(" "));
    return [publisher.id, publisher];
  }),
);

function publisherOf(id: number, venue: string, dataset: string, description: string): Publisher {
  const kind = KIND_OF_DATASET[dataset] ?? KIND_OF_VENUE[venue] ??
    (INDEX_DATASET.test(dataset) ? "index" : "exchange");
  const market = US_EQUITIES_DATASET.test(dataset) ? "us-equities" : "other";
  return { id, venue, kind, market, dataset, description };
}

/** Whether the directory has an id. */
export function isKnownPublisher(id: number): boolean {
  return directory.has(id);
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
 * assertEquals(publisher(1).market, "other");
 * ```
 */
export function publisher(id: number): Publisher {
  return directory.get(id) ??
    { id, venue: `P${id}`, kind: "exchange", market: "other", dataset: "", description: "" };
}

/**
 * The publisher that stands for a venue in data that names venues and no feeds: the directory's first one,
 * of US equities if there is such; `undefined` where it has none.
 *
 * @param venue a market identifier (MIC).
 */
export function publisherOfVenue(venue: string): number | undefined {
  const publishers = [...directory.values()].filter((candidate) => candidate.venue === venue);
  return (publishers.find(({ market }) => market === "us-equities") ?? publishers[0])?.id;
}
