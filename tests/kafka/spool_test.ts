import { assert, assertEquals, assertRejects } from "@std/assert";
import { Spool } from "../../src/kafka/spool.ts";
import type { StoredMessage } from "../../src/kafka/read_topic.ts";
import { DataError } from "../../src/market/data_error.ts";
import { inFolder } from "../_folder.ts";

const OWNER = { topic: "t", cluster: "c" };
const HEAD = '{"sorlab_spool":1,"topic":"t","cluster":"c"}\n';
const nothing = (): void => {};

function message(offset: number, value = "value"): StoredMessage {
  const encoder = new TextEncoder();
  return { offset: String(offset), headers: { run: encoder.encode("r") }, value: encoder.encode(value) };
}

async function reopened(path: string): Promise<string[]> {
  const taken: string[] = [];
  const { spool } = await Spool.open(
    path,
    OWNER,
    (partition, { offset, value }) =>
      taken.push(`${partition} ${offset} ${new TextDecoder().decode(value!)}`),
  );
  spool.close();
  return taken;
}

Deno.test("Spool gives back what was added, without a line that a crash has torn", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/s.spool`;
    const { spool, last } = await Spool.open(path, OWNER, nothing);
    assertEquals(last.size, 0);
    await spool.add(0, [message(5, "a"), message(6, "b")]);
    await spool.add(1, [message(9, "c")]);
    spool.close();
    const text = await Deno.readTextFile(path);
    assert(text.startsWith(HEAD), text);
    for (const cut of [0, 1, 20]) {
      await Deno.writeTextFile(path, text.slice(0, text.length - cut));
      assertEquals(await reopened(path), ["0 5 a", "0 6 b", "1 9 c"].slice(0, cut === 0 ? 3 : 2));
    }
    for (const left of [0, 1, HEAD.length - 1]) {
      await Deno.writeTextFile(path, HEAD.slice(0, left));
      assertEquals(await reopened(path), []);
      assertEquals(await Deno.readTextFile(path), HEAD);
    }
  });
});

Deno.test("trap: Spool leaves a file alone that is no spool, or somebody else's", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mine`;
    const refused = async (contents: string, reason: string): Promise<void> => {
      await Deno.writeTextFile(path, contents);
      const error = await assertRejects(() => Spool.open(path, OWNER, nothing), DataError, reason, contents);
      assertEquals((error as DataError).file, path);
      assertEquals(await Deno.readTextFile(path), contents);
    };
    for (
      const contents of [
        "x",
        "ts_recv,ts_event\n1,2\n",
        '"t"\n',
        '{"sorlab_spool":2}\n',
        "{}\n",
        "null\n",
        "\n",
      ]
    ) {
      await refused(contents, "is no spool of sorlab's");
    }
    await refused(HEAD.replace('"t"', '"other"'), 'is the spool of topic "other"');
    await refused(HEAD.replace('"c"', '"other"'), "of another cluster");
    for (
      const line of [
        "x",
        "[]",
        '[0,"1",{},"v",1]',
        '[-1,"1",{},"v"]',
        '[0,1,{},"v"]',
        '[0,"1",[],"v"]',
        '[0,"1",{"run":1},"v"]',
        '[0,"1",{},1]',
        `[0,"${"9".repeat(20)}",{},"v"]`,
      ]
    ) {
      await refused(`${HEAD}${line}\n`, "not a line of a spool");
    }
  });
});

Deno.test("trap: Spool follows no symbolic link, and opens nothing but a file", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/precious`, "");
    for (const target of ["precious", "missing"]) {
      await Deno.symlink(`${folder}/${target}`, `${folder}/link-${target}`);
      const path = `${folder}/link-${target}`;
      await assertRejects(() => Spool.open(path, OWNER, nothing), DataError, "is a symbolic link");
    }
    await assertRejects(() => Spool.open(folder, OWNER, nothing), DataError, "is a folder");
    assertEquals(await Deno.readTextFile(`${folder}/precious`), "");
    await assertRejects(() => Deno.stat(`${folder}/missing`), Deno.errors.NotFound);
  });
});

Deno.test("Spool is locked, and removes only its own file", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/s.spool`;
    const { spool } = await Spool.open(path, OWNER, nothing);
    if ("tryLock" in Deno.FsFile.prototype) {
      await assertRejects(() => Spool.open(path, OWNER, nothing), DataError, "is used by another sorlab");
    }
    await Deno.rename(path, `${folder}/moved`);
    await Deno.writeTextFile(path, "another's");
    await spool.remove();
    spool.close();
    assertEquals(await Deno.readTextFile(path), "another's");
    const again = await Spool.open(`${folder}/moved`, OWNER, nothing);
    await again.spool.remove();
    await assertRejects(() => Deno.stat(`${folder}/moved`), Deno.errors.NotFound);
  });
});

Deno.test("Spool knows the message it has added", async () => {
  await inFolder(async (folder) => {
    const { spool } = await Spool.open(`${folder}/s`, OWNER, nothing);
    await spool.add(0, [message(1)]);
    spool.close();
    const { spool: again, last } = await Spool.open(`${folder}/s`, OWNER, nothing);
    again.close();
    const added = last.get(0)!;
    assert(again.isSame(added, message(1)));
    for (const other of [message(2), message(1, "other"), { ...message(1), headers: {} }]) {
      assert(!again.isSame(added, other));
    }
  });
});
