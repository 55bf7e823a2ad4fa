// The live view's server: who may ask what, and what nothing that comes from data can do.
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Tape } from "../../src/market/tape.ts";
import { parseControl } from "../../src/serve/http/control.ts";
import { Events } from "../../src/serve/http/events.ts";
import { isLoopback } from "../../src/metrics/loopback.ts";
import { Guard } from "../../src/serve/http/guard.ts";
import { serveView, type Shown } from "../../src/serve/http/server.ts";
import { livePage } from "../../src/serve/page/page.ts";
import { Recording } from "../../src/serve/recording.ts";
import { makeTape, viewOf } from "./_view.ts";

const TOKEN = "0123456789abcdef";
const ADDRESS_TOKEN = "fedcba9876543210";

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

function refusedBy(guard: Guard, { method = "GET", path = "/", headers = {} }: Asked): number | undefined {
  const request = new Request(`http://127.0.0.1:8017${path}`, {
    method,
    headers: { host: "127.0.0.1:8017", ...headers },
  });
  return guard.refusalOf(request)?.status;
}

Deno.test("a name that is not the server's, and a page of another origin, are refused", () => {
  const guard = new Guard({ host: "127.0.0.1", pageToken: TOKEN });
  const status = (headers: Record<string, string>) => refusedBy(guard, { headers });
  for (const host of ["127.0.0.1:8017", "localhost:8017", "localhost:9000", "[::1]:8017"]) {
    assertEquals(status({ host }), undefined);
  }
  for (const host of ["rebound.example:8017", "127.0.0.1.rebound.example", "localhost.example", ""]) {
    assertEquals(status({ host }), 403);
  }
  assertEquals(status({ origin: "http://127.0.0.1:8017" }), undefined);
  for (
    const origin of [
      "https://evil.example",
      "null",
      "http://127.0.0.1:8018",
      "http://localhost:8017",
      "https://127.0.0.1:8017",
    ]
  ) assertEquals(status({ origin }), 403);
});

Deno.test("only a page that the server gave out may change anything", () => {
  const guard = new Guard({ host: "127.0.0.1", pageToken: TOKEN });
  const status = (headers: Record<string, string>) =>
    refusedBy(guard, { method: "POST", path: "/control", headers });
  assertEquals(status({ "x-sorlab-token": TOKEN }), undefined);
  assertEquals(status({ "x-sorlab-token": TOKEN, origin: "http://127.0.0.1:8017" }), undefined);
  for (const token of ["", "0123456789abcdee", `${TOKEN}0`]) {
    assertEquals(status({ "x-sorlab-token": token }), 403);
  }
  assertEquals(status({}), 403);
});

Deno.test("open to others, the server wants the token of its address, once by address, then by cookie", () => {
  const guard = new Guard({ host: "0.0.0.0", token: ADDRESS_TOKEN, pageToken: TOKEN });
  assertEquals(refusedBy(guard, {}), 401);
  assertEquals(refusedBy(guard, { path: "/?token=wrong" }), 401);
  assertEquals(refusedBy(guard, { path: `/?token=${ADDRESS_TOKEN}` }), undefined);
  assertEquals(refusedBy(guard, { headers: { cookie: `a=b; sorlab_token=${ADDRESS_TOKEN}` } }), undefined);
  assertEquals(refusedBy(guard, { headers: { authorization: `Bearer ${ADDRESS_TOKEN}` } }), undefined);
  const request = (path: string) => new Request(`http://10.0.0.1:8017${path}`);
  assertStringIncludes(guard.cookieFor(request(`/?token=${ADDRESS_TOKEN}`))!, "HttpOnly; SameSite=Strict");
  assertEquals(guard.cookieFor(request("/?token=wrong")), undefined);
  assertEquals(["127.0.0.1", "localhost", "::1", "0.0.0.0", "10.0.0.1"].map(isLoopback), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("what a page asks for is read strictly", () => {
  assertEquals(parseControl('{"do":"step","rows":5}'), { do: "step", rows: 5 });
  assertEquals(parseControl('{"do":"speed","speed":"max"}'), { do: "speed", speed: "max" });
  for (
    const text of [
      "",
      "[]",
      '{"do":"rm"}',
      '{"do":"step","rows":0}',
      '{"do":"step","rows":1.5}',
      '{"do":"speed","speed":0}',
      '{"do":"speed","speed":1e9}',
      '{"do":"seek","position":1.01}',
      '{"do":"seek","position":null}',
      '{"do":"play","more":1}',
      '{"do":"ask","options":{"side":1}}',
    ]
  ) assertThrows(() => parseControl(text), Error, "the request");
});

/** A server of a view, at an address of its own. */
async function served(changes: Partial<Shown> = {}) {
  const { view } = viewOf(makeTape(), { paused: true });
  const events = new Events();
  const abort = new AbortController();
  const controls: string[] = [];
  const server = serveView({
    page: await livePage(TOKEN),
    events,
    hello: () => view.hello(),
    refresh: () => {},
    control: (control) => {
      if (control.do === "ask") throw new Error("--side up: use buy or sell");
      controls.push(control.do);
    },
    metrics: () => [{ name: "rows_total", help: "Rows.", type: "counter", samples: 3 }],
    ...changes,
  }, { host: "127.0.0.1", port: 0, pageToken: TOKEN, signal: abort.signal });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    controls,
    events,
    async [Symbol.asyncDispose]() {
      events.close();
      abort.abort();
      await server.finished;
    },
  };
}

function post(url: string, body: string, headers: Record<string, string> = { "x-sorlab-token": TOKEN }) {
  return fetch(`${url}/control`, { method: "POST", body, headers });
}

Deno.test("the server answers its page, figures, events and controls, and nothing else", async () => {
  await using server = await served();
  const page = await fetch(server.url);
  const html = await page.text();
  assertEquals(page.status, 200);
  const policy = page.headers.get("content-security-policy")!;
  for (const each of ["default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
    assertStringIncludes(policy, each);
  }
  assert(!policy.includes("unsafe"));
  for (
    const [name, tag] of [["script-src", /<script type="module">(.*?)<\/script>/s], [
      "style-src",
      /<style>(.*?)<\/style>/s,
    ]] as const
  ) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tag.exec(html)![1]));
    assertStringIncludes(policy, `${name} 'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`);
  }
  assertEquals(
    await (await fetch(`${server.url}/metrics`)).text().then((text) => text.split("\n").at(-2)),
    "rows_total 3",
  );
  const stream = await fetch(`${server.url}/events`);
  const reader = stream.body!.getReader();
  assertStringIncludes(new TextDecoder().decode((await reader.read()).value), "event: hello\ndata: {");
  await reader.cancel();
  assertEquals([(await post(server.url, '{"do":"play"}')).status, server.controls], [204, ["play"]]);
  const refused = await post(server.url, '{"do":"ask","options":{"side":"up"}}');
  assertEquals([refused.status, await refused.json()], [400, { error: "--side up: use buy or sell" }]);
  const long = await post(server.url, `{"do":"play","more":"${"x".repeat(5000)}"}`);
  assertEquals([long.status, await long.json()], [400, { error: "the request is longer than 4096 bytes" }]);
  const foreign = await post(server.url, '{"do":"play"}', {
    "x-sorlab-token": TOKEN,
    origin: "http://evil.example",
  });
  assertEquals([foreign.status, (await foreign.text()).includes("origin")], [403, true]);
  for (const path of ["/../etc/passwd", "/view.js", "/control"]) {
    const answer = await fetch(`${server.url}${path}`);
    assertEquals(answer.status, 404);
    await answer.body?.cancel();
  }
});

Deno.test("a rebinding name is refused on the wire too", async () => {
  await using server = await served();
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const request = "GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  assertStringIncludes(answer, "HTTP/1.1 403");
  assert(!answer.includes("<html"));
});

Deno.test("ten pages watch at once; one that vanishes is forgotten", async () => {
  await using server = await served();
  const readers = await Promise.all(Array.from({ length: 10 }, async () => {
    const { body } = await fetch(`${server.url}/events`);
    const reader = body!.getReader();
    await reader.read();
    return reader;
  }));
  assertEquals(server.events.pages, 10);
  for (const reader of readers.slice(0, 9)) await reader.cancel();
  while (server.events.pages > 1) await new Promise((resolve) => setTimeout(resolve, 1));
  await readers[9]!.cancel();
});

/** A symbol that would be obeyed wherever it is not escaped. */
const EVIL = "</script><script>alert(1)</script><!--\u2028";

Deno.test("a recording is one page, and a symbol that is a script stays a symbol in it", async () => {
  const tape = makeTape();
  const shown = viewOf(new Tape(tape.columns, { originNs: tape.originNs, symbol: EVIL }));
  await shown.until(({ playback }) => playback.state === "ended");
  const path = await Deno.makeTempFile({ suffix: ".html" });
  try {
    const recording = new Recording(path);
    for (const hello of shown.hellos) recording.hello(hello);
    const health = { lagMs: 0, rowsPerSecond: 0, memoryBytes: 0 };
    for (const frame of shown.frames) recording.frame({ ...frame, health });
    await recording.close();
    const html = await Deno.readTextFile(path);
    assert(!html.includes(EVIL) && !html.includes("alert(1)<"));
    assertEquals(html.match(/<script/g)!.length, 2);
    const boot = JSON.parse(/id="boot">(.*?)<\/script>/s.exec(html)![1]!);
    const [[, event, hello]] = boot.recording;
    assertEquals([event, hello.source.symbol, hello.recorded], ["hello", EVIL, true]);
    const frames = boot.recording.filter(([, each]: string[]) => each === "frame");
    assertEquals(
      frames.reduce((sum: number, [, , { merged }]: [number, string, { merged: number }]) => sum + merged, 0),
      shown.frames.length,
    );
    assertEquals(frames.at(-1)[2].playback.state, "ended");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a recording that cannot be written says so when it is closed", async () => {
  const recording = new Recording("/no/such/folder/recording.html");
  await assertRejects(() => recording.close(), Deno.errors.NotFound);
});
