/**
 * Makes the `jsr:@std/…` packages of `deno.json` resolvable where JSR does not answer.
 *
 * `npm:deno-std` is a build of the same code. This script lays the asked packages out of it into
 * `vendor/`, in the very layout that Deno's `"vendor": true` uses for JSR: a `meta.json` and a
 * `<version>_meta.json` (manifest with checksums, and exports) beside a folder of modules. Each
 * module re-exports its twin from npm; the twin carries no types, so its exports are declared `any`.
 * Where JSR answers, nothing is written and Deno vendors the real packages itself.
 *
 * Usage: `deno run scripts/vendor_std.ts <project root>` (called by `scripts/deno`).
 */

// deno-lint-ignore-file no-console -- a script's only way to say why it failed

const STD = "npm:deno-std@1.4.0";
const REGISTRY = "jsr.io";
const PROBE_TIMEOUT_MS = 8_000;

/** Modules sorlab may import of each package, by JSR export name; npm files use `_` for `-`. */
const EXPORTS = {
  assert: [".", "./equals"],
  cli: ["./parse-args"],
  csv: [".", "./parse", "./stringify"],
  text: ["./closest-string"],
  yaml: ["./parse"],
} as Record<string, string[]>;

const root = Deno.args[0] ?? ".";
const folder = `${root}/vendor/${REGISTRY}`;

try {
  if (await registryAnswers()) await removeLaidOut();
  else for (const pin of await pinnedStdPackages()) await layOut(pin);
} catch (error) {
  const [reason] = String(error instanceof Error ? error.message : error).split("\n");
  console.error(`scripts/vendor_std.ts: cannot make the jsr: packages resolvable: ${reason}`);
  Deno.exit(1);
}

interface Pin {
  name: string;
  version: string;
}

async function registryAnswers(): Promise<boolean> {
  try {
    const response = await fetch(`https://${REGISTRY}/@std/assert/meta.json`, {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Drops an earlier lay-out, so that Deno fetches the real packages; makes `vendor/` anew. */
async function removeLaidOut(): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(`${root}/vendor`, { recursive: true });
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function pinnedStdPackages(): Promise<Pin[]> {
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const pins: Pin[] = [];
  for (const specifier of Object.values<string>(config.imports)) {
    const match = /^jsr:@std\/([a-z-]+)@(\d+\.\d+\.\d+)$/.exec(specifier);
    if (match) pins.push({ name: match[1]!, version: match[2]! });
    else if (specifier.startsWith("jsr:")) {
      throw new Error(
        `${specifier} is not an exactly pinned @std package; npm:deno-std cannot stand in for it`,
      );
    }
  }
  return pins;
}

async function layOut({ name, version }: Pin): Promise<void> {
  const names = EXPORTS[name];
  if (!names) throw new Error(`add @std/${name} to EXPORTS in scripts/vendor_std.ts`);
  const base = `${folder}/@std/${name}`;
  await Deno.mkdir(`${base}/${version}`, { recursive: true });

  const manifest: Record<string, { size: number; checksum: string }> = {};
  const exports: Record<string, string> = {};
  for (const exported of names) {
    const stem = exported === "." ? "mod" : exported.slice(2).replaceAll("-", "_");
    const twin = `${STD}/${name}/${stem}.js`;
    const symbols = await exportsOf(twin);
    const files = {
      [`${stem}.js`]: `// @ts-self-types="./${stem}.d.ts"\nexport * from "${twin}";\n`,
      [`${stem}.d.ts`]: symbols.map((symbol) => `export declare const ${symbol}: any;\n`).join(""),
    };
    for (const [file, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${base}/${version}/${file}`, text);
      manifest[`/${file}`] = { size: text.length, checksum: `sha256-${await sha256(text)}` };
    }
    exports[exported] = `./${stem}.js`;
  }
  await writeJson(`${base}/${version}_meta.json`, { manifest, exports });
  await writeJson(`${base}/meta.json`, { scope: "std", name, latest: version, versions: { [version]: {} } });
}

async function exportsOf(module: string): Promise<string[]> {
  try {
    return Object.keys(await import(module)).filter((symbol) => symbol !== "default");
  } catch (error) {
    throw new Error(`${REGISTRY} does not answer, and npm does not give ${module}`, { cause: error });
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "");
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value, null, 2) + "\n");
}
