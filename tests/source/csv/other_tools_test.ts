import { assertEquals, assertRejects } from "@std/assert";
import { openTape } from "../../../src/source/open_tape.ts";
import { inFolder } from "../../_folder.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { assertFails, assertSameTape, csv, FIELDS, read, ROW } from "./_csv.ts";

const PLAIN = await read(csv([{}, {}]));

Deno.test("trap: a file written by pandas reads as the one it was made from", async () => {
  const floats = {
    publisher_id: "2.0",
    size: "50.0",
    bid_sz_00: "300.0",
    ask_sz_00: "421.0",
    flags: "130.0",
  };
  assertSameTape(await read(csv([floats, floats])), PLAIN, "floats");
  const noise = {
    price: "222.81000000000003",
    bid_px_00: "222.79999999999998",
    ask_px_00: "222.82000000000002",
  };
  assertSameTape(await read(csv([noise, noise])), PLAIN, "noise");
  const nothing = await read(csv([{ bid_px_00: "NaN", bid_sz_00: "0" }, { price: "null", size: "NaN" }]));
  assertEquals([nothing.columns.bidPx[0], nothing.columns.price[1], nothing.columns.size[1]], [NaN, NaN, 0]);
});

Deno.test("trap: padded fields and headers", async () => {
  assertSameTape(await read(csv([{}, {}], { separator: ", " })), PLAIN, "after the comma");
  assertSameTape(await read(csv([{}, {}], { separator: " ," })), PLAIN, "before it");
  const some = await read(csv([{}, Object.fromEntries(FIELDS.map((name) => [name, ` ${ROW[name]} `]))]));
  assertSameTape(some, PLAIN, "one row");
});

Deno.test("trap: files put one behind the other repeat their header, and another header is an error", async () => {
  const day = csv([{}]);
  for (const file of [day + day, `\uFEFF${day}\uFEFF${day}`, (day + day).replaceAll("\n", "\r\n")]) {
    assertSameTape(await read(file), PLAIN);
    assertEquals((await read(file, { skipBadRows: true })).skippedRows, 0);
  }
  const other = csv([{}], { fields: FIELDS.toReversed() });
  for (const skipBadRows of [false, true]) {
    await assertFails(
      day + other,
      "day.csv:3: another header than the file's: its rows have other columns…",
      {
        skipBadRows,
      },
    );
  }
});

Deno.test("trap: a zstd file may begin with a frame that holds no data", async () => {
  const path = new URL("../../testdata/frames.csv", import.meta.url).pathname;
  const frame = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2];
  await inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/day`, Uint8Array.from([...frame, ...await Deno.readFile(`${path}.zst`)]));
    assertSameTape(await openTape(`${folder}/day`), await openTape(path));
    await Deno.writeFile(`${folder}/cut`, Uint8Array.from(frame.slice(0, 9)));
    await assertRejects(() => openTape(`${folder}/cut`), DataError, "broken zstd data");
  });
});

Deno.test("trap: two carriage returns before the newline change nothing, whether fields are quoted or not", async () => {
  for (const last of ["symbol", "ask_sz_00", "side", "ts_event", "price", "flags"] as const) {
    const fields = [...FIELDS.filter((name) => name !== last), last];
    const [header, ...rows] = csv([{}, {}], { fields }).trimEnd().split("\n");
    const plain = await read([header, ...rows, ""].join("\n"));
    for (const ending of ["\r\n", "\r\r\n", "\r\r\r\n"]) {
      const quoted = rows.map((row) => row.replace(/[^,]*$/, '"$&"'));
      assertSameTape(await read(`${header}\n${rows.join(ending)}${ending}`), plain, `${last}, plain`);
      assertSameTape(await read(`${header}\n${quoted.join(ending)}${ending}`), plain, `${last}, quoted`);
    }
  }
});
