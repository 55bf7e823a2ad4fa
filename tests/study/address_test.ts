// Tapes at addresses, from a server of this machine that tears, changes, refuses and falls silent.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { addressName, download, probeAddress } from "../../src/study/address.ts";
import { AddressFailure } from "../../src/study/errors.ts";
import { TapeCache } from "../../src/study/tape_cache.ts";
import { inFolder, listOf } from "../_folder.ts";

const BYTES = new TextEncoder().encode("0123456789abcdefghijklmnopqrstuvwxyz");
const SECRET = "X-Amz-Signature=s3cr3t";

interface Served {
  /** What the server was asked for: Range of each request. */
  readonly asked: (string | null)[];
  readonly address: string;
  /** What it does next. */
  readonly does: {
    etag?: string | undefined;
    modified?: string;
    status?: number;
    bytes?: Uint8Array<ArrayBuffer>;
    tearAt?: number;
    takesNoRange?: boolean;
  };
}

/** A server that gives {@linkcode BYTES}, as it is told. */
async function serving(body: (served: Served) => Promise<void>): Promise<void> {
  const asked: (string | null)[] = [];
  const does: Served["does"] = { etag: '"one"' };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    asked.push(request.headers.get("range"));
    if (!request.url.includes(SECRET)) return new Response(null, { status: 403 });
    return answer(request, does);
  });
  try {
    await body({ asked, does, address: `http://127.0.0.1:${server.addr.port}/day.csv?${SECRET}` });
  } finally {
    await server.shutdown();
  }
}

function answer(
  request: Request,
  { etag, modified, status, bytes = BYTES, tearAt, takesNoRange }: Served["does"],
): Response {
  if (status !== undefined) return new Response(null, { status });
  const headers: Record<string, string> = {};
  if (etag !== undefined) headers["ETag"] = etag;
  if (modified !== undefined) headers["Last-Modified"] = modified;
  const validator = request.headers.get("if-range");
  const range = takesNoRange || (validator !== null && validator !== (etag ?? modified))
    ? null
    : /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const from = range === null ? 0 : Number(range[1]);
  const to = range === null || range[2] === "" ? bytes.length : Number(range[2]) + 1;
  if (range !== null) headers["Content-Range"] = `bytes ${from}-${to - 1}/${bytes.length}`;
  headers["Content-Length"] = `${to - from}`;
  const torn = tearAt !== undefined && tearAt > from && to > tearAt;
  const body = torn ? tornAfter(bytes.subarray(from, tearAt)) : bytes.subarray(from, to);
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

/** Ends before as many bytes have come as were announced. */
function tornAfter(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(async function* () {
    yield bytes;
    // Ended at once, the connection may be closed before anything was sent on it.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }());
}

Deno.test("an address is known by its ETag and length, and told without its query", async () => {
  await serving(async ({ address, does, asked }) => {
    const name = address.split("?")[0]!;
    assertEquals(await probeAddress(address), { name, bytes: 36, identity: 'etag:"one" 36' });
    assertEquals(asked, ["bytes=0-0"]);
    does.etag = 'W/"weak"';
    does.modified = "Mon, 01 Jul 2024 00:00:00 GMT";
    assertEquals((await probeAddress(address)).identity, `modified:${does.modified} 36`);
    delete does.etag;
    delete does.modified;
    await assertRejects(() => probeAddress(address), DataError, "neither ETag nor Last-Modified");
  });
});

Deno.test("a torn download goes on where it was torn, with what was there before", async () => {
  await serving(async ({ address, does, asked }) => {
    await inFolder(async (folder) => {
      const path = `${folder}/day.csv`;
      const input = await probeAddress(address);
      await Deno.writeFile(path, BYTES.subarray(0, 4));
      does.tearAt = 10;
      await download(address, input, path);
      assertEquals(asked.slice(1), ["bytes=4-", "bytes=10-"]);
      assertEquals(await Deno.readFile(path), BYTES);
      // A server that knows no ranges sends all of it.
      await Deno.writeFile(path, BYTES.subarray(0, 4));
      does.takesNoRange = true;
      delete does.tearAt;
      await download(address, input, path);
      assertEquals(await Deno.readFile(path), BYTES);
    });
  });
});

Deno.test("a file that changes between plan and download, or within one, is refused", async () => {
  await serving(async ({ address, does }) => {
    await inFolder(async (folder) => {
      const input = await probeAddress(address);
      does.etag = '"two"';
      for (const before of [0, 4]) {
        await Deno.writeFile(`${folder}/${before}`, BYTES.subarray(0, before));
        await assertRejects(
          () => download(address, input, `${folder}/${before}`),
          DataError,
          "has changed since the study was planned",
        );
      }
      does.etag = '"one"';
      does.bytes = BYTES.subarray(0, 30);
      await assertRejects(() => download(address, input, `${folder}/shorter`), DataError, "has changed");
    });
  });
});

Deno.test("an address that gives nothing says why, and never what stands behind its question mark", async () => {
  await serving(async ({ address, does }) => {
    const name = address.split("?")[0]!;
    const failures: [status: number, kind: string, message: string][] = [
      [403, "denied", "refused (403); a signed address may have expired: sign it anew"],
      [404, "missing", "its server does not give it (404)"],
      [503, "unreachable", "its server cannot give it now (503)"],
    ];
    for (const [status, kind, message] of failures) {
      does.status = status;
      const error = await assertRejects(() => probeAddress(address), AddressFailure);
      assertEquals([error.kind, error.message], [kind, `${name}: ${message}`]);
    }
  });
  const closed = `http://127.0.0.1:1/day.csv?${SECRET}`;
  const error = await assertRejects(() => probeAddress(closed), AddressFailure);
  assertEquals(error.message, "http://127.0.0.1:1/day.csv: no server answers there");
  const refused = ["http://example.com/day.csv", "https://user:hunter2@example.com/day.csv", "https://"];
  for (const address of refused) {
    const fault = await assertRejects(() => probeAddress(`${address}?${SECRET}`), DataError);
    assert(!/s3cr3t|hunter2/.test(fault.message), fault.message);
  }
  assertEquals(addressName(`https://a.example/b/day.csv?${SECRET}#c`), "https://a.example/b/day.csv");
});

Deno.test("a cache downloads what many want at once, keeps to its limit, and takes nothing away that is in use", async () => {
  await serving(async ({ address, does, asked }) => {
    await inFolder(async (folder) => {
      const input = await probeAddress(address);
      const cache = new TapeCache(folder, 2 * BYTES.length);
      const [first, second] = await Promise.all([cache.locate(input, address), cache.locate(input, address)]);
      assertEquals([first.path, asked.length], [second.path, 2]);
      assert(first.path.endsWith("/day.csv"));
      const others = [];
      for (const etag of ['"b"', '"c"']) {
        does.etag = etag;
        others.push(await cache.locate(await probeAddress(address), address));
      }
      // All three are in use.
      assertEquals(listOf(folder).length, 3);
      first.release();
      second.release();
      does.etag = '"d"';
      await cache.locate(await probeAddress(address), address);
      assertEquals(listOf(folder).length, 3);
      await assertRejects(() => Deno.stat(first.path), Deno.errors.NotFound);
      for (const { path } of others) assertEquals(await Deno.readFile(path), BYTES);
    });
  });
});
