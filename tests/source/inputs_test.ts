import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { inputsOf } from "../../src/source/inputs.ts";
import { inFolder } from "../_folder.ts";
import { zip } from "./_zip.ts";

const NOTHING = new Uint8Array(0);

/** The names of the inputs, without the folder. */
async function names(folder: string, name: string): Promise<string[]> {
  return (await inputsOf(`${folder}/${name}`)).map((input) => input.name.replace(`${folder}/`, ""));
}

Deno.test("inputsOf() takes a file for itself, whatever its name", () =>
  inFolder(async (folder) => {
    for (const name of ["day.csv", "manifest.json", "day[1].csv", "a*"]) {
      await Deno.writeFile(`${folder}/${name}`, NOTHING);
      assertEquals(await names(folder, name), [name]);
    }
    assertEquals((await inputsOf("-")).map(({ name }) => name), ["standard input"]);
    assertEquals(await names(folder, "missing.csv"), ["missing.csv"]);
  }));

Deno.test("inputsOf() lists a folder by name, numbers as such, but for what lies beside the data", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/within`);
    await Deno.writeFile(`${folder}/within/day.csv`, NOTHING);
    await Deno.writeFile(
      `${folder}/days.zip`,
      zip([["b.csv", NOTHING], ["__MACOSX/a.csv", NOTHING], ["a.csv", NOTHING]]),
    );
    for (const name of ["day10.csv", "day9.csv", ".hidden", "metadata.json", "symbology.csv", "README.md"]) {
      await Deno.writeFile(`${folder}/${name}`, NOTHING);
    }
    const expected = ["day9.csv", "day10.csv", "days.zip/a.csv", "days.zip/b.csv"];
    assertEquals(await names(folder, "."), expected.map((name) => `./${name}`));
    assertEquals(await names(folder, ""), expected);
    await Deno.mkdir(`${folder}/empty`);
    await assertRejects(
      () => inputsOf(`${folder}/empty`),
      DataError,
      "empty has no file of market data in it",
    );
  }));

Deno.test("inputsOf() finds the files that a pattern fits", () =>
  inFolder(async (folder) => {
    for (
      const name of [
        "2024/a1.csv",
        "2024/a2.csv",
        "2024/b1.csv",
        "2025/a3.csv",
        "2025/a.csv/x",
        "2025/.a4.csv",
      ]
    ) {
      await Deno.mkdir(`${folder}/${name.split("/").slice(0, -1).join("/")}`, { recursive: true });
      await Deno.writeFile(`${folder}/${name}`, NOTHING);
    }
    assertEquals(await names(folder, "2024/*.csv"), ["2024/a1.csv", "2024/a2.csv", "2024/b1.csv"]);
    assertEquals(await names(folder, "*/a?.csv"), ["2024/a1.csv", "2024/a2.csv", "2025/a3.csv"]);
    assertEquals(await names(folder, "202[5-9]/a*.csv"), ["2025/a3.csv"]);
    assertEquals(await names(folder, "2024/[!a]*.csv"), ["2024/b1.csv"]);
    assertEquals(await names(folder, "202?/b1.csv"), ["2024/b1.csv"]);
    await assertRejects(() => inputsOf(`${folder}/2026/*.csv`), Deno.errors.NotFound);
    await assertRejects(() => inputsOf(`${folder}/2024/(a+)*[`), Deno.errors.NotFound);
  }));
