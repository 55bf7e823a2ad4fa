import { assert, assertEquals, assertRejects } from "@std/assert";
import { CROSSED, RESTED, TAKEN } from "../../../src/execution/fill_log.ts";
import { UNTOLD } from "../../../src/judge/read/fields.ts";
import { readFills } from "../../../src/judge/read/fills.ts";
import type { FillsOptions } from "../../../src/judge/read/fills_table.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { parquetTable } from "../../../src/source/parquet/parquet_table.ts";
import { gzip } from "../../cli/_process.ts";
import { seeds } from "../../_seeds.ts";
import { ORIGIN_NS, withText } from "./_files.ts";

const OPTIONS = { originNs: ORIGIN_NS, symbol: "AAPL" };
const AT_NS = (13 * 3600 + 36 * 60 + 32) * 1e9;

function read(text: string, options: Partial<FillsOptions> = {}) {
  return withText(text, (path) => readFills(path, { ...OPTIONS, ...options }));
}

async function columnsOf(text: string, options: Partial<FillsOptions> = {}) {
  const { fills, counts } = await read(text, options);
  const list = <T>(column: ArrayLike<T>): T[] => Array.from(column).slice(0, fills.length);
  return {
    timeNs: list(fills.timeNs),
    side: list(fills.side),
    venue: list(fills.venue).map((venue) => fills.venues.list[venue]),
    price: list(fills.price),
    shares: list(fills.shares),
    order: list(fills.order).map((order) => fills.orders.list[order]),
    child: list(fills.child).map((child) => fills.children.list[child]),
    sentNs: list(fills.sentNs),
    kind: list(fills.kind),
    fee: list(fills.fee),
    counts,
  };
}

Deno.test("readFills() finds columns by name, in any order, whatever they are called", async () => {
  const expected = {
    timeNs: [AT_NS + 491911683, AT_NS + 1e9],
    side: [1, -1],
    venue: ["XNAS", "ARCX"],
    price: [222.81e9, 222.8125e9],
    shares: [100, 37],
    order: ["A", "A"],
    child: ["A-1", "A-2"],
    sentNs: [AT_NS + 491e6, NaN],
    kind: [TAKEN, RESTED],
    fee: [3e6, -2e6],
    counts: {},
  };
  const plain = `time,side,venue,price,shares,order,child,sent,kind,fee
2024-08-01T13:36:32.491911683Z,buy,XNAS,222.81,100,A,A-1,2024-08-01T13:36:32.491Z,taken,0.30
2024-08-01T13:36:33Z,sell,ARCX,222.8125,37,A,A-2,,rested,-0.074
`;
  assertEquals(await columnsOf(plain), expected);
  // As another system exports it: names, separators, sides, kinds and times of its own; the line ends too.
  const other = "Symbol;Last Qty;Last Px;Side;Transact_Time;Last Mkt;Parent Order Id;Cl Ord Id;SendTime;" +
    "LastLiquidityInd;Fee Per Share\r\n" +
    "AAPL;100;222.81;1;20240801-13:36:32.491911683;xnas;A;A-1;13:36:32.491;2;0.003\r\n" +
    'AAPL;37;"222.8125";S;1722519393000000000;ARCX;A;A-2;;Added;-.002';
  assertEquals(await columnsOf(other), expected);
});

Deno.test("readFills() reads gzip, and rows that it need not know all of", async () => {
  const text = "time,side,venue,price,shares\n2024-08-01 13:36:32+00:00,B,BATS,10,5\n";
  const [plain, packed] = [
    await read(text),
    await withText(
      await gzip(text) as Uint8Array<ArrayBuffer>,
      (path) => readFills(path, OPTIONS),
    ),
  ];
  assertEquals(packed, plain);
  const { fills } = plain;
  assertEquals([fills.timeNs[0], fills.kind[0], fills.fee[0], fills.nameOrders], [AT_NS, UNTOLD, NaN, false]);
});

Deno.test("readFills() reads Parquet as the table of text that it would be", async () => {
  const text = `time,side,venue,price,shares,order,kind,fee
2024-08-01T13:36:32.491911683Z,buy,XNAS,222.81,100,A,taken,0.3
2024-08-01T13:36:33Z,sell,ARCX,222.8125,37,A,,-0.074
`;
  const at = ORIGIN_NS + BigInt(AT_NS);
  const types = ["time", "text", "text", "number", "count", "text", "text", "number"] as const;
  const names = text.split("\n")[0]!.split(",");
  const chunks = parquetTable(names.map((name, i) => ({ name, type: types[i]! })), [[
    [at + 491911683n, at + 1_000_000_000n],
    ["buy", "sell"],
    ["XNAS", "ARCX"],
    [222.81, 222.8125],
    [100, 37],
    ["A", "A"],
    ["taken", null],
    [0.3, -0.074],
  ]]);
  const bytes = new Uint8Array(await new Blob([...chunks]).arrayBuffer());
  const { fills } = await withText(bytes, (path) => readFills(path, OPTIONS));
  const plain = (await read(text)).fills;
  fills.line = plain.line; // a row's number is not its line's
  assertEquals(fills, plain);
});

Deno.test("readFills() reads a long row group of Parquet, in the long run one of several blocks", async () => {
  const count = seeds(2000, (1 << 17) + 1000);
  const each = <T>(value: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => value(i));
  const at = ORIGIN_NS + BigInt(AT_NS);
  const columns = ["time", "text", "text", "number", "count"] as const;
  const names = ["time", "side", "venue", "price", "shares"];
  const chunks = parquetTable(names.map((name, i) => ({ name, type: columns[i]! })), [[
    each((i) => at + BigInt(i)),
    each((i) => i % 3 === 0 ? "buy" : "sell"),
    each((i) => i % 7 === 0 ? "XNAS" : "ARCX"),
    each((i) => 100 + i / 1e4),
    each((i) => 1 + i),
  ]]);
  const bytes = new Uint8Array(await new Blob([...chunks]).arrayBuffer());
  const { fills } = await withText(bytes, (path) => readFills(path, OPTIONS));
  assertEquals([fills.length, fills.line[count - 1]], [count, count]);
  for (let i = 0; i < count; i++) {
    const isRight = fills.timeNs[i] === AT_NS + i && fills.side[i] === (i % 3 === 0 ? 1 : -1) &&
      fills.price[i] === Math.round(100e9 + i * 1e5) && fills.shares[i] === 1 + i;
    assert(isRight, `row ${i}`);
  }
});

Deno.test("readFills() takes numbers for times in the unit that their size tells", async () => {
  const times = ["1722519392.25", "1722519392250", "1722519392250000", "1722519392250000000"];
  const rows = times.map((time) => `${time},buy,XNAS,10,1`);
  const { timeNs } = await columnsOf(`time,side,venue,price,shares\n${rows.join("\n")}\n`);
  assertEquals(timeNs, times.map(() => AT_NS + 250e6));
});

Deno.test("readFills() takes a layout for what it cannot know", async () => {
  const text = "wann,was,wo,zu,viel,wie\n13:36:32,buy,NSDQ,10.5,200,P1\n13:36:32,buy,XNYS,10.5,200,P9\n";
  const layout = {
    columns: { time: "wann", side: "was", venue: "wo", price: "zu", shares: "viel", kind: "wie" },
    venues: { NSDQ: "XNAS" },
    kinds: { P1: "rested", P9: "crossed" },
  };
  const { venue, kind } = await columnsOf(text, { layout });
  assertEquals([venue, kind], [["XNAS", "XNYS"], [RESTED, CROSSED]]);
});

Deno.test("readFills() counts what it leaves out: repeated executions, other symbols", async () => {
  const text = `id,time,side,venue,price,shares,symbol
E1,13:36:32,buy,XNAS,10,100,AAPL
E1,13:36:32,buy,XNAS,10,100,AAPL
E2,13:36:32,buy,XNAS,10,100,MSFT
E3,13:36:32,buy,XNAS,10,100,
`;
  const { shares, counts } = await columnsOf(text);
  assertEquals([shares, counts], [[100, 100], { repeated_executions: 1, other_symbols: 1 }]);
});

Deno.test("readFills() says where a file is wrong", async () => {
  const header = "id,time,side,venue,price,shares\n";
  const row = "E1,13:36:32,buy,XNAS,10,100\n";
  const fail = async (text: string, message: string) => {
    const error = await assertRejects(() => read(text), DataError);
    assertEquals(error.message.replace(/^.*\/file/, "fills.csv"), message);
  };
  await fail("", "fills.csv: is empty; needs a header with the columns' names");
  await fail(header, "fills.csv: holds no fill");
  await fail(
    "time,side,venue,px\n",
    "fills.csv:1: no column of shares (shares, lastqty, lastshares, fillqty, …): the file has time, side, venue, px; " +
      'a layout file can name it: {"columns": {"shares": "…"}}',
  );
  await fail("time,side,venue,price,shares,shares\n", "fills.csv:1:5: column shares stands twice");
  await fail(`${header}${row}E2,13:36:32,buy,XNAS,10\n`, "fills.csv:3: 5 fields where the header has 6");
  await fail(
    `${header}E1,13:36:32,hold,XNAS,10,1\n`,
    'fills.csv:2:3: side is "hold": no side such as buy or sell',
  );
  await fail(`${header}E1,13:36:32,buy,XNAS,-10,1\n`, 'fills.csv:2:5: price is "-10": a negative price');
  await fail(`${header}E1,13:36:32,buy,XNAS,0,1\n`, 'fills.csv:2:5: price is "0": no price');
  await fail(
    `${header}E1,13:36:32,buy,XNAS,10,1.5\n`,
    'fills.csv:2:6: shares is "1.5": not a whole number of shares',
  );
  await fail(`${header}E1,13:36:32,buy,XNAS,10,0\n`, 'fills.csv:2:6: shares is "0": must be at least 1');
  await fail(`${header}E1,,buy,XNAS,10,1\n`, 'fills.csv:2:2: time is "": no time');
  await fail(
    `${header}E1,next Tuesday,buy,XNAS,10,1\n`,
    'fills.csv:2:2: time is "next Tuesday": not a time in nanoseconds',
  );
  await fail(`${header}E1,13:36:32,buy,,10,1\n`, 'fills.csv:2:4: venue is "": no venue');
  await fail(
    `${header}${row}E1,13:36:32,buy,XNAS,10,200\n`,
    'fills.csv:3: execution "E1" stands on line 2 too, with another fill',
  );
  await fail(
    "strategy,order,time,side,venue,price,shares\nrouter,0,13:36:32,buy,XNAS,10,1\ntwap,0,13:36:32,buy,XNAS,10,1\n",
    "fills.csv:3: fills of order 0 by router and by twap: leave those of one strategy in the file",
  );
  await fail(
    `${header}E1,2031-01-01T00:00:00Z,buy,XNAS,10,1\n`,
    'fills.csv:2:2: time is "2031-01-01T00:00:00Z": more than a hundred days from the tape',
  );
});
