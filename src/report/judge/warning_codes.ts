/** What a reader of a judgement may be warned of, beside what all artefacts warn of. @module */

export const JUDGE_WARNING_CODES = [
  "poorly-matched-clock",
  "derived-orders",
  "orders-outside-tape",
  "unknown-venues",
  "prices-outside-range",
  "inferred-kinds",
  "fees-charged-otherwise",
  "odd-reports",
] as const;

/** One of {@linkcode JUDGE_WARNING_CODES}. */
export type JudgeWarningCode = (typeof JUDGE_WARNING_CODES)[number];
