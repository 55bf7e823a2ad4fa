/**
 * Photographs of what commands print on a terminal, to be looked at: of 80 and of 120 columns, dark and light.
 *
 *     ./scripts/deno run --allow-all --no-config --node-modules-dir=none tests/report/terminal/photograph.ts FOLDER
 *
 * It takes Chromium and util-linux's script, and leaves COMMAND-COLUMNS-COLOURS.png in the folder.
 *
 * @module
 */

const MAIN = decodeURIComponent(new URL("../../../main.ts", import.meta.url).pathname);
const CONFIG = decodeURIComponent(new URL("../../../deno.json", import.meta.url).pathname);

/** Lines for bash, in which `sorlab` is a command, by the name of their photograph; later ones find earlier files. */
const COMMANDS: Readonly<Record<string, string>> = {
  "first": "sorlab backtest --out before.json",
  "compare":
    "sorlab backtest --config before.json --strategy twap+static-relative --quiet --out after.json >/dev/null\n" +
    "sorlab compare before.json after.json",
  "trial": "sorlab backtest --rules trial --no-file",
  "judge": "sorlab generate --fills demo --quiet\n" +
    "sorlab judge --data demo/tape.csv --fills demo/fills.csv --parents demo/parents.csv --interval 5s --no-file",
  "inspect": "sorlab inspect demo/tape.csv",
  "help": "sorlab --help",
};

const COLOURS = { dark: ["#1e1e1e", "#d4d4d4"], light: ["#ffffff", "#24292e"] } as const;

// Not a literal in the import, so that nothing but this script ever installs it.
const PLAYWRIGHT = "npm:playwright-core@1.65.1";
const { chromium } = await import(PLAYWRIGHT);

/** What a terminal of so many columns shows once the lines have run. */
async function shown(lines: string, columns: number, cwd: string): Promise<string> {
  const sorlab = `'${Deno.execPath()}' run --quiet --allow-all --config '${CONFIG}' '${MAIN}' "$@"`;
  await Deno.writeTextFile(`${cwd}/run.sh`, `stty cols ${columns}\nsorlab() { ${sorlab}; }\n${lines}\n`);
  const { stdout } = await new Deno.Command("script", {
    args: ["-qec", "bash run.sh", "/dev/null"],
    cwd,
    env: { SHELL: "/bin/bash", DATA_PATH: "" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout).replaceAll("\r\n", "\n");
  // A bar is drawn on a line that is erased first.
  return text.split("\n").map((line) => line.split("\r\x1b[2K").at(-1)).join("\n").trimEnd();
}

function pageOf(text: string, columns: number, [ground, ink]: readonly [string, string]): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const style =
    `margin: 0; padding: 8px; width: ${columns}ch; white-space: pre-wrap; word-break: break-all; ` +
    `font: 14px/1.2 monospace; color: ${ink}; background: ${ground}`;
  return `<body style="margin: 0; display: inline-block"><pre style="${style}">${escaped}</pre></body>`;
}

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("name a folder for the photographs");
await Deno.mkdir(folder, { recursive: true });
const cwd = await Deno.makeTempDir({ prefix: "sorlab photographs " });
const names = "chromium chromium-browser google-chrome";
const found = await new Deno.Command("bash", { args: ["-c", `type -P ${names} | head -n 1`] }).output();
const browser = await chromium.launch({
  executablePath: new TextDecoder().decode(found.stdout).trim(),
  args: ["--no-sandbox"],
});
try {
  const context = await browser.newContext({ deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  for (const [name, lines] of Object.entries(COMMANDS)) {
    for (const columns of [80, 120]) {
      const text = `$ ${lines.split("\n").at(-1)}\n${await shown(lines, columns, cwd)}`;
      for (const [colours, pair] of Object.entries(COLOURS)) {
        await page.setContent(pageOf(text, columns, pair));
        await page.locator("pre").screenshot({ path: `${folder}/${name}-${columns}-${colours}.png` });
      }
    }
  }
} finally {
  await browser.close();
  await Deno.remove(cwd, { recursive: true });
}
