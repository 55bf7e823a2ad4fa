/** `sorlab report`: an artefact as a page. @module */

import { backtestPage } from "../report/html/backtest_page.ts";
import { judgePage } from "../report/html/judge/page.ts";
import { documentOf } from "../report/html/page.ts";
import { type PagesByRules, reportPage } from "../report/html/report_page.ts";
import { studyPage } from "../report/html/study/page.ts";
import { readJudgeArtefact } from "../report/judge/read_artefact.ts";
import { readArtefact } from "../report/read_artefact.ts";
import { isStudyArtefact, readStudyArtefact } from "../report/study/read_artefact.ts";
import { trialPage } from "../trial/page.ts";
import { readTrialArtefact } from "../trial/read_artefact.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { flag, readOptions, text } from "./options.ts";
import { printResult, tell, writeFile } from "./output.ts";
import { keepOnly } from "./permissions.ts";
import { readArtefactJson } from "./read_artefact_json.ts";

const PAGES: PagesByRules = {
  market: (artefact, file) => backtestPage(readArtefact(artefact, file)),
  trial: (artefact, file) => trialPage(readTrialArtefact(artefact, file)),
  judge: (artefact, file) => judgePage(readJudgeArtefact(artefact, file)),
};

const options = {
  out: text("FILE", "where to write; - is standard output (beside the artefact; of standard input, -)"),
  quiet: flag("nothing on standard error but failures"),
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
    const [path, others] = splitPath(args);
    const values = readOptions(others, options);
    if (path === "-" && Deno.stdin.isTerminal()) {
      throw new UsageError("no artefact: name a file, or pipe one in (see --help)");
    }
    const out = values.out ?? pagePath(path);
    if (out === "-") keepOnly(["read"]);
    const name = path === "-" ? "standard input" : path;
    if (await withFile(`read ${name}`, () => isSameFile(path, out))) {
      throw new UsageError(`--out ${out}: is the artefact itself`);
    }
    const artefact = await withFile(`read ${name}`, () => readArtefactJson(path, name));
    const page = isStudyArtefact(artefact)
      ? documentOf(studyPage(readStudyArtefact(artefact, name)))
      : reportPage(artefact, name, PAGES);
    if (out === "-") return await printResult(page);
    await writeFile(out, page);
    if (!values.quiet) tell(`report in ${out}`);
  },
};

/** The artefact's path, wherever it stands among the options, and the options. */
function splitPath(args: readonly string[]): [path: string, options: readonly string[]] {
  const at = args.findIndex((arg, i) => (arg === "-" || !arg.startsWith("-")) && args[i - 1] !== "--out");
  return at < 0 ? ["-", args] : [args[at]!, args.toSpliced(at, 1)];
}

function pagePath(path: string): string {
  return path === "-" ? "-" : `${path.replace(/\.json$/, "")}.html`;
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  if (path === "-" || other === "-") return false;
  try {
    return await Deno.realPath(path) === await Deno.realPath(other);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
