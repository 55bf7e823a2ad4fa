// Metrics: their text as another reader has it, and the server that gives it.
import { assert, assertEquals, assertThrows } from "@std/assert";
import { type MetricsEndpoint, serveMetrics } from "../../src/metrics/endpoint.ts";
import { exposition, EXPOSITION_TYPE, type Metric } from "../../src/metrics/exposition.ts";
import { isOwnHost } from "../../src/metrics/own_host.ts";
import { processMetrics } from "../../src/metrics/process_metrics.ts";
import { metricValues } from "../../src/metrics/read_metrics.ts";
import { RecentRate } from "../../src/metrics/recent_rate.ts";
import { inFolder } from "../_folder.ts";
import { runPython, testWithPython } from "../_python.ts";

/** All that the format has to write out: quotes, backslashes, ends of lines, values that are no numbers. */
const METRICS: Metric[] = [
  {
    name: "sent_total",
    help: 'Messages, "all" of them:\nC:\\new',
    type: "counter",
    samples: [
      { labels: { topic: 'a"b\\n\nc', venue: "" }, value: 3 },
      { labels: { topic: "{é},=", venue: "XNAS" }, value: 1e21 },
    ],
  },
  {
    name: "lag_seconds",
    help: "",
    type: "gauge",
    samples: [Infinity, -Infinity, NaN, -0.25, 1e-7].map((value, at) => ({ labels: { at: `${at}` }, value })),
  },
  { name: "none", help: "No samples.", type: "gauge", samples: [] },
  { name: "alone", help: "One.", type: "gauge", samples: 0.1 + 0.2 },
];

testWithPython(
  ["prometheus_client"],
  "exposition() is read by Prometheus' own client as it was meant",
  async () => {
    await inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/metrics`, exposition(METRICS));
      const found = JSON.parse(
        await runPython(new URL("_families.py", import.meta.url), `${folder}/metrics`),
      );
      // As Python writes numbers.
      const values = ["3.0", "1e+21", "inf", "-inf", "nan", "-0.25", "1e-07", "0.30000000000000004"];
      const expected = METRICS.map(({ name, type, help, samples }) => [
        type === "counter" ? name.replace(/_total$/, "") : name,
        type,
        help,
        (typeof samples === "number" ? [{ labels: {} }] : samples).map((
          { labels },
        ) => [name, labels, values.shift()]),
      ]);
      assertEquals(found, expected);
    });
  },
);

Deno.test("metricValues() reads what exposition() writes, and sums over labels", () => {
  const values = metricValues(exposition(METRICS));
  assertEquals([...values], [["sent_total", 1e21 + 3], ["lag_seconds", NaN], ["alone", 0.1 + 0.2]]);
  assertEquals([...metricValues('a +Inf 1700000000000\nb{c="} 7"} -Inf\nno sample\n')], [["a", Infinity], [
    "b",
    -Infinity,
  ]]);
});

Deno.test("exposition() refuses names that the format does not take", () => {
  const metric = (name: string, label: string): Metric => ({
    name,
    help: "",
    type: "gauge",
    samples: [{ labels: { [label]: "" }, value: 1 }],
  });
  assertEquals(exposition([metric("a:b_1", "c_2")]).split("\n")[2], 'a:b_1{c_2=""} 1');
  for (
    const [name, label] of [["a b", "c"], ["1a", "c"], ["a\n", "c"], ["a", "c:d"], ["a", "__c"], [
      "a",
      "",
    ]] as const
  ) {
    assertThrows(() => exposition([metric(name, label)]), TypeError, "no name of a");
  }
});

Deno.test("processMetrics() tells memory and processor time of this process", () => {
  const value = (name: string): number =>
    processMetrics("0.1.0").find((metric) => metric.name === name)!.samples as number;
  const before = value("process_cpu_seconds_total");
  const endMs = performance.now() + 30;
  while (performance.now() < endMs);
  const took = value("process_cpu_seconds_total") - before;
  assert(took > 0.005 && took < 5, `${took} s`);
  const resident = value("process_resident_memory_bytes") / Deno.memoryUsage().rss;
  assert(resident > 0.5 && resident < 2, `${resident}`);
});

Deno.test("RecentRate forgets what was more than about ten seconds ago", () => {
  const rate = new RecentRate(0);
  assertEquals(rate.perSecond(0), 0);
  // 100 a second for 30 s, told every 100 ms; then 10 a second; then nothing.
  for (let ms = 100; ms <= 30_000; ms += 100) rate.count(ms / 10, ms);
  assertEquals(rate.perSecond(30_000), 100);
  for (let ms = 30_100; ms <= 45_000; ms += 100) rate.count(3_000 + (ms - 30_000) / 100, ms);
  assertEquals(rate.perSecond(45_000), 10);
  assertEquals(rate.perSecond(100_000), 0);
});

Deno.test("isOwnHost() takes addresses, localhost and the name listened on, and no other name", () => {
  const own = [
    "127.0.0.1",
    "127.0.0.1:80",
    "[::1]:9100",
    "10.0.0.5:9100",
    "localhost",
    "LOCALHOST:1",
    "box.lan:9100",
  ];
  for (const host of own) assert(isOwnHost(host, "Box.lan"), host);
  const foreign = [
    null,
    "",
    "evil.example",
    "evil.example:9100",
    "127.0.0.1.evil.example",
    "user@127.0.0.1",
    "::1",
  ];
  foreign.push(
    "localhost.evil.example",
    "[evil]",
    "1.2.3.4.5",
    "127.0.0.1:99999999",
    "0x7f.1",
    "127.0.0.1/x",
    ":80",
  );
  for (const host of foreign) assert(!isOwnHost(host, "Box.lan"), `${host}`);
});

/** A raw request, as no client that means well would send it; the answer's status line and body. */
async function asked(endpoint: MetricsEndpoint, request: string): Promise<[status: string, body: string]> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(endpoint.url).port) });
  await connection.write(new TextEncoder().encode(request.replaceAll("\n", "\r\n")));
  const text = await new Response(connection.readable).text();
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return [head.split("\r\n")[0]!.replace(/^HTTP\/1.1 /, ""), body];
}

Deno.test("serveMetrics() answers at /metrics alone, to its own names alone", async () => {
  let asks = 0;
  const endpoint = serveMetrics({ host: "127.0.0.1", port: 0 }, () => [
    { name: "asks_total", help: "Times asked.", type: "counter", samples: ++asks },
  ]);
  try {
    const response = await fetch(endpoint.url);
    assertEquals([response.status, response.headers.get("content-type")], [200, EXPOSITION_TYPE]);
    assertEquals(
      await response.text(),
      "# HELP asks_total Times asked.\n# TYPE asks_total counter\nasks_total 1\n",
    );
    const end = "Connection: close\n\n";
    const [status, body] = await asked(endpoint, `GET /metrics HTTP/1.1\nHost: localhost:1\n${end}`);
    assertEquals([status, body.includes("asks_total 2")], ["200 OK", true]);
    for (
      const [request, refusal] of [
        ["GET /metrics HTTP/1.1\nHost: rebound.example\n", "403 Forbidden"],
        ["GET /metrics HTTP/1.1\nHost: 127.0.0.1.rebound.example\n", "403 Forbidden"],
        ["POST /metrics HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n", "405 Method Not Allowed"],
        ["GET / HTTP/1.1\nHost: 127.0.0.1\n", "404 Not Found"],
        ["GET /metrics/../../etc/passwd HTTP/1.1\nHost: 127.0.0.1\n", "404 Not Found"],
      ] as const
    ) {
      assertEquals((await asked(endpoint, `${request}${end}`))[0], refusal, request);
    }
    assertEquals(asks, 2);
  } finally {
    await endpoint.close();
  }
});

Deno.test("serveMetrics() ends though somebody holds a connection, and its port is free then", async () => {
  const endpoint = serveMetrics({ host: "127.0.0.1", port: 0 }, () => METRICS);
  const port = Number(new URL(endpoint.url).port);
  assertThrows(() => serveMetrics({ host: "127.0.0.1", port }, () => METRICS), Deno.errors.AddrInUse);
  // One in the middle of its request, one that waits for its next.
  const halfway = await Deno.connect({ hostname: "127.0.0.1", port });
  await halfway.write(new TextEncoder().encode("GET /metr"));
  await (await fetch(endpoint.url)).body?.cancel();
  await endpoint.close();
  halfway.close();
  await serveMetrics({ host: "127.0.0.1", port }, () => METRICS).close();
});
