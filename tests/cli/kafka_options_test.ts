import { assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../src/cli/errors.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { command as kafka } from "../../src/cli/kafka.ts";
import { connectKafka } from "../../src/cli/kafka_options.ts";
import { DataError } from "../../src/market/data_error.ts";
import { inFolder } from "../_folder.ts";

const connect = (kafkaConfig: string) =>
  connectKafka({ bootstrap: "127.0.0.1:1", kafkaConfig, timeout: 1e9, verbose: false });

Deno.test("connectKafka() says which file cannot be read, as everywhere", async () => {
  await assertRejects(() => connect("/nope"), FileError, "cannot read /nope: no such file");
  await inFolder(async (folder) => {
    await assertRejects(() => connect(folder), FileError, `cannot read ${folder}: it is a folder`);
    const path = `${folder}/kafka.properties`;
    for (const name of ["ssl.ca.file", "ssl.certificate.file=x\nssl.key.file"]) {
      await Deno.writeTextFile(path, `${name}=/nope/file.pem\n`, { mode: 0o600 });
      const error = await assertRejects(() => connect(path), FileError) as Error;
      assertEquals(error.message.replace("x", "/nope/file.pem"), "cannot read /nope/file.pem: no such file");
    }
  });
});

Deno.test("connectKafka() names file and line of a setting that is none", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/kafka.properties`;
    await Deno.writeTextFile(path, "# settings\nsasl.pasword=secret\n", { mode: 0o600 });
    const error = await assertRejects(() => connect(path), DataError);
    assertEquals([error.file, error.line, error.message.includes("secret")], [path, 2, false]);
  });
});

Deno.test("sorlab kafka says which folder cannot be used", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const path = `${folder}/file/data`;
    await assertRejects(
      () => kafka.run(["status", "--folder", path], COMMANDS),
      FileError,
      `cannot use ${path}: `,
    );
  });
});

Deno.test("trap: connectKafka() refuses a file that others can write", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/kafka.properties`;
    await Deno.writeTextFile(path, "bootstrap.servers=127.0.0.1:1\n");
    for (const mode of [0o620, 0o602, 0o666]) {
      await Deno.chmod(path, mode);
      await assertRejects(
        () => connect(path),
        DataError,
        `can be written by others (mode ${mode.toString(8)})`,
      );
    }
  });
});

Deno.test("trap: sorlab kafka names a broker's state that is none", async () => {
  await inFolder(async (folder) => {
    for (const text of ["{", "{}", '{"pid": -1}', '{"pid": 1, "bootstrap": "evil:1", "jars": ""}']) {
      await Deno.writeTextFile(`${folder}/broker.json`, text);
      for (const action of ["status", "down", "up"]) {
        const error = await assertRejects(
          () => kafka.run([action, "--folder", folder], COMMANDS),
          DataError,
        ) as DataError;
        assertEquals(error.file, `${await Deno.realPath(folder)}/broker.json`);
      }
    }
  });
});
