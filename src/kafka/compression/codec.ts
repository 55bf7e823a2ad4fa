/** The names of the codecs. @module */

/** Names of the codecs, at their number in a batch's attributes. */
export const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** A codec by its name. */
export type Codec = typeof CODECS[number];
