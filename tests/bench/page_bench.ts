/**
 * `deno task bench:page`: what the live view's page takes of a processor in Chromium, which has to be installed: its
 * script for a frame, and all of it while nothing goes on. Times are of the page's main thread.
 *
 * @module
 */

import { type Figure, formatFigure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
// Not a literal in the import, so that nothing but this script ever installs it.
const PLAYWRIGHT = "npm:playwright-core@1.65.1";
/** Code that has run for this long is compiled as well as it will be. */
const WARM_UP_MS = 4000;
const TRACED_MS = 10_000;
const IDLE_MS = 5000;

/** What is read of the browser's trace; microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ts: number;
  readonly dur?: number;
  /** Time of the thread, and not of the clock. */
  readonly tdur?: number;
}

/** What is used of the browser, whose types are not installed. */
interface Page {
  goto(url: string): Promise<unknown>;
  click(selector: string): Promise<unknown>;
}

const { chromium } = await import(PLAYWRIGHT);
const server = new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "--no-check", "--allow-all", "--config", `${ROOT}deno.json`, `${ROOT}main.ts`]
    .concat("serve --port 0 --quiet --speed 20".split(" ")),
  env: { DATA_PATH: "" },
  stdout: "piped",
}).spawn();
const output = server.stdout.getReader();
const { value: printed } = await output.read();
const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page: Page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  await page.goto(new TextDecoder().decode(printed).trim());
  await sleep(WARM_UP_MS);
  await browser.startTracing(page, { categories: ["devtools.timeline"] });
  await sleep(TRACED_MS);
  const { traceEvents } = JSON.parse(new TextDecoder().decode(await browser.stopTracing()));
  await page.click("button.primary");
  await sleep(1000);
  const taskMs = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }: { name: string }) => name === "TaskDuration").value;
  };
  const before = await taskMs();
  await sleep(IDLE_MS);
  const idleMs = await taskMs() - before;
  const figures = [
    ...frameFigures(traceEvents),
    { name: "page_idle_cpu", value: 100 * idleMs / IDLE_MS, unit: "% of a core" },
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${figures.map(formatFigure).join("\n")}\n`));
} finally {
  await browser.close();
  server.kill("SIGINT");
  await output.cancel();
  await server.status;
}

/** Of each frame: receiving it, and painting it when it is the screen's turn. */
function frameFigures(events: readonly TraceEvent[]): Figure[] {
  const paints = timesOf(events, "FireAnimationFrame");
  // Within a turn of the screen its own callback is traced once more.
  const turns = events.filter(({ name }) => name === "FireAnimationFrame");
  const isInTurn = ({ ts }: TraceEvent): boolean =>
    turns.some((turn) => turn.ts <= ts && ts < turn.ts + turn.dur!);
  const receipts = timesOf(events.filter((event) => !isInTurn(event)), "FunctionCall");
  return [
    { name: "page_frames_painted", value: paints.length / (TRACED_MS / 1000), unit: "frames/s" },
    { name: "page_script_a_frame", value: median(receipts) + median(paints), unit: "ms" },
    { name: "page_script_of_painting", value: median(paints), unit: "ms" },
  ];
}

/** How long each call of a kind took, ms of the thread. */
function timesOf(events: readonly TraceEvent[], wanted: string): number[] {
  return events.flatMap(({ name, tdur }) => name === wanted && tdur !== undefined ? [tdur / 1000] : []);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function chromiumPath(): Promise<string> {
  const names = "chromium chromium-browser google-chrome";
  const found = await new Deno.Command("bash", { args: ["-c", `type -P ${names} | head -n 1`] }).output();
  return new TextDecoder().decode(found.stdout).trim();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
