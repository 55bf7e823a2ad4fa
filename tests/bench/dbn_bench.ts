/**
 * Races reading DBN against CSV, by the CPU that the same rows take, plain and compressed by zstd, and against the official
 * decoder where `SORLAB_TEST_PYTHON` names a Python that has it. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import process from "node:process";
import { openTape } from "../../src/source/open_tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { tapeChunks } from "../../src/source/write_tape.ts";
import { type Figure, formatFigure } from "./figure.ts";

/** A million rows, about. */
const EVENTS = 950_000;
const REPEATS = 5;
const MILLION = 1e6;

/** Times reading; takes some ten seconds. */
export async function benchDbn(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench " });
  try {
    const tape = generateTape({ eventsPerSecond: 1000, durationSeconds: EVENTS / 1000, seed: 1 });
    const [csv, dbn] = [`${folder}/day.csv`, `${folder}/day.dbn`];
    await Deno.writeFile(csv, ReadableStream.from(await tapeChunks(tape, { format: "csv" })));
    await Deno.writeFile(dbn, ReadableStream.from(await tapeChunks(tape, { format: "dbn" })));
    const seconds = { csv: await cpuSeconds(csv), dbn: await cpuSeconds(dbn) };
    const figures: Figure[] = [
      { name: "dbn_mbp1", value: tape.length / MILLION / seconds.dbn, unit: "million rows a CPU second" },
      { name: "dbn_over_csv_same_rows", value: seconds.csv / seconds.dbn, unit: "times" },
    ];
    const packed = await compressed([csv, dbn]);
    if (packed !== undefined) {
      const [csvZst, dbnZst] = packed as [string, string];
      figures.push({
        name: "dbn_zst_over_csv_zst_same_rows",
        value: await cpuSeconds(csvZst) / await cpuSeconds(dbnZst),
        unit: "times",
      });
    }
    const official = await officialSeconds(dbn);
    if (official !== undefined) {
      figures.push({ name: "dbn_over_official_to_ndarray", value: official / seconds.dbn, unit: "times" });
    }
    return figures;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** CPU, of all threads, that reading takes: the least of a few runs, after one to warm up. */
async function cpuSeconds(path: string): Promise<number> {
  let best = Infinity;
  for (let i = 0; i <= REPEATS; i++) {
    const before = process.cpuUsage();
    await openTape(path);
    const { user, system } = process.cpuUsage(before);
    if (i > 0) best = Math.min(best, (user + system) / MILLION);
  }
  return best;
}

/** The files beside themselves as .zst; `undefined`, with a note, where this Deno has no encoder. */
async function compressed(paths: readonly string[]): Promise<string[] | undefined> {
  const { zstdCompressSync } = await import("node:zlib");
  try {
    for (const path of paths) {
      await Deno.writeFile(`${path}.zst`, zstdCompressSync(await Deno.readFile(path)));
    }
  } catch (error) {
    await note(`no figure for zstd: ${(error as Error).message}`);
    return undefined;
  }
  return paths.map((path) => `${path}.zst`);
}

/** CPU of the official decoder's `to_ndarray`; `undefined`, with a note, where it is not there. */
async function officialSeconds(path: string): Promise<number | undefined> {
  const python = Deno.env.get("SORLAB_TEST_PYTHON");
  const script = `
import sys, time
import databento
best = 1e9
for _ in range(${REPEATS + 1}):
    start = time.process_time()
    databento.DBNStore.from_file(sys.argv[1]).to_ndarray()
    best = min(best, time.process_time() - start)
print(best)
`;
  if (!python) {
    await note("no figure for the official decoder: SORLAB_TEST_PYTHON names no Python");
    return undefined;
  }
  const { success, stdout } = await new Deno.Command(python, { args: ["-W", "ignore", "-c", script, path] })
    .output();
  if (success) return Number(new TextDecoder().decode(stdout));
  await note("no figure for the official decoder: this Python has no databento");
  return undefined;
}

async function note(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  const lines = (await benchDbn()).map((figure) => `${formatFigure(figure)}\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
