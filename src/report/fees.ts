/** The fees of an artefact. @module */

import type { FeesUsed } from "../execution/fees_used.ts";
import { toDollars } from "../market/price.ts";
import type { Venues } from "../market/venues.ts";
import type { TakeFeesReport } from "./schema.ts";

/** The fees charged for taking, by venue, and how far they are known. */
export function describeFees(
  { fees, venues }: { readonly fees: FeesUsed; readonly venues: Venues },
): TakeFeesReport {
  const take = venues.names.map((name, venue) => [name, toDollars(fees.takeFee[venue]!)]);
  return {
    take_per_share: Object.fromEntries(take),
    assumed: fees.assumed,
    extrapolated: fees.extrapolated,
  };
}
