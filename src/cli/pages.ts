/** Pages of artefacts, whatever these are of. @module */

import { backtestPage } from "../report/html/backtest_page.ts";
import { judgePage } from "../report/html/judge/page.ts";
import type { PagesByKind } from "../report/html/report_page.ts";
import { studyPage } from "../report/html/study/page.ts";
import { readJudgeArtefact } from "../report/judge/read_artefact.ts";
import { readArtefact } from "../report/read_artefact.ts";
import { readStudyArtefact } from "../report/study/read_artefact.ts";
import { trialPage } from "../trial/page.ts";
import { readTrialArtefact } from "../trial/read_artefact.ts";

/** How artefacts become pages. */
export const PAGES: PagesByKind = {
  market: (artefact, file) => backtestPage(readArtefact(artefact, file)),
  trial: (artefact, file) => trialPage(readTrialArtefact(artefact, file)),
  judge: (artefact, file) => judgePage(readJudgeArtefact(artefact, file)),
  study: (artefact, file) => studyPage(readStudyArtefact(artefact, file)),
};
