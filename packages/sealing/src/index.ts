export { anchorFile } from "./anchor-file.ts";
export { anchorHeads } from "./anchor-heads.ts";
export { type CsvSource, csvWriter, streamCsv } from "./csv.ts";
export { MerkleRoot, sha256 } from "./hashes.ts";
export { merklePaths } from "./paths.ts";
export type { Anchor, AnchorSink } from "./ports.ts";
export { rowsOf } from "./rows.ts";
export { type Chain, sealer } from "./sealer.ts";
