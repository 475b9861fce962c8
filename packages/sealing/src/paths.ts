import { createHash } from "node:crypto";

const node = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Of the tree whose root is `MerkleRoot`'s: where a leaf stands, and the neighbours on the way from it to the root, from the leaf up. A node without a
 * neighbour moves up as it is and has none.
 */
export function merklePaths(leaves: readonly string[]): (leaf: string) => { position: number; path: string[] } {
  const levels: Buffer[][] = [leaves.map((leaf) => node(Buffer.of(0), Buffer.from(leaf, "hex")))];
  for (let level = levels[0] ?? []; level.length > 1;) {
    const below = level;
    level = [];
    for (let at = 0; at < below.length; at += 2) {
      const [left, right] = [below[at], below[at + 1]];
      if (left !== undefined) level.push(right === undefined ? left : node(Buffer.of(1), left, right));
    }
    levels.push(level);
  }
  return (leaf) => {
    const position = leaves.indexOf(leaf);
    if (position < 0) throw new Error("no leaf of this tree");
    const path = levels.slice(0, -1).flatMap((level, depth) => level[(position >> depth) ^ 1]?.toString("hex") ?? []);
    return { position, path };
  };
}
