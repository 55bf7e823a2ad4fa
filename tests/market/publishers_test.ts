import { assertEquals } from "@std/assert";
import { PUBLISHER_DIRECTORY } from "../../src/market/publisher_directory.ts";
import { isKnownPublisher, publisher } from "../../src/market/publishers.ts";

/** The directory as the data's documentation lists it. */
const DOCUMENTED: [venue: string, ids: number[]][] = [
  ["XNAS", [2, 46, 47, 52, 66, 81, 124]],
  ["XBOS", [3, 75, 86, 88, 112]],
  ["XPSX", [4, 76, 87, 89, 127]],
  ["BATS", [5, 71, 129]],
  ["BATY", [6, 72, 128]],
  ["EDGA", [7, 73, 118]],
  ["EDGX", [8, 74, 119]],
  ["XNYS", [9, 44, 45, 53, 67, 92, 122]],
  ["XCIS", [10, 13, 14, 40, 49, 63, 91, 113]],
  ["XASE", [11, 78, 111]],
  ["XCHI", [12, 39, 48, 62, 121]],
  ["MEMX", [15, 77, 125]],
  ["EPRL", [16, 42, 51, 65, 116]],
  ["IEXG", [38, 41, 50, 64, 126]],
  ["ARCX", [43, 79, 123]],
  ["LTSE", [80, 120]],
  ["TXSE", [114]],
  ["24EQ", [115]],
  ["XISX", [117]],
  ["OCEA", [107]],
];

Deno.test("publisher() knows the exchange of every feed", () => {
  for (const [venue, ids] of DOCUMENTED) {
    for (const id of ids) {
      const { kind, market, ...others } = publisher(id);
      assertEquals([others.id, others.venue, kind, market], [id, venue, "exchange", "us-equities"]);
    }
  }
});

Deno.test("publisher() knows which feeds are no exchange", () => {
  for (const id of [17, 18, 19, 54, 55, 56, 68, 69, 70, 82, 83, 130, 131, 132, 133]) {
    assertEquals(publisher(id).kind, "off-exchange", `${id}`);
  }
  for (const id of [59, 60, 93, 94, 96, 134, 135]) assertEquals(publisher(id).kind, "consolidated", `${id}`);
  assertEquals([publisher(90).kind, publisher(95).kind], ["summary", "anonymised"]);
  assertEquals([publisher(110).kind, publisher(153).kind], ["index", "index"]);
});

Deno.test("publisher() tells US equities from the other markets", () => {
  for (const id of [2, 17, 43, 95, 107, 135]) assertEquals(publisher(id).market, "us-equities", `${id}`);
  for (const id of [1, 20, 37, 57, 84, 101, 108, 110, 143, 153]) {
    assertEquals(publisher(id).market, "other", `${id}`);
  }
});

Deno.test("publisher() takes an unknown id for an exchange of its own", () => {
  const unknown = {
    venue: "P4711",
    kind: "exchange",
    market: "other",
    dataset: "",
    description: "",
  } as const;
  assertEquals(publisher(4711), { id: 4711, ...unknown });
  assertEquals([isKnownPublisher(4711), isKnownPublisher(2)], [false, true]);
});

const OFFICIAL = `
from databento.common.publishers import Publisher
for id in range(1, 65536):
    try:
        publisher = Publisher.from_int(id)
    except ValueError:
        continue
    print(id, publisher.venue.value, publisher.dataset.value, publisher.description)
`;

const official = await new Deno.Command("bash", { args: ["-c", `python3 -c '${OFFICIAL}'`] }).output();

Deno.test({
  name: official.success
    ? "the directory is the official package's"
    : "the directory is the official package's (ignored: the Python package databento is not installed)",
  ignore: !official.success,
  fn: () => assertEquals(PUBLISHER_DIRECTORY.trim(), new TextDecoder().decode(official.stdout).trim()),
});
