import { sha256 } from "@noble/hashes/sha2.js";
import { ACCOUNT_KINDS, type LiabilityHead, type LiabilityProof, uuidOf } from "@amanat/contracts";

const AMOUNT = /^[1-9]\d{0,77}$/;
const SUM = /^(0|[1-9]\d{0,95})$/;
const HASH = /^[0-9a-f]{64}$/;

type Node = { sum: bigint; hash: string };

const utf8 = new TextEncoder();
const bytesOf = (text: string): number => utf8.encode(text).length;

function digest(text: string): string {
  return Array.from(sha256(utf8.encode(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The salted leaf of an account. Null when something in it is not what a leaf is made of. */
function leafOf({ head, account, amount, salt }: LiabilityProof): Node | null {
  const tenant = uuidOf("tenant", head.tenant);
  const kind = ACCOUNT_KINDS.indexOf(account.kind) + 1;
  if (tenant === null || kind === 0 || account.asset !== head.asset || !AMOUNT.test(amount) || !HASH.test(salt)) return null;
  const lengths = [account.asset, account.scope, account.party].map(bytesOf);
  const fields = ["amanat.liability.leaf.v1", salt, tenant, kind, amount, ...lengths];
  return { sum: BigInt(amount), hash: digest(`${fields.join("|")}|${account.asset}${account.scope}${account.party}`) };
}

/** Both sums are in the hash: a child cannot be shown larger to one and smaller to another. */
function parentOf(left: Node, right: Node): Node {
  const hash = digest(["amanat.liability.node.v1", left.sum, left.hash, right.sum, right.hash].join("|"));
  return { sum: left.sum + right.sum, hash };
}

/**
 * From the leaf up. Place and count say where there is a neighbour and on which side; the path has one node for each, no more
 * and no fewer. A node without a neighbour moves up as it is: none is ever doubled.
 */
function topOf(leaf: Node, { head, position, path }: LiabilityProof): Node | null {
  let node = leaf;
  let used = 0;
  let [place, width] = [position, head.count];
  for (; width > 1; place = Math.floor(place / 2), width = Math.ceil(width / 2)) {
    const isRight = place % 2 === 1;
    if (!isRight && place === width - 1) continue;
    const step = path[used];
    used += 1;
    if (step === undefined || !SUM.test(step.sum) || !HASH.test(step.hash)) return null;
    const neighbour = { sum: BigInt(step.sum), hash: step.hash };
    node = isRight ? parentOf(neighbour, node) : parentOf(node, neighbour);
  }
  return used === path.length ? node : null;
}

function rootOf(head: LiabilityHead, top: Node): string {
  const fields = ["amanat.liability.root.v1", uuidOf("tenant", head.tenant), Date.parse(head.at), head.count, top.sum, top.hash];
  return digest(`${fields.join("|")}|${head.asset}`);
}

/**
 * Whether an account's amount is counted in the total of a head: recomputed here, without asking anybody. Give it the head that
 * was published to everybody as well, from wherever it was published: a proof alone shows only that its own head is sound.
 * Anything malformed is false.
 *
 * @example
 * const proof = await amanat.ledger.liabilityProof({ account });
 * verifyLiability(proof, published) && proof.amount === whatIExpect;
 */
export function verifyLiability(proof: LiabilityProof, published: LiabilityHead = proof.head): boolean {
  const { head, position } = proof;
  const same = (["tenant", "asset", "at", "count", "total", "root"] as const).every((name) => head[name] === published[name]);
  const countable = Number.isSafeInteger(head.count) && Number.isSafeInteger(position) && position >= 0 && position < head.count;
  if (!same || !countable || !SUM.test(head.total) || !HASH.test(head.root)) return false;
  const leaf = leafOf(proof);
  const top = leaf && topOf(leaf, proof);
  return top !== null && top.sum === BigInt(head.total) && rootOf(head, top) === head.root;
}
