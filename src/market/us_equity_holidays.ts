/**
 * Days on which the US stock exchanges do not trade, or close at 13:00 New York time, 2018 to 2027.
 *
 * Source: NYSE Group, Holidays & Trading Hours (nyse.com/markets/hours-calendars), the lists published each year,
 * with the days of mourning of 2018-12-05 (G. H. W. Bush) and 2025-01-09 (Carter). As of 2026-11.
 *
 * @module
 */

/** The years that the lists cover. */
export const HOLIDAY_YEARS = { first: 2018, last: 2027 } as const;

/** Closed all day, `YYYY-MM-DD`. */
export const CLOSED_DAYS: ReadonlySet<string> = new Set(days(`
  2018: 01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25
  2019: 01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25
  2020: 01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25
  2021: 01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24
  2022: 01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26
  2023: 01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25
  2024: 01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25
  2025: 01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25
  2026: 01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25
  2027: 01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24
`));

/** Closed from 13:00 on, `YYYY-MM-DD`. */
export const HALF_DAYS: ReadonlySet<string> = new Set(days(`
  2018: 07-03 11-23 12-24
  2019: 07-03 11-29 12-24
  2020: 11-27 12-24
  2021: 11-26
  2022: 11-25
  2023: 07-03 11-24
  2024: 07-03 11-29 12-24
  2025: 07-03 11-28 12-24
  2026: 11-27 12-24
  2027: 11-26
`));

function days(lists: string): string[] {
  return lists.trim().split("\n").flatMap((list) => {
    const [year, all] = list.trim().split(": ");
    return all!.split(" ").map((day) => `${year}-${day}`);
  });
}
