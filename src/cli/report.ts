/** `sorlab report`: an artefact as a page. @module */

import { reportPage } from "../report/html/report_page.ts";
import { ifThere } from "../source/if_there.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { flag, quiet, text } from "./options.ts";
import { readOptions, refuseMore, splitOperands } from "./read_arguments.ts";
import { printResult, tell } from "./output.ts";
import { writeFile } from "./written_file.ts";
import { openPage } from "./open_page.ts";
import { PAGES } from "./pages.ts";
import { keepOnly } from "./permissions.ts";
import { readArtefactJson } from "./read_artefact_json.ts";

const options = {
  out: text("FILE", "where to write; - is standard output (beside the artefact; of standard input, -)"),
  open: flag("open the page in the browser (runs xdg-open, or open on macOS)"),
  quiet,
};

/** `sorlab report`. */
export const command: Command = {
  help: helpText({
    summary:
      "Makes the artefact of a back-test, or of a study, a page to look at: one HTML file without scripts,\n" +
      "that needs no network, for screens, phones and paper.",
    examples: [
      ["sorlab report artefact.json", "writes artefact.html"],
      ["sorlab backtest --no-file | sorlab report --out page.html", "without an artefact between"],
    ],
    options,
    operands: [{ placeholder: "FILE" }],
    notes: "sorlab report [ARTEFACT.json|-] [OPTIONS]: - is standard input (default).\n" +
      "The same artefact gives the same page, byte for byte.",
  }),
  async run(args) {
    const { operands: [path = "-", ...more], others } = splitOperands(args, options);
    const values = readOptions(others, options);
    refuseMore(more);
    if (path === "-" && Deno.stdin.isTerminal()) {
      throw new UsageError("no artefact: name a file, or pipe one in (see --help)");
    }
    const out = values.out ?? pagePath(path);
    if (values.open && out === "-") {
      throw new UsageError("--open needs a page in a file: name one with --out");
    }
    keepOnly(["read", ...(out === "-" ? [] : ["write"] as const), ...(values.open ? ["run"] as const : [])]);
    const name = path === "-" ? "standard input" : path;
    if (await withFile(`read ${name}`, () => isSameFile(path, out))) {
      throw new UsageError(`--out ${out}: is the artefact itself`);
    }
    const artefact = await withFile(`read ${name}`, () => readArtefactJson(path, name));
    const page = reportPage(artefact, name, PAGES);
    if (out === "-") return await printResult(page);
    await writeFile(out, page);
    if (!values.quiet) tell(`report in ${out}`);
    if (values.open) await openPage(out);
  },
};

function pagePath(path: string): string {
  return path === "-" ? "-" : `${path.replace(/\.json$/, "")}.html`;
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  if (path === "-" || other === "-") return false;
  const real = await ifThere(Deno.realPath(path));
  return real !== undefined && real === await ifThere(Deno.realPath(other));
}
