import { assertEquals, assertInstanceOf, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import {
  EXIT,
  exitCodeOf,
  FileError,
  Interrupted,
  messageOf,
  UsageError,
  withFile,
} from "../../src/cli/errors.ts";

Deno.test("exitCodeOf() gives each kind of failure its own code", () => {
  assertEquals(exitCodeOf(new UsageError("x")), 2);
  assertEquals(exitCodeOf(new SyntaxError("x")), 3);
  assertEquals(exitCodeOf(new RangeError("x")), 3);
  assertEquals(exitCodeOf(new FileError("x")), 4);
  assertEquals(exitCodeOf(new Deno.errors.NotFound("x")), 4);
  assertEquals(exitCodeOf(new Deno.errors.NotCapable("x")), 4);
  assertEquals(exitCodeOf(new Error("No space left on device (os error 28)")), 4);
  assertEquals(exitCodeOf(new Interrupted("SIGINT", "x")), 130);
  assertEquals(exitCodeOf(new Interrupted("SIGTERM", "x")), 143);
  for (const defect of [new Error("x"), new TypeError("x"), "x", undefined, null, { code: 2 }]) {
    assertEquals(exitCodeOf(defect), EXIT.internal);
  }
});

Deno.test("messageOf() shows a stack for defects only", () => {
  assertEquals(messageOf(new UsageError("--side Buy: use buy or sell")), "--side Buy: use buy or sell");
  assertMatch(
    messageOf(new TypeError("x is undefined")),
    /^internal error, please report it: TypeError.*\n +at /,
  );
  assertEquals(messageOf("thrown text"), "internal error: thrown text");
});

/** The message of what `withFile` makes of an error. */
async function refusal(what: string, error: Error): Promise<string> {
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
  for (const error of [new SyntaxError("x:1: bad"), new TypeError("x"), new Deno.errors.BrokenPipe("x")]) {
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
