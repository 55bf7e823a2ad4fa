/** The page of a study, section by section. @module */

import { counted } from "../../../market/counted.ts";
import type { StudyArtefact } from "../../study/schema.ts";
import { count, figure } from "../figures.ts";
import { markup } from "../markup.ts";
import type { Page } from "../page.ts";
import { studyComparisons } from "./comparison_section.ts";
import { evidenceSection, powerSection } from "./evidence_section.ts";
import { daySection, symbolSection } from "./forest_section.ts";
import { questionSection, tapesSection } from "./tapes_section.ts";
import { studyTuning } from "./tuning_section.ts";
import { studyVerdict } from "./verdict.ts";

/** The page of a study. */
export function studyPage(artefact: StudyArtefact): Page {
  const { sample, strategy } = artefact;
  const { first_day, last_day, scored_days, symbols, scored_tapes, scored_orders } = sample;
  const dates = first_day === last_day ? first_day : `${first_day} to ${last_day}`;
  return {
    title: `${strategy}, ${counted(symbols, "symbol")}, ${dates}`,
    subtitle: markup`${figure(scored_orders, count)} orders on ${figure(scored_tapes, count)} tapes of ${
      figure(scored_days, count)
    } days scored; a study by market rules`,
    verdict: studyVerdict(artefact),
    warned: artefact,
    rows: [
      [studyComparisons(artefact)],
      [daySection(artefact), symbolSection(artefact)],
      [evidenceSection(artefact), powerSection(artefact)],
      [studyTuning(artefact)],
      [tapesSection(artefact), questionSection(artefact)],
    ],
  };
}
