/** DBN read again, plainly: a record is an object, numbers are `bigint`. Shares no code with `src/`. @module */

const QUOTE_BYTES: Readonly<Record<number, number>> = {
  1: 80,
  10: 368,
  177: 80,
  192: 80,
  193: 80,
  194: 80,
  195: 80,
  196: 80,
};
const LITTLE_ENDIAN = true;
const NO_PRICE = 2n ** 63n - 1n;
const NO_TIME = 2n ** 64n - 1n;

/** One quote of a file of single venues. */
export interface ReferenceQuote {
  readonly id: number;
  /** Its clock is the time of receipt. */
  readonly sampled: boolean;
  /** Its sides are of two publishers, so that it may be several rows of a tape. */
  readonly consolidated: boolean;
  readonly publisher: number;
  readonly action: number;
  readonly side: number;
  readonly flags: number;
  readonly eventNs: bigint;
  readonly recvNs: bigint | undefined;
  readonly price: bigint | undefined;
  readonly size: number;
  readonly bidPx: bigint | undefined;
  readonly askPx: bigint | undefined;
  readonly bidSz: number;
  readonly askSz: number;
}

/** The quotes of a file, or why those of an instrument cannot be read; the metadata's lists are believed to be whole. */
export function reference(bytes: Uint8Array, id: number): ReferenceQuote[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number) => view.getUint16(at, LITTLE_ENDIAN);
  const u32 = (at: number) => view.getUint32(at, LITTLE_ENDIAN);
  const u64 = (at: number) => view.getBigUint64(at, LITTLE_ENDIAN);
  const quotes: ReferenceQuote[] = [];
  let at = 8 + u32(4);
  if (at > bytes.length) return "the metadata is cut off";
  while (at < bytes.length) {
    if (at + 16 > bytes.length) return "a record is cut off";
    const length = 4 * bytes[at]!;
    const rtype = bytes[at + 1]!;
    if (length < (QUOTE_BYTES[rtype] ?? 16)) return "a record is too short";
    if (at + length > bytes.length) return "a record is cut off";
    if (QUOTE_BYTES[rtype] !== undefined) {
      const sampled = [192, 193, 195, 196].includes(rtype);
      const price = (where: number): bigint | undefined | string => {
        const units = view.getBigInt64(at + where, LITTLE_ENDIAN);
        if (units === NO_PRICE || units === 0n) return undefined;
        return units < 0n || units > 2n ** 53n - 1n ? "a price" : units;
      };
      const eventNs = u64(at + (sampled ? 32 : 8));
      const recvNs = u64(at + 32);
      const prices = [16, 48, 56].map(price);
      const action = sampled ? 77 : bytes[at + 28]!;
      const side = bytes[at + 29]!;
      if (eventNs === NO_TIME) return "a quote has no time";
      const [isAction, isSide] = [["ACMRTFN", action], ["ABN", side]].map(([letters, letter]) =>
        String(letters).includes(String.fromCharCode(Number(letter)))
      );
      const isReadable = !prices.includes("a price") && isAction && isSide;
      // What is wrong with other instruments is no concern.
      if (!isReadable && u32(at + 4) === id) return "a quote cannot be read";
      if (!isReadable) prices.fill(undefined);
      const [px, bidPx, askPx] = prices as (bigint | undefined)[];
      const [bidSz, askSz] = [u32(at + 64), u32(at + 68)];
      const hasBid = bidPx !== undefined && bidSz > 0;
      const hasAsk = askPx !== undefined && askSz > 0;
      quotes.push({
        id: u32(at + 4),
        sampled,
        consolidated: [177, 192, 193, 194].includes(rtype),
        publisher: u16(at + 2),
        action,
        side,
        flags: bytes[at + 30]!,
        eventNs,
        recvNs: recvNs === NO_TIME ? undefined : recvNs,
        price: px,
        size: u32(at + 24),
        bidPx: hasBid ? bidPx : undefined,
        askPx: hasAsk ? askPx : undefined,
        bidSz: hasBid ? bidSz : 0,
        askSz: hasAsk ? askSz : 0,
      });
    }
    at += length;
  }
  return quotes;
}
