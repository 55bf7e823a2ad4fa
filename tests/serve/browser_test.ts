// The live view's page in a real browser: a server's, and a recording's without one.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Tape } from "../../src/market/tape.ts";
import { Events } from "../../src/serve/http/events.ts";
import { serveView } from "../../src/serve/http/server.ts";
import { livePage } from "../../src/serve/page/page.ts";
import { Recording } from "../../src/serve/recording.ts";
import { seeds } from "../_seeds.ts";
import { BROWSER } from "../report/_browser.ts";
import { inBrowser, type Looked, type Visit } from "./_browser.ts";
import { makeTape, viewOf } from "./_view.ts";

/** Where pictures go, to be looked at; nowhere by itself. */
const PICTURES = Deno.env.get("SORLAB_TEST_PICTURES");

/** A symbol that would be obeyed wherever it is not text. */
const EVIL = '</script><img src=x onerror="document.title=1"><script>document.title=1</script>';

const STATE = "document.querySelector('.state').textContent";
const ROWS = "document.querySelector('.health dd').textContent";
/** Frames are drawn when the screen is. */
const DRAWN = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";
const PAINTED = `(() => {
  const { width, height } = document.querySelector("canvas");
  const { data } = document.querySelector("canvas").getContext("2d").getImageData(0, 0, width, height);
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted++;
  return painted / (width * height);
})()`;

function picture(name: string): string | undefined {
  return PICTURES && `${PICTURES}/${name}.png`;
}

function assertFaultless({ tooWide, console, axe }: Looked, said: readonly string[]): void {
  assertEquals({ tooWide, axe }, { tooWide: 0, axe: [] });
  assertEquals(console.length, said.length, console.join("\n"));
  for (const [i, each] of said.entries()) assertStringIncludes(console[i]!, each);
}

/** What the console says of the script that was slipped in. */
const REFUSED = "Executing inline script violates";

/** Whether a script that is slipped in is run. */
const RUNS_OTHERS = `(() => {
  const script = document.createElement("script");
  script.textContent = "globalThis.isRun = true";
  document.body.append(script);
  return globalThis.isRun ?? false;
})()`;

function click(text: string): string {
  return `[...document.querySelectorAll("button")].find((each) => each.textContent === "${text}").click()`;
}

function ask(size: string): string {
  return `(() => {
    document.querySelector("input[name=order-size]").value = "${size}";
    document.querySelector("form").requestSubmit();
  })()`;
}

function press(key: string): string {
  return `document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", bubbles: true }))`;
}

function speed(value: string): string {
  return `(() => {
    const select = document.querySelector(".controls select");
    select.value = "${value}";
    select.dispatchEvent(new Event("change"));
  })()`;
}

/** Goes to so many thousandths of a recording. */
function seek(position: number): string {
  return `(() => {
    const range = document.querySelector("input[type=range]");
    range.value = ${position};
    range.dispatchEvent(new Event("input"));
  })()`;
}

/** What the form says of what was asked last. */
const ASKED = "document.querySelector('.asking .message').textContent";

/** What a run that is over has brought onto the page. */
const SHOWN = `({
  venues: [...document.querySelectorAll(".book tbody .note")].map(({ textContent }) => textContent),
  touch: document.querySelector(".book tfoot").textContent,
  decision: document.querySelectorAll(".decision li").length,
  saving: document.querySelector(".cost .words").textContent,
  chart: document.querySelector(".savings .mean").getAttribute("d"),
  parts: document.querySelectorAll(".parts dd").length,
  fills: document.querySelectorAll(".fills tbody tr").length,
})`;

/** What {@linkcode SHOWN} is. */
interface RunShown {
  readonly venues: readonly string[];
  readonly touch: string;
  readonly decision: number;
  readonly saving: string;
  readonly chart: string;
  readonly parts: number;
  readonly fills: number;
}

function assertShowsAll({ venues, touch, decision, saving, chart, parts, fills }: RunShown): void {
  assertEquals(venues.length, 3);
  for (const note of venues) assertMatch(note, /^(live|ghost)(, locked|, crossed)?$/);
  assertMatch(touch, /best live.*\d ¢/);
  assertMatch(saving, /^(Saves|Costs) [\d.]+ bps .* over \d+ orders?; /);
  assertMatch(chart, /^M[\d. L-]+$/);
  assertEquals({ parts, hasWhy: decision > 0, hasFills: fills > 3 }, {
    parts: 7,
    hasWhy: true,
    hasFills: true,
  });
}

/** What is done on the page of a server. */
const LIVE_STEPS: Visit["steps"] = [
  { waitFor: `${STATE} === "playing" && document.querySelectorAll(".book tbody tr").length === 3` },
  { evaluate: `document.querySelector("h1").textContent` },
  { evaluate: RUNS_OTHERS },
  { evaluate: press(" ") },
  { waitFor: `${STATE} === "paused"`, evaluate: `globalThis.rowsBefore = ${ROWS}` },
  { evaluate: click("+100") },
  { waitFor: `${ROWS} !== globalThis.rowsBefore`, evaluate: ROWS },
  { evaluate: DRAWN },
  { evaluate: PAINTED },
  { evaluate: ask("many") },
  { waitFor: `${ASKED} !== ""`, evaluate: `[${ASKED}, document.activeElement.name]` },
  { evaluate: ask("300") },
  { waitFor: `${ASKED} === ""`, evaluate: `document.title` },
  { evaluate: speed("max") },
  { evaluate: click("Play") },
  { waitFor: `${STATE} === "ended"` },
  { evaluate: DRAWN },
  { evaluate: SHOWN },
];

/** What is seen of a recording. */
const RECORDED_STEPS: Visit["steps"] = [
  { waitFor: `${STATE} === "ended"`, evaluate: `document.querySelector("h1").textContent` },
  { evaluate: RUNS_OTHERS },
  { evaluate: `document.querySelector(".asking") === null` },
  { evaluate: SHOWN },
  { evaluate: `globalThis.rowsBefore = ${ROWS}` },
  { evaluate: seek(0) },
  { evaluate: press(".") },
  { waitFor: `${ROWS} !== globalThis.rowsBefore` },
  { evaluate: press(" ") },
  { waitFor: `${ROWS} === globalThis.rowsBefore && ${STATE} === "ended"`, evaluate: DRAWN },
];

/** A server of a tape, whose address it is. */
function served(tape: Tape) {
  const events = new Events();
  const abort = new AbortController();
  const { view } = viewOf(tape, {
    speed: 2,
    audience: {
      hello: (hello) => events.hello(hello),
      frame: (frame) => events.frame({ ...frame, health }),
    },
  });
  const page = livePage("a token");
  return {
    view,
    async start(): Promise<string> {
      const server = serveView({
        page: await page,
        events,
        hello: () => view.hello(),
        refresh: () => view.refresh(),
        control: (control) => view.control(control),
        metrics: () => [],
      }, { host: "127.0.0.1", port: 0, pageToken: "a token", signal: abort.signal });
      this.ended = Promise.all([view.run(abort.signal), server.finished]);
      return `http://127.0.0.1:${server.addr.port}/`;
    },
    ended: Promise.resolve() as Promise<unknown>,
    async [Symbol.asyncDispose]() {
      events.close();
      abort.abort();
      await this.ended;
    },
  };
}

const health = { lagMs: 0, rowsPerSecond: 0, memoryBytes: 1e8 };

async function record(tape: Tape, path: string): Promise<void> {
  const recording = new Recording(path);
  const shown = viewOf(tape, {
    speed: 100,
    audience: {
      hello: (hello) => recording.hello(hello),
      frame: (frame) => recording.frame({ ...frame, health }),
    },
  });
  await shown.until(({ playback }) => playback.state === "ended");
  await recording.close();
}

Deno.test({
  name:
    "live view in a browser: a server's page and a recording's show what they are told, do what is asked, and nothing that data says",
  ignore: BROWSER === "",
  async fn() {
    const { columns, originNs } = makeTape();
    const tape = new Tape(columns, { originNs, symbol: EVIL });
    const path = await Deno.makeTempFile({ suffix: ".html" });
    try {
      await record(tape, path);
      await using server = served(tape);
      const recorded = { url: `file://${path}`, steps: RECORDED_STEPS };
      const [wide, phone, dark] = [
        { ...recorded, width: 1440, colours: "dark", picture: picture("recording_wide_dark") },
        { ...recorded, width: 390, colours: "light", picture: picture("recording_phone") },
        { ...recorded, width: 390, colours: "dark", picture: picture("recording_phone_dark") },
      ] as const;
      // In the short run, the one that is narrow and dark, as the live page is wide and light.
      const [live, ...recordings] = await inBrowser([
        {
          url: await server.start(),
          width: 1280,
          colours: "light",
          steps: LIVE_STEPS,
          picture: picture("live"),
        },
        ...[dark, wide, phone].slice(0, seeds(1, 3)),
      ]);
      const [heading, runsOthers, , paused, , stepped, , painted, , refused, , title] = live!.seen;
      assertEquals([heading, runsOthers], [`${EVIL} · synthetic market`, false]);
      // A hundred, and those that came at the same moment as the last.
      const rows = number(stepped) - number(paused);
      assert(rows >= 100 && rows < 120, `${rows} rows`);
      assert(painted as number > 0.005, `${painted} of the heat map is painted`);
      assertEquals(refused, ["--order-size: not a number", "order-size"]);
      assertEquals(title, `${EVIL} · sorlab`);
      assertEquals(server.view.hello().run, 2);
      assertShowsAll(live!.seen.at(-1) as RunShown);
      for (const each of recordings) {
        assertEquals(each.seen.slice(0, 3), [`${EVIL} · synthetic market`, false, true]);
        assertShowsAll(each.seen[3] as RunShown);
      }
      assertFaultless(live!, [REFUSED, "status of 400"]);
      for (const each of recordings) assertFaultless(each, [REFUSED]);
    } finally {
      await Deno.remove(path);
    }
  },
});

function number(text: unknown): number {
  return Number(String(text).replaceAll(",", ""));
}
