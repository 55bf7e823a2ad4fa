import { assertEquals, assertMatch } from "@std/assert";
import { surveyFiles } from "../../src/source/open_tape.ts";
import { inFolder } from "../_folder.ts";
import { csv } from "./csv/_csv.ts";
import { file, head, other, quote, START_NS } from "./dbn/_dbn.ts";

Deno.test("surveyFiles() counts instruments, publishers, types, and rows that are odd, of any format", () =>
  inFolder(async (folder) => {
    const at = (second: number) => `2024-08-01T13:36:${second}.500000000Z`;
    const rows = [
      { ts_event: at(40), ts_recv: at(40), symbol: "B", instrument_id: "7" },
      { ts_event: at(30), ts_recv: at(50), symbol: "A", instrument_id: "8", flags: "12", publisher_id: "17" },
      { ts_event: at(30), ts_recv: at(50), symbol: "A", instrument_id: "9", bid_px_00: "", rtype: "10" },
      { size: "x" },
      { ts_event: at(50), ts_recv: "", symbol: "B", instrument_id: "7", ask_px_00: "222.7" },
      { ts_event: at(50), ts_recv: "", symbol: "B", instrument_id: "7", bid_sz_00: "0", ask_sz_00: "0" },
    ];
    await Deno.writeTextFile(`${folder}/day.csv`, csv(rows));
    const [report] = await surveyFiles(`${folder}/day.csv`);
    const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
    assertEquals(report, {
      file: `${folder}/day.csv`,
      format: "Databento CSV",
      rows: 5,
      span: span(30, 50),
      clock_resolution: "1ms",
      instruments: [
        { symbol: "A", instrument_id: 8, rows: 1, ...span(30, 30) },
        { symbol: "A", instrument_id: 9, rows: 1, ...span(30, 30) },
        { symbol: "B", instrument_id: 7, rows: 3, ...span(40, 50) },
      ],
      publishers: [
        { publisher_id: 2, venue: "XNAS", dataset: "XNAS.ITCH", kind: "exchange", rows: 4 },
        { publisher_id: 17, venue: "FINN", dataset: "XNAS.NLS", kind: "off-exchange", rows: 1 },
      ],
      record_types: { 1: 4, 10: 1 },
      odd_rows: { maybe_bad_book: 1, bad_ts_recv: 1, no_bid: 1, crossed: 1, no_quote: 1, unreadable: 1 },
      first_unreadable: 'line 5: size is "x": not a whole number',
    });
    const records = [quote({ rtype: 195 }), other(0, 48), other(23, 320), quote({ tsEvent: START_NS + 1n })];
    await Deno.writeFile(`${folder}/day.dbn`, file(head({ schema: 0xffff }), ...records));
    const [dbn] = await surveyFiles(`${folder}/day.dbn`);
    assertEquals([dbn!.dataset, dbn!.schema, dbn!.version, dbn!.rows], ["XNAS.ITCH", "mixed", 3, 2]);
    assertEquals(dbn!.odd_rows, { sampled: 1, "record trades": 1 });
    assertEquals(dbn!.clock_resolution, "1ns");
  }));

Deno.test("surveyFiles() says of a file whose every row is refused why the first is, and what to do", () =>
  inFolder(async (folder) => {
    const ms = { ts_event: "1722519392012", ts_recv: "1722519392012" };
    await Deno.writeTextFile(`${folder}/ms.csv`, csv([ms, { ...ms, price: "x" }]));
    const [report] = await surveyFiles(`${folder}/ms.csv`);
    assertEquals([report!.rows, report!.odd_rows], [0, { unreadable: 2 }]);
    assertEquals(
      report!.first_unreadable,
      'line 2: ts_recv is "1722519392012": no time in nanoseconds, but one in milliseconds: use --time-unit ms',
    );
    await Deno.writeFile(`${folder}/bad.dbn`, file(head(), quote({ action: "?" })));
    const [dbn] = await surveyFiles(`${folder}/bad.dbn`);
    assertEquals(dbn!.rows, 0);
    assertMatch(dbn!.first_unreadable!, /^record 1: action is /);
  }));
