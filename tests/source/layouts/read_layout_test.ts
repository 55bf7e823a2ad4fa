import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { publisher } from "../../../src/market/publishers.ts";
import type { Tape } from "../../../src/market/tape.ts";
import { formatTime } from "../../../src/market/time.ts";
import { builtInLayout, LAYOUT_FILES, layoutOf } from "../../../src/source/layouts/builtin.ts";
import { openTape } from "../../../src/source/open_tape.ts";
import type { ReadOptions } from "../../../src/source/tape_reader.ts";
import { inFolder } from "../../_folder.ts";

/** Reads files, of which the first is named to the reader, by a layout. */
async function read(
  files: Readonly<Record<string, string>>,
  layout: string,
  options: ReadOptions = {},
): Promise<Tape> {
  let tape: Tape | undefined;
  await inFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
    const path = `${folder}/${Object.keys(files)[0]}`;
    const found = builtInLayout(layout) ?? layoutOf(layout, "mine.json");
    try {
      tape = await openTape(path, { layout: found, ...options });
    } catch (error) {
      throw error instanceof DataError ? new DataError(error.message.replace(`${folder}/`, "")) : error;
    }
  });
  return tape!;
}

/** Rows as one can read them: time, receipt, venue, action, side, price, size, flags, bid and ask. */
function rowsOf({ columns, originNs, length }: Tape): unknown[][] {
  const timeOf = (ns: number) => Number.isNaN(ns) ? null : formatTime(originNs + BigInt(ns)).slice(11, -1);
  return Array.from({ length }, (_, row) => [
    timeOf(columns.tsEventNs[row]!),
    timeOf(columns.tsRecvNs[row]!),
    publisher(columns.publisher[row]!).venue,
    String.fromCharCode(columns.action[row]!, columns.side[row]!),
    columns.price[row]! / 1e9,
    columns.size[row]!,
    columns.flags[row]!,
    columns.bidPx[row]! / 1e9,
    columns.bidSz[row]!,
    columns.askPx[row]! / 1e9,
    columns.askSz[row]!,
  ]);
}

const MESSAGES = `34200.004241176,1,16113575,18,5853300,1
34200.025552,4,16120456,18,5859400,-1
34200.1,5,0,1,5858950,-1
34201,7,0,0,-1,-1
57599.5,3,16113575,18,5853300,1
`;
const ORDERBOOKS = `5859400,200,5853300,18,5859800,200,5853000,150
5859800,200,5853300,18,5860000,100,5853000,150
5859800,200,5853300,18,5860000,100,5853000,150
5859800,200,5853300,18,5860000,100,5853000,150
9999999999,0,-9999999999,0,9999999999,0,-9999999999,0
`;
const MESSAGE_FILE = "AAPL_2012-06-21_34200000_57600000_message_2.csv";
const ORDERBOOK_FILE = "AAPL_2012-06-21_34200000_57600000_orderbook_2.csv";

const LOBSTER_ROWS = [
  ["13:30:00.004241176", null, "XNAS", "AN", NaN, 0, 128, 585.33, 18, 585.94, 200],
  // An execution is a print at the seller's price, initiated by a buyer, and the book that it leaves.
  ["13:30:00.025552000", null, "XNAS", "TB", 585.94, 18, 0, 585.33, 18, 585.98, 200],
  ["13:30:00.025552000", null, "XNAS", "CN", NaN, 0, 128, 585.33, 18, 585.98, 200],
  ["13:30:00.100000000", null, "XNAS", "TB", 585.895, 1, 128, 585.33, 18, 585.98, 200],
  // The halt is left out; an empty book is none, whatever stands there.
  ["19:59:59.500000000", null, "XNAS", "CN", NaN, 0, 128, NaN, 0, NaN, 0],
];

Deno.test("LOBSTER: the message file and the orderbook file, whichever is named", async () => {
  const files = [{ [ORDERBOOK_FILE]: ORDERBOOKS, [MESSAGE_FILE]: MESSAGES }, {
    [MESSAGE_FILE]: MESSAGES,
    [ORDERBOOK_FILE]: ORDERBOOKS,
  }];
  for (const both of files) {
    const tape = await read(both, "lobster");
    assertEquals(rowsOf(tape), LOBSTER_ROWS);
    assertEquals([tape.symbol, formatTime(tape.originNs)], ["AAPL", "2012-06-21T00:00:00.000000000Z"]);
  }
});

Deno.test("LOBSTER: both files joined, whose name tells no date", async () => {
  const lines = (text: string) => text.trimEnd().split("\n");
  const books = lines(ORDERBOOKS);
  const joined = lines(MESSAGES).map((line, i) => `${line},${books[i]}\r\n`).join("");
  const tape = await read({ "joined.csv": joined }, "lobster", { date: "2012-06-21" });
  assertEquals(rowsOf(tape), LOBSTER_ROWS);
  assertEquals(tape.symbol, "");
  await assertRejects(
    () => read({ "joined.csv": joined }, "lobster"),
    DataError,
    "joined.csv:1: has times of day, and its name tells no date: add --date YYYY-MM-DD (layout lobster)",
  );
  // In winter New York is five hours behind UTC, not four.
  const winter = await read({ "joined.csv": joined }, "lobster", { date: "2012-12-21" });
  assertEquals(rowsOf(winter)[0]![0], "14:30:00.004241176");
});

Deno.test("LOBSTER: what is missing beside a file is named", async () => {
  await assertRejects(
    () => read({ [ORDERBOOK_FILE]: ORDERBOOKS }, "lobster"),
    DataError,
    "which stands beside it",
  );
  const shorter = MESSAGES.split("\n").slice(1).join("\n");
  await assertRejects(
    () => read({ [ORDERBOOK_FILE]: ORDERBOOKS, [MESSAGE_FILE]: shorter }, "lobster"),
    DataError,
    "has another number of rows than the file beside it",
  );
});

const TICKERS = `update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time
4213,67234.10000000,1.250,67234.20000000,0.003,1711324800005,1711324800011
4214,67234.10000000,1.250,67234.30,12,1711324800017,1711324800020
`;

Deno.test("Binance's bookTicker: milliseconds, and sizes in thousandths of a coin", async () => {
  const expected = [
    ["00:00:00.005000000", "00:00:00.011000000", "P65000", "AN", NaN, 0, 128, 67234.1, 1250, 67234.2, 3],
    ["00:00:00.017000000", "00:00:00.020000000", "P65000", "AN", NaN, 0, 128, 67234.1, 1250, 67234.3, 12000],
  ];
  const tape = await read({ "BTCUSDT-bookTicker-2024-03-25.csv": TICKERS }, "binance-bookticker");
  assertEquals([rowsOf(tape), tape.symbol], [expected, "BTCUSDT"]);
  // Older files have no header.
  const bare = TICKERS.slice(TICKERS.indexOf("\n") + 1);
  assertEquals(rowsOf(await read({ "x.csv": bare }, "binance-bookticker")), expected);
  const finer = bare.replace("0.003", "0.0035");
  await assertRejects(
    () => read({ "x.csv": finer }, "binance-bookticker"),
    DataError,
    'x.csv:1: ask_sz_00 is "3.5": not a whole number',
  );
});

const TAQ =
  `Time|Exchange|Symbol|Bid_Price|Bid_Size|Offer_Price|Offer_Size|Quote_Condition|Participant_Timestamp
093000123456789|N|IBM|153.25|4|153.31|2|R|093000123100000
93000200000000|Q|IBM|153.26|1|0|0|R|
093000300000000|D|IBM|153.20|1|153.40|1|R|093000299000000
093000400000000|P|AAPL|168.20|1|168.40|1|R|093000399000000
END|20180102|4||||||
`;

Deno.test("Daily TAQ: times of day in New York, round lots, exchanges, the last line", async () => {
  const tape = await read({ "EQY_US_ALL_BBO_20180102": TAQ }, "taq", { symbol: "IBM" });
  assertEquals(rowsOf(tape), [
    ["14:30:00.123100000", "14:30:00.123456789", "XNYS", "AN", NaN, 0, 128, 153.25, 400, 153.31, 200],
    // A zero lost by a tool, no time of the exchange's own, and no offer.
    ["14:30:00.200000000", "14:30:00.200000000", "XNAS", "AN", NaN, 0, 128, 153.26, 100, NaN, 0],
    ["14:30:00.299000000", "14:30:00.300000000", "XADF", "AN", NaN, 0, 128, 153.2, 100, 153.4, 100],
  ]);
  assertEquals(publisher(tape.columns.publisher[2]!).kind, "off-exchange");
  await assertRejects(
    () => read({ "EQY_US_ALL_BBO_20180102": TAQ.replace("|Q|", "|?|") }, "taq", { symbol: "IBM" }),
    DataError,
    'EQY_US_ALL_BBO_20180102:3: Exchange is "?", which layout taq has no venue for',
  );
});

const NBBO =
  `ticker,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,conditions,indicators,participant_timestamp,sequence_number,sip_timestamp,tape,trf_timestamp
IBM,12,153.31,2,12,153.25,4,1,,1514903400123100000,1,1514903400123456789,1,0
IBM,10,153.30,1,12,153.25,4,1,,1514903400223100000,2,1514903400223456789,1,0
IBM,10,153.30,1,0,0,0,1,,1514903400323100000,3,1514903400323456789,1,0
`;

Deno.test("Polygon: who loses the best quote of a side shows it no more", async () => {
  const bytes = NBBO.replace(",0,0,0,1,,1514903400323100000", ",10,0,0,1,,1514903400323100000");
  const tape = await read({ "2018-01-02.csv": bytes }, "polygon");
  assertEquals(rowsOf(tape), [
    ["14:30:00.123100000", "14:30:00.123456789", "XNAS", "AN", NaN, 0, 128, 153.25, 400, 153.31, 200],
    ["14:30:00.223100000", "14:30:00.223456789", "XNAS", "AN", NaN, 0, 0, 153.25, 400, NaN, 0],
    ["14:30:00.223100000", "14:30:00.223456789", "XNYS", "AN", NaN, 0, 128, NaN, 0, 153.3, 100],
    ["14:30:00.323100000", "14:30:00.323456789", "XNAS", "AN", NaN, 0, 0, NaN, 0, NaN, 0],
    ["14:30:00.323100000", "14:30:00.323456789", "XNYS", "AN", NaN, 0, 128, NaN, 0, 153.3, 100],
  ]);
});

Deno.test("an unknown header that looks like a known layout says which", async () => {
  const cases: [string, string, string][] = [
    ["x.csv", TICKERS, "binance-bookticker"],
    ["x.txt", TAQ, "taq"],
    ["x.csv", NBBO, "polygon"],
    [MESSAGE_FILE, MESSAGES, "lobster"],
    [ORDERBOOK_FILE, ORDERBOOKS, "lobster"],
  ];
  await inFolder(async (folder) => {
    for (const [file, text, name] of cases) {
      await Deno.writeTextFile(`${folder}/${file}`, text);
      await assertRejects(
        () => openTape(`${folder}/${file}`),
        DataError,
        `is no CSV of Databento's, but looks like ${name}: add --layout ${name}`,
      );
    }
  });
});

Deno.test("a layout of one's own: seconds, a fixed venue, trades, words for nothing", async () => {
  const layout = JSON.stringify({
    separator: ";",
    columns: {
      ts_event: "when",
      action: "kind",
      side: "by",
      price: "px",
      size: "n",
      bid_px: "b",
      bid_sz: "bn",
      ask_px: "a",
      ask_sz: "an",
    },
    times: { unit: "s" },
    venue: "XNYS",
    actions: { quote: "M", deal: "T", note: "" },
    sides: { buyer: "B", seller: "A" },
    nulls: ["-"],
  });
  const text = `when;kind;by;px;n;b;bn;a;an
1514903400.5;quote;-;-;-;10;100;10.02;200
1514903401;note;-;-;-;-;-;-;-
1514903402.25;deal;seller;10;50;10;100;10.02;200
`;
  assertEquals(rowsOf(await read({ "x.csv": text }, layout)), [
    ["14:30:00.500000000", null, "XNYS", "MN", NaN, 0, 128, 10, 100, 10.02, 200],
    ["14:30:02.250000000", null, "XNYS", "TA", 10, 50, 128, 10, 100, 10.02, 200],
  ]);
  const broken = text.replace(";100;10.02;200\n151490340", ";many;10.02;200\n151490340");
  await assertRejects(
    () => read({ "x.csv": broken }, layout),
    DataError,
    'x.csv:2: bid_sz_00 is "many": not a whole number (--skip-bad-rows leaves such rows out)',
  );
  const tape = await read({ "x.csv": broken }, layout, { skipBadRows: true });
  assertEquals([tape.length, tape.skippedRows], [1, 1]);
});

Deno.test("what is wrong with a layout is named", () => {
  const columns = { ts_event: "t", bid_px: "b", bid_sz: "bn", ask_px: "a", ask_sz: "an" };
  const cases: [unknown, string][] = [
    [{}, "the layout: columns: ts_event is missing"],
    [{ columns, venues: {} }, "the layout: venue is not given once"],
    [{ columns, venue: "XXXX" }, 'the layout: venue is "XXXX", which is no venue such as "XNAS"'],
    [{ columns, venue: 2, colour: 1 }, "the layout: colour is no key of a layout here"],
    [
      { columns, venue: 2, times: { unit: "days" } },
      "the layout: times: unit is not one of s, ms, us, ns, hhmmss",
    ],
    [{ columns, venue: 2, times: { zone: "Mars" } }, "the layout: times: zone is no time zone"],
    [{ columns, venue: 2, actions: { x: "Q" } }, 'the layout: actions is "Q" for "x"'],
    [{ columns, venue: 2, file_name: "(" }, "the layout: file_name is no regular expression"],
    [[], "the layout is no JSON object"],
  ];
  for (const [json, message] of cases) {
    assertThrows(() => layoutOf(JSON.stringify(json), "mine.json"), DataError, `mine.json: ${message}`);
  }
  assertThrows(() => layoutOf("{", "mine.json"), DataError, "mine.json: is no JSON");
  for (const name of Object.keys(LAYOUT_FILES)) assertEquals(builtInLayout(name)?.name, name);
});
