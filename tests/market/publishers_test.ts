import { assertEquals } from "@std/assert";
import { publisher } from "../../src/market/publishers.ts";

/** The directory as the data's documentation lists it. */
const DOCUMENTED: [venue: string, ids: number[]][] = [
  ["XNAS", [2, 52, 66, 81]],
  ["XBOS", [3, 75, 88]],
  ["XPSX", [4, 76, 89]],
  ["BATS", [5, 71]],
  ["BATY", [6, 72]],
  ["EDGA", [7, 73]],
  ["EDGX", [8, 74]],
  ["XNYS", [9, 53, 67]],
  ["XCIS", [10, 40, 49, 63]],
  ["XASE", [11, 78]],
  ["XCHI", [12, 39, 48, 62]],
  ["MEMX", [15, 77]],
  ["EPRL", [16, 42, 51, 65]],
  ["IEXG", [38, 41, 50, 64]],
  ["ARCX", [43, 79]],
  ["LTSE", [80]],
  ["OCEA", [107]],
];

Deno.test("publisher() knows the exchange of every feed", () => {
  for (const [venue, ids] of DOCUMENTED) {
    for (const id of ids) assertEquals(publisher(id), { id, venue, kind: "exchange" });
  }
});

Deno.test("publisher() knows which feeds are no exchange", () => {
  for (const id of [17, 18, 19, 54, 55, 56, 68, 69, 70, 82, 83]) {
    assertEquals(publisher(id).kind, "off-exchange");
  }
  for (const id of [59, 60, 93, 94]) assertEquals(publisher(id).kind, "consolidated");
  assertEquals([publisher(90).kind, publisher(95).kind], ["summary", "anonymised"]);
});

Deno.test("publisher() takes an unknown id for an exchange of its own", () => {
  assertEquals(publisher(4711), { id: 4711, venue: "P4711", kind: "exchange" });
});
