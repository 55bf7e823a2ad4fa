/**
 * `deno task bench:study [FOLDER]`: what a study costs, here and, by a model of a few lines, on a thousand workers. The
 * tapes are those of the folder, else synthetic ones; then comes a dense tape of a million rows.
 * Times are of the processor, which other work on the machine does not lengthen, but for the speed-up.
 *
 * @module
 */

import { formatFigure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const SHARDS = 8;

/** The study on paper. */
const PAPER = {
  workers: 1000,
  tapes: 25_000,
  /** Of a Graviton core on spot, dollars an hour: about a third of what it costs on demand. An assumption. */
  coreHourDollars: 0.014,
  /** Of starting a worker: image and process, seconds. An assumption. */
  startSeconds: 60,
};

interface Times {
  readonly cpuSeconds: number;
  readonly seconds: number;
}

/** Runs `sorlab` in a folder. */
async function sorlab(folder: string, line: string): Promise<Times> {
  const command = [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", `${ROOT}main.ts`];
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", 'TIMEFORMAT="%U %S %R"; time "$@"', "bash", ...command, ...line.split(" ")],
    cwd: folder,
    stdout: "null",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr).trimEnd();
  if (code !== 0) throw new Error(said);
  const [user, system, real] = said.split("\n").at(-1)!.split(" ").map(Number);
  return { cpuSeconds: user! + system!, seconds: real! };
}

async function sizesIn(folder: string): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { name } of Deno.readDir(folder)) sizes.push((await Deno.stat(`${folder}/${name}`)).size);
  return sizes;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function say(line: string): void {
  // deno-lint-ignore no-console -- a benchmark prints
  console.log(line);
}

function tell(name: string, value: number, unit: string): void {
  say(formatFigure({ name, value, unit }));
}

/** Many small tapes: what sharding adds, and what threads take away. */
async function manyTapes(
  folder: string,
): Promise<{ readonly overhead: number; readonly partBytes: number; readonly mergeSeconds: number }> {
  const [days] = Deno.args;
  if (days === undefined) await syntheticDays(`${folder}/days`);
  say(days === undefined ? "synthetic days of ten minutes" : "the folder's tapes");
  await sorlab(
    folder,
    `study plan --quiet --data ${days ?? "days"} --orders 400 --side both --order-size 500`,
  );
  const one = await sorlab(folder, "study run --quiet --workers 1 --parts one");
  const two = await sorlab(folder, "study run --quiet --workers 2 --parts two");
  const shards: Times[] = [];
  for (let i = 1; i <= SHARDS; i++) {
    shards.push(await sorlab(folder, `study run --quiet --workers 1 --parts shards --shard ${i}/${SHARDS}`));
  }
  const merge = await sorlab(folder, "study merge --quiet --parts shards --no-file --format json");
  const sizes = await sizesIn(`${folder}/shards`);
  const overhead = sum(shards.map(({ cpuSeconds }) => cpuSeconds)) / one.cpuSeconds;
  tell("tapes", sizes.length, "");
  tell("one process", one.cpuSeconds, "CPU s");
  tell("tapes an hour and core", sizes.length / one.cpuSeconds * 3600, "");
  tell("speed-up by two threads", one.seconds / two.seconds, "times");
  tell(`${SHARDS} shards, all together, over one process`, overhead, "times the CPU");
  tell("a part", sum(sizes) / sizes.length, "bytes");
  tell("merge and pool", merge.cpuSeconds, "CPU s");
  return { overhead, partBytes: sum(sizes) / sizes.length, mergeSeconds: merge.cpuSeconds / sizes.length };
}

async function syntheticDays(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (let day = 1; day <= 16; day++) {
    const start = `2024-07-${`${day}`.padStart(2, "0")}T13:30:00Z`;
    await sorlab(folder, `generate --format dbn --start ${start} --seed ${day} --quiet --out ${day}.dbn`);
  }
}

/** A day as dense as that of a liquid stock: 6.5 hours of six venues, a million rows. */
async function denseTape(folder: string): Promise<{ readonly cpuSeconds: number; readonly bytes: number }> {
  const path = `${folder}/dense.dbn`;
  await sorlab(
    folder,
    `generate --format dbn --rate 43 --duration 390m --start 2024-07-01T13:30:00Z --quiet --out ${path}`,
  );
  say("a dense synthetic day, cont-kukanov at 27 points");
  await sorlab(
    folder,
    `study plan --quiet --data ${path} --orders 200 --side both --order-size 500 --grid 3 --out dense.json`,
  );
  const { cpuSeconds } = await sorlab(
    folder,
    "study run --quiet --study dense.json --workers 1 --parts dense",
  );
  const { size: bytes } = await Deno.stat(path);
  const [part] = await sizesIn(`${folder}/dense`);
  tell("dense tape", bytes / 1e6, "MB");
  tell("its task", cpuSeconds, "CPU s");
  tell("its part", part!, "bytes");
  return { cpuSeconds, bytes };
}

const folder = await Deno.makeTempDir();
try {
  const { overhead, partBytes, mergeSeconds } = await manyTapes(folder);
  const { cpuSeconds, bytes } = await denseTape(folder);
  const { workers, tapes, coreHourDollars, startSeconds } = PAPER;
  const coreHours = (tapes * cpuSeconds + workers * startSeconds) / 3600;
  say(
    `on paper: ${tapes} such dense tapes, ${workers} workers of one core (${coreHourDollars} dollars an hour)`,
  );
  tell("hours", coreHours / workers, "");
  tell("dollars", coreHours * coreHourDollars, "");
  tell("bytes fetched", tapes * bytes / 1e12, "TB");
  tell("bytes of parts", tapes * partBytes / 1e9, "GB");
  tell("merge, one core", tapes * mergeSeconds / 60, "min");
  tell("overhead of sharding", overhead, "times, of tapes as small as the first");
} finally {
  await Deno.remove(folder, { recursive: true });
}
