import { createHash } from "node:crypto";

/** SHA-256 in hex. */
export function sha256(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** What `ledger.merkle_root` and the audit trail's are by their definition; keeps one hash per level however many leaves come. */
export class MerkleRoot {
  readonly #levels: (Buffer | undefined)[] = [];
  count = 0;

  /** Adds the next leaf, in hex. */
  add(leaf: string): void {
    this.count += 1;
    let node = digest(Buffer.of(0), Buffer.from(leaf, "hex"));
    let level = 0;
    for (let left = this.#levels[level]; left !== undefined; left = this.#levels[level]) {
      node = digest(Buffer.of(1), left, node);
      this.#levels[level] = undefined;
      level += 1;
    }
    this.#levels[level] = node;
  }

  /** The root in hex; empty without a leaf. */
  root(): string {
    let right: Buffer | undefined;
    for (const left of this.#levels) if (left !== undefined) right = right === undefined ? left : digest(Buffer.of(1), left, right);
    return right?.toString("hex") ?? "";
  }
}

function digest(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
