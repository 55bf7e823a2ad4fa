/** How fast a tape goes through the live view while a page takes its frames, and what an idle page costs. @module */

import { generateTape } from "../../src/source/generated.ts";
import type { Figure } from "./figure.ts";
import { replay, usualQuestion } from "./serve_replay.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** Eleven exchanges' quotes of a day, where they are there. */
const REAL_DAY = `${ROOT}../shared/data/taq_xxx_20180102.mbp-1.csv.gz`;
const IDLE_MS = 3000;

/** A synthetic tape of about a million rows, and a real day of a tenth of that. */
export async function benchServe(): Promise<Figure[]> {
  const tape = generateTape({ durationSeconds: 3600, eventsPerSecond: 280 });
  const { seconds, frames, bytes, idlePercent } = await replay(tape, usualQuestion("all"), IDLE_MS);
  return [
    { name: "serve_max_speed", value: tape.length / seconds, unit: "rows/s" },
    { name: "serve_frames_at_max_speed", value: frames / seconds, unit: "frames/s" },
    { name: "serve_bytes_a_frame", value: bytes / frames, unit: "bytes" },
    { name: "serve_idle_cpu", value: idlePercent, unit: "% of a core" },
    ...await realDay(),
  ];
}

/** Figures of a process of its own, which has compiled nothing yet; none where the day is not there. */
async function realDay(): Promise<Figure[]> {
  try {
    await Deno.stat(REAL_DAY);
  } catch {
    await Deno.stderr.write(new TextEncoder().encode(`serve_day: left out, as there is no ${REAL_DAY}\n`));
    return [];
  }
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-read", `${ROOT}tests/bench/serve_day.ts`, REAL_DAY],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
