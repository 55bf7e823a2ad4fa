import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { US_EQUITY_FEES_CSV } from "../../src/market/us_equity_fees.ts";
import { assertLinear } from "../_growth.ts";
import { seeds } from "../_seeds.ts";

const HEADER = "venue,from,add,take,source";

function parse(...lines: string[]): FeeSchedule {
  return FeeSchedule.parse([HEADER, ...lines].join("\n"), "fees.csv");
}

Deno.test("FeeSchedule.of() takes the last row that is not later than the day", () => {
  const fees = parse("XNAS,2024-02-01,-0.0021,0.0031,b", "XNAS,2024-01-01,-0.0020,0.0030,a");
  assertEquals(
    ["2024-01-01", "2024-01-31", "2024-02-01", "2030-01-01"].map((day) => fees.of("XNAS", day).take),
    [
      3e6,
      3e6,
      3.1e6,
      3.1e6,
    ],
  );
  assertEquals(fees.of("XNAS", "2024-01-15"), { add: -2e6, take: 3e6, extrapolated: false, assumed: false });
});

Deno.test("FeeSchedule.of() says when the day is before the first row", () => {
  const fee = parse("XNAS,2024-01-01,-0.0020,0.0030,a").of("XNAS", "2023-12-31");
  assertEquals(fee, { add: -2e6, take: 3e6, extrapolated: true, assumed: false });
});

Deno.test("FeeSchedule.of() assumes the usual charge for an unknown venue, and says so", () => {
  const fee = parse("XNAS,2024-01-01,-0.0020,0.0030,a").of("P999", "2024-01-01");
  assertEquals(fee, { add: 0, take: 3e6, extrapolated: false, assumed: true });
});

Deno.test("FeeSchedule.flat() is the same everywhere", () => {
  const fees = FeeSchedule.flat(0.003, -0.002);
  assertEquals(fees.of("XNAS", "1999-01-01"), { add: -2e6, take: 3e6, extrapolated: false, assumed: false });
  assertEquals(fees.of("P1", "2999-01-01").take, 3e6);
  assertThrows(() => FeeSchedule.flat(NaN, 0), RangeError, "NaN");
});

Deno.test("FeeSchedule.parse() reads comments, blank lines, CRLF, a byte-order mark and no source", () => {
  const text = `\uFEFF# mine\r\n\r\n${HEADER}\r\n# two\r\nXNAS,2024-01-01,.002,-.001\r\n\r\n`;
  assertEquals(FeeSchedule.parse(text, "f").of("XNAS", "2024-01-01"), {
    add: 2e6,
    take: -1e6,
    extrapolated: false,
    assumed: false,
  });
});

Deno.test("FeeSchedule.parse() names the line that cannot be read", () => {
  const good = "XNAS,2024-01-01,0,0,a";
  const cases: [string, string][] = [
    ["xnas,2024-01-01,0,0,a", 'fees.csv:3: venue is "xnas"'],
    ["XNYS,2024-1-1,0,0,a", 'fees.csv:3: from is "2024-1-1"'],
    ["XNYS,2024-02-30,0,0,a", 'fees.csv:3: from is "2024-02-30"'],
    ["XNYS,2024-13-01,0,0,a", 'fees.csv:3: from is "2024-13-01"'],
    ["XNYS,2024-01-01,free,0,a", 'fees.csv:3: add is "free"'],
    ["XNYS,2024-01-01,0,1e-3,a", 'fees.csv:3: take is "1e-3"'],
    ["XNYS,2024-01-01,0", 'fees.csv:3: take is ""'],
    ["XNYS,2024-01-01,99999999999,0", 'fees.csv:3: add is "99999999999"'],
    ["XNAS,2024-01-01,0,1,b", "fees.csv:3: XNAS has a fee from 2024-01-01 on already"],
  ];
  for (const [line, message] of cases) assertThrows(() => parse(good, line), DataError, message);
  assertThrows(() => FeeSchedule.parse("venue,fee\n", "f"), DataError, "f:1: the header must be");
  assertThrows(() => FeeSchedule.parse("", "f"), DataError, "f: has no fees");
  assertThrows(() => parse(), DataError, "fees.csv: has no fees");
});

Deno.test("US_EQUITY_FEES_CSV has the fees of every lit venue, and EDGA's switch", () => {
  const fees = FeeSchedule.parse(US_EQUITY_FEES_CSV, "built-in");
  const dollars = (venue: string, day: string) => {
    const { add, take, extrapolated, assumed } = fees.of(venue, day);
    assertEquals([extrapolated, assumed], [false, false]);
    return [add / 1e9, take / 1e9];
  };
  const documented: Record<string, [number, number]> = {
    XNAS: [-0.0020, 0.0030],
    XNYS: [-0.0012, 0.0030],
    ARCX: [-0.0020, 0.0030],
    XASE: [-0.0016, 0.0030],
    BATS: [-0.0016, 0.0030],
    BATY: [0.0020, -0.0002],
    EDGX: [-0.0016, 0.0030],
    IEXG: [-0.0004, 0.0010],
    MEMX: [-0.0018, 0.0030],
    EPRL: [-0.0016, 0.0030],
    XBOS: [0.0030, 0.0007],
    XPSX: [-0.0020, 0.0030],
    XCIS: [0, -0.0005],
  };
  for (const [venue, expected] of Object.entries(documented)) {
    assertEquals(dollars(venue, "2024-08-01"), expected);
  }
  const [add, take] = dollars("EDGA", "2024-10-31");
  assert(add! > 0 && take! < 0);
  assertEquals(dollars("EDGA", "2024-11-01"), [-0.0027, 0.0030]);
});

Deno.test("trap: FeeSchedule.parse() takes a time that grows as the file does", () => {
  assertLinear("rows", (length) => {
    parse(...Array.from({ length: length >> seeds(4, 3) }, (_, i) => `X${i},2024-01-01,-0.0020,0.0030,list`));
  });
  for (const fee of ["7", "0.0"]) {
    assertLinear(`digits of ${fee}`, (length) => {
      assertThrows(() => parse(`XNAS,2024-01-01,${fee.padEnd(length, fee.at(-1)!)}x,0,`), DataError);
    });
  }
});
