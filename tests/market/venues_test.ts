import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { NO_VENUE, venuesOf } from "../../src/market/venues.ts";
import { tapeOf } from "./_tapes.ts";

function venuesFrom(...publishers: number[]) {
  return venuesOf(tapeOf(publishers.map((publisher) => ({ publisher }))));
}

Deno.test("venuesOf() orders venues by their lowest publisher id", () => {
  const venues = venuesFrom(43, 9, 2, 5, 9);
  assertEquals(venues.names, ["XNAS", "BATS", "XNYS", "ARCX"]);
  assertEquals([venues.count, venues.of(2), venues.of(5), venues.of(43)], [4, 0, 1, 3]);
});

Deno.test("trap: several publishers of one exchange are one venue, and count once", () => {
  const venues = venuesFrom(81, 66, 52, 2, 9);
  assertEquals(venues.names, ["XNAS", "XNYS"]);
  assertEquals([2, 52, 66, 81].map((id) => venues.of(id)), [0, NO_VENUE, NO_VENUE, NO_VENUE]);
});

Deno.test("trap: of one venue's feeds that with most rows counts, and the others' rows are counted", () => {
  const venues = venuesFrom(2, 81, 81, 9);
  assertEquals([venues.of(2), venues.of(81), venues.isOtherFeed(2)], [NO_VENUE, 0, true]);
  assertEquals(venues.otherFeeds, [{ id: 2, venue: "XNAS", rows: 1 }]);
  // Reports off exchange come over several feeds too.
  assertEquals(venuesFrom(2, 17, 17, 82).otherFeeds, [{ id: 82, venue: "FINN", rows: 1 }]);
  assertEquals(venuesFrom(2, 9).otherFeeds, []);
});

Deno.test("trap: off-exchange reports are no venue", () => {
  const venues = venuesFrom(17, 2, 17, 19, 60);
  assertEquals(venues.names, ["XNAS"]);
  assertEquals([venues.of(17), venues.of(60)], [NO_VENUE, NO_VENUE]);
  assertEquals(venues.excludedRows, { "off-exchange": 3, consolidated: 1 });
});

Deno.test("trap: an anonymised feed is refused, with the reason", () => {
  assertThrows(() => venuesFrom(95, 95), DataError, "no venue to route to: 2 rows are anonymised");
  assertThrows(() => venuesFrom(17), DataError, "off-exchange reports, which have no book");
  assertThrows(() => venuesFrom(), DataError, "there are no rows");
});

Deno.test("trap: an unknown publisher is a venue of its own", () => {
  const venues = venuesFrom(2, 999, 65535);
  assertEquals(venues.names, ["XNAS", "P999", "P65535"]);
  assertEquals(venues.unknown.map(({ id, rows }) => [id, rows]), [[999, 1], [65535, 1]]);
});

Deno.test("venuesOf() tells venues of other markets than US stocks", () => {
  const venues = venuesFrom(1, 1, 2);
  assertEquals(venues.otherMarkets, [{ id: 1, venue: "GLBX", rows: 2 }]);
});

Deno.test("Venues.of() knows no venue of publishers that are not on the tape", () => {
  assertEquals(venuesFrom(2).of(9), NO_VENUE);
});
