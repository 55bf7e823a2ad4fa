import config from "../../deno.json" with { type: "json" };
import { assertEquals, assertInstanceOf, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import {
  EXIT,
  exitCodeOf,
  FileError,
  Interrupted,
  messageOf,
  UsageError,
  VerificationError,
  withFile,
} from "../../src/cli/errors.ts";
import { run } from "../../src/cli/run.ts";
import { DataError } from "../../src/market/data_error.ts";

const REPORT = `this is a defect in sorlab ${config.version}; please report the command and the lines above`;

Deno.test("exitCodeOf() gives each kind of failure its own code", () => {
  assertEquals(exitCodeOf(new UsageError("x")), 2);
  assertEquals(exitCodeOf(new DataError("x")), 3);
  assertEquals(exitCodeOf(new FileError("x")), 4);
  assertEquals(exitCodeOf(new Deno.errors.NotFound("x")), 4);
  assertEquals(exitCodeOf(new Deno.errors.NotCapable("x")), 4);
  assertEquals(exitCodeOf(new Error("No space left on device (os error 28)")), 4);
  assertEquals(exitCodeOf(new Interrupted("SIGINT", "x")), 130);
  assertEquals(exitCodeOf(new Interrupted("SIGTERM", "x")), 143);
  const builtIn = [new Error("x"), new TypeError("x"), new RangeError("x"), new SyntaxError("x")];
  for (const defect of [...builtIn, "x", undefined, null, { code: 2 }]) {
    assertEquals(exitCodeOf(defect), EXIT.internal);
  }
});

Deno.test("messageOf() shows a stack for defects only", () => {
  assertEquals(messageOf(new UsageError("--side Buy: use buy or sell")), "--side Buy: use buy or sell");
  assertEquals(messageOf(new DataError("x", { file: "day.csv", line: 3 })), "day.csv:3: x");
  assertEquals(messageOf(new VerificationError("x")), "x");
  assertMatch(messageOf(new TypeError("x is undefined")), /^TypeError: x is undefined\n +at /);
  assertEquals(messageOf("text"), `thrown: text\n${REPORT}`);
});

/** Calls itself until the stack is full. */
function overflow(depth: number): number {
  return overflow(depth + 1) + 1;
}

/** A file of a few bytes that is none. */
function fileOf(text: string): Deno.FsFile {
  let left = new TextEncoder().encode(text);
  const file: Pick<Deno.FsFile, "read" | typeof Symbol.dispose> = {
    read(into) {
      into.set(left);
      const count = left.length || null;
      left = left.subarray(left.length);
      return Promise.resolve(count);
    },
    [Symbol.dispose]() {},
  };
  return file as Deno.FsFile;
}

/** The exit code and the standard error of `run()` where reading a file fails in this way. */
async function runFailing(failure: () => unknown): Promise<{ code: number; stderr: string }> {
  const { open } = Deno;
  const { writeSync } = Deno.stderr;
  const { revokeSync } = Deno.permissions;
  // The tests that follow in this thread need what the command gives up.
  Deno.permissions.revokeSync = (permission) => Deno.permissions.querySync(permission);
  let stderr = "";
  Deno.open = () => Promise.resolve().then(failure).then((text) => fileOf(text as string));
  Deno.stderr.writeSync = (bytes) => {
    stderr += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    return { code: await run(["allocate", "--snapshot-file", "x.json"]), stderr };
  } finally {
    Deno.open = open;
    Deno.stderr.writeSync = writeSync;
    Deno.permissions.revokeSync = revokeSync;
  }
}

Deno.test("run() ends a defect with code 1, its stack and how to report it", async () => {
  const cases: [() => unknown, RegExp][] = [
    [() => overflow(0), /^sorlab: RangeError: Maximum call stack size exceeded\n +at overflow /],
    [() => (undefined as unknown as { name: string }).name, /^sorlab: TypeError: Cannot read .*\n +at /],
    [() => BigInt("x"), /^sorlab: SyntaxError: Cannot convert x to a BigInt\n +at /],
  ];
  for (const [failure, start] of cases) {
    const { code, stderr } = await runFailing(failure);
    assertEquals(code, 1);
    assertMatch(stderr, start);
    assertEquals(stderr.trimEnd().split("\n").at(-1), REPORT);
  }
});

Deno.test("trap: run() says so where there is no memory for the data, and calls it no defect", async () => {
  const { code, stderr } = await runFailing(() => {
    throw new RangeError("Array buffer allocation failed");
  });
  assertEquals([code, stderr], [
    8,
    "sorlab: not enough memory (Array buffer allocation failed): take a part of the data, by --from and --to\n",
  ]);
  assertEquals(exitCodeOf(new RangeError("Invalid array length")), 1);
});

Deno.test("run() ends bad data with code 3 and one line", async () => {
  assertEquals(await runFailing(() => "{"), {
    code: 3,
    stderr:
      "sorlab: x.json: no JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)\n",
  });
});

/** The message of what `withFile` makes of an error. */
async function refusal(what: `${"read" | "write"} ${string}`, error: Error): Promise<string> {
  const thrown: Error = await assertRejects(() => withFile(what, () => Promise.reject(error)), FileError);
  assertStrictEquals(thrown.cause, error);
  return thrown.message;
}

Deno.test("withFile() says which file, and why, as a user would", async () => {
  const missing = new Deno.errors.NotFound(
    "No such file or directory (os error 2): open '/nope/x.1a.partial'",
  );
  assertEquals(await refusal("read /nope/x", missing), "cannot read /nope/x: no such file");
  assertEquals(await refusal("write /nope/x", missing), "cannot write /nope/x: no such folder");
  assertEquals(
    await refusal("read x", new Error("Is a directory (os error 21)")),
    "cannot read x: it is a folder",
  );
  assertEquals(
    await refusal("read x", new Deno.errors.PermissionDenied("Permission denied (os error 13): open 'x'")),
    "cannot read x: permission denied",
  );
  assertEquals(
    await refusal("write x", new Error("No space left on device (os error 28)")),
    "cannot write x: no space left on device",
  );
  assertEquals(
    await refusal(
      "write x",
      new Deno.errors.NotCapable(
        'Requires write access to "x.1.partial", run again with the --allow-write flag',
      ),
    ),
    "cannot write x: deno was started without --allow-write",
  );
});

Deno.test("withFile() leaves all other errors alone", async () => {
  for (
    const error of [new DataError("bad", { file: "x" }), new TypeError("x"), new Deno.errors.BrokenPipe("x")]
  ) {
    const thrown = await withFile("read x", () => Promise.reject(error)).catch((reason) => reason);
    assertStrictEquals(thrown, error);
  }
});

Deno.test("withFile() names the file once, by the innermost name", async () => {
  const thrown = await withFile(
    "write a",
    () => withFile("read b", () => Promise.reject(new Deno.errors.NotFound("x"))),
  ).catch((reason) => reason);
  assertInstanceOf(thrown, FileError);
  assertEquals(messageOf(thrown), "cannot read b: no such file");
});

Deno.test("withFile() hands the result through", async () => {
  assertEquals(await withFile("read x", () => Promise.resolve(7)), 7);
});
