/**
 * Figures as text: what is shown is rounded, and the exact value of the artefact stands beside it in the
 * markup, for programs.
 *
 * @module
 */

import { type Content, type Markup, markup } from "./markup.ts";

/** A number as a reader wants it. */
export type Format = (value: number) => string;

/** So many decimals, thousands apart, and a true minus; what rounds to zero has no sign. */
export function fixed(decimals: number): Format {
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: "negative",
  });
  return (value: number): string => format.format(value).replace("-", "\u2212");
}

/** As {@linkcode fixed}, with a plus before gains. */
export function signed(decimals: number): Format {
  const format = fixed(decimals);
  return (value: number): string => {
    const text = format(value);
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  };
}

/** Whole numbers. */
export const count: Format = fixed(0);
/** Basis points of a cost. */
export const bps: Format = fixed(2);
/** Basis points of a saving, or of a part of one. */
export const savedBps: Format = signed(2);
/** Dollars saved, or lost. */
export const savedCash: Format = signed(2);
/** Dollars a share. */
export const price: Format = fixed(4);
/** Dollars. */
export const cash: Format = fixed(2);
/** Dollars saved, or lost, within a sentence: `+$1.50`. */
export function savedDollars(dollars: number): string {
  return savedCash(dollars).replace(/^[+\u2212]?/, "$&$$");
}
/** A share of a whole, as a percentage; one that is small is not rounded away. */
export const percent: Format = percentage(1);
/** As {@linkcode percent}, finer. */
export const finePercent: Format = percentage(2);

function percentage(decimals: number): Format {
  const format = fixed(decimals);
  const least = 10 ** -decimals;
  return (part: number): string => {
    const text = part > 0 && 100 * part < least / 2 ? `<${format(least)}` : format(100 * part);
    return `${text}\u00a0%`;
  };
}

/** Five significant digits at most. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(5))).replace(/^-/, "\u2212");
}

/** A sentence of an artefact, its negative figures with the page's minus. */
export function sentence(text: string): string {
  return text.replaceAll(/(?<=[\s(])-(?=\d)/g, "\u2212");
}

/** A length of time that is given in seconds. */
export function duration(seconds: number): string {
  const [unit, length] = seconds < 120 ? ["s", 1] : seconds < 7200 ? ["min", 60] : ["h", 3600];
  return `${Number((seconds / length).toPrecision(3))}\u00a0${unit}`;
}

/** A figure of the artefact; where there is none, that it is not available, and why if that is known. */
export function figure(value: number | null | undefined, format: Format, reason?: string | null): Markup {
  if (value === null || value === undefined) return notAvailable(reason);
  return markup`<data value="${value}">${format(value)}</data>`;
}

/** What stands for a figure that is missing. */
export function notAvailable(reason?: string | null): Markup {
  const why: Content = reason ? markup`<span class="why">${reason}</span>` : "";
  return markup`<span class="na">n/a</span>${why}`;
}

const STAMP = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/;

/** A moment to the second; its nanoseconds stand in the markup. */
export function moment(given: string): Content {
  return stamp(given, (day, time) => `${day} ${time} UTC`);
}

/** The time of day of a moment, if there was one. */
export function timeOfDay(given: string | null): Content {
  return given === null ? notAvailable() : stamp(given, (_, time) => time);
}

/** A window of time; its day is named once where that is enough. */
export function timeWindow([from, to]: readonly [from: string, to: string]): Content {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === "" || first !== last) return markup`${moment(from)} to ${moment(to)}`;
  return markup`${first} ${timeOfDay(from)} to ${timeOfDay(to)} UTC`;
}

/** The day of a moment, or nothing. */
export function dayOf(given: string): string {
  return STAMP.exec(given)?.[1] ?? "";
}

function stamp(given: string, format: (day: string, time: string) => string): Content {
  const match = STAMP.exec(given);
  return match ? markup`<time datetime="${given}">${format(match[1]!, match[2]!)}</time>` : given;
}
