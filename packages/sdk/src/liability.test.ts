import { createHash, randomBytes } from "node:crypto";
import { ACCOUNT_KINDS, type AccountKind, type LiabilityHead, type LiabilityProof, liabilityProof, publicId } from "@amanat/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyLiability } from "./index.ts";

const TENANT = "0192f000-0000-7000-8000-000000000001";
const AT = "2026-11-21T08:00:00.123Z";
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000e4";
const MAX = 2n ** 256n - 1n;

type Owed = { kind: AccountKind; scope: string; party: string; amount: bigint };
type Node = { sum: bigint; hash: string };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The tree as `docs/specs/funds-ledger.md` describes it, written a second time. */
function treeOf(owed: readonly Owed[]): LiabilityProof[] {
  const leaves = owed
    .map((account) => {
      const salt = randomBytes(32).toString("hex");
      const { kind, scope, party, amount } = account;
      const sizes = [asset, scope, party].map((text) => Buffer.byteLength(text)).join("|");
      const number = ACCOUNT_KINDS.indexOf(kind) + 1;
      const hash = sha256(`amanat.liability.leaf.v1|${salt}|${TENANT}|${number}|${amount}|${sizes}|${asset}${scope}${party}`);
      return { account, salt, sum: amount, hash };
    })
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const levels: Node[][] = [leaves];
  for (let level: Node[] = leaves; level.length > 1; levels.push(level)) {
    level = level.flatMap((left, index) => {
      const right = level[index + 1];
      if (index % 2 === 1) return [];
      if (!right) return [left];
      return [{ sum: left.sum + right.sum, hash: sha256(`amanat.liability.node.v1|${left.sum}|${left.hash}|${right.sum}|${right.hash}`) }];
    });
  }
  const top = levels.at(-1)?.[0];
  if (!top) throw new Error("nothing is owed");
  const fields = `${TENANT}|${Date.parse(AT)}|${leaves.length}|${top.sum}|${top.hash}|${asset}`;
  const head: LiabilityHead = {
    tenant: publicId("tenant", TENANT),
    asset,
    at: AT,
    count: leaves.length,
    total: top.sum.toString(),
    root: sha256(`amanat.liability.root.v1|${fields}`),
  };
  return leaves.map(({ account: { amount, ...names }, salt }, position) => ({
    head,
    account: { ...names, asset },
    amount: amount.toString(),
    salt,
    position,
    path: levels.flatMap((level, depth) => {
      const neighbour = level[Math.floor(position / 2 ** depth) ^ 1];
      return neighbour ? [{ sum: neighbour.sum.toString(), hash: neighbour.hash }] : [];
    }),
  }));
}

const owed = fc.record({
  kind: fc.constantFrom(...ACCOUNT_KINDS.filter((kind) => kind !== "custody")),
  scope: fc.oneof(fc.uuid(), fc.constant(""), fc.string({ unit: "grapheme" })),
  party: fc.oneof(fc.uuid(), fc.constant(""), fc.string({ unit: "grapheme" })),
  amount: fc.oneof(fc.bigInt({ min: 1n, max: 10n }), fc.bigInt({ min: 1n, max: MAX }), fc.constant(MAX)),
});
const owings = fc.array(owed, { minLength: 1, maxLength: 40 });

/** Every way to change one thing in a document: a character of a text, a number, a missing or doubled entry. */
function changesOf(value: unknown, where: (number | string)[] = []): { where: (number | string)[]; to: unknown }[] {
  if (typeof value === "number") return [-1, 1].map((by) => ({ where, to: value + by }));
  if (typeof value === "string") {
    const other = (char: string) => (char === "1" ? "2" : "1");
    const flips = Array.from(value, (char, at) => value.slice(0, at) + other(char) + value.slice(at + 1));
    return [...flips, `${value}0`, `-${value}`, ` ${value}`].map((to) => ({ where, to }));
  }
  const inner = Object.entries(value as object).flatMap(([name, child]) => changesOf(child, [...where, name]));
  if (!Array.isArray(value)) return inner;
  const fewer = value.map((_each, at) => ({ where, to: value.filter((_other, place) => place !== at) }));
  const more = value.map((each: unknown, at) => ({ where, to: [...value.slice(0, at), each, ...value.slice(at)] }));
  return [...inner, ...fewer, ...more, { where, to: [...value, { sum: "0", hash: "0".repeat(64) }] }];
}

function withChange<T>(value: T, where: readonly (number | string)[], to: unknown): T {
  const [name, ...rest] = where;
  if (name === undefined) return to as T;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[name] = withChange(copy[name], rest, to);
  return copy as T;
}

describe("verifyLiability", () => {
  test("accepts every leaf of any tree, and the total is the sum of the leaves", () => {
    fc.assert(
      fc.property(owings, (accounts) => {
        const proofs = treeOf(accounts);
        const total = accounts.reduce((sum, { amount }) => sum + amount, 0n);
        for (const proof of proofs) {
          expect(verifyLiability(proof)).toBe(true);
          expect(BigInt(proof.head.total)).toBe(total);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("refuses a proof in which anything at all was changed", () => {
    fc.assert(
      fc.property(fc.array(owed, { minLength: 1, maxLength: 12 }), fc.nat(), (accounts, pick) => {
        const proofs = treeOf(accounts);
        const proof = proofs[pick % proofs.length]!;
        for (const { where, to } of changesOf(proof)) {
          const changed = withChange(proof, where, to);
          // A time written differently may be the same time; a name's last digit may be any digit before.
          if (where.join(".") === "head.at" && Date.parse(changed.head.at) === Date.parse(proof.head.at)) continue;
          expect([where, to, verifyLiability(changed)]).toEqual([where, to, false]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("refuses another account's place, amount or way up, and another head than the one published", () => {
    fc.assert(
      fc.property(fc.array(owed, { minLength: 2, maxLength: 12 }), (accounts) => {
        const proofs = treeOf(accounts);
        const [first, second] = [proofs[0]!, proofs[1]!];
        expect(verifyLiability({ ...first, position: second.position })).toBe(false);
        expect(verifyLiability({ ...first, path: second.path })).toBe(false);
        expect(verifyLiability({ ...first, salt: second.salt })).toBe(false);
        const again = treeOf(accounts)[0]!;
        expect(verifyLiability(first, again.head)).toBe(false);
        expect(verifyLiability(again, again.head)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("takes no node for a leaf, no leaf twice, and no sum below zero", () => {
    const three = [1n, 2n, 3n].map((amount): Owed => ({ kind: "available", scope: "", party: `p${amount}`, amount }));
    const last = treeOf(three)[2]!;
    // The odd one out moved up as it is: doubling it gives another root, so that four leaves are not passed off as three.
    expect(last.path).toHaveLength(1);
    const own = { sum: last.amount, hash: last.path[0]!.hash };
    expect(verifyLiability({ ...last, head: { ...last.head, count: 4 }, path: [own, ...last.path] })).toBe(false);
    expect(verifyLiability({ ...last, position: 1, head: { ...last.head, count: 2 } })).toBe(false);
    const negative = { ...last, path: [{ ...last.path[0]!, sum: "-3" }] };
    expect(verifyLiability(negative)).toBe(false);
    expect(liabilityProof.safeParse(negative).success).toBe(false);
    expect(liabilityProof.safeParse(last).success).toBe(true);
  });
});
