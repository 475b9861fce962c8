import * as z from "zod";
import { chainEntry } from "../chat/schemas.ts";
import { hashSchema, tokenSchema } from "../values/token.ts";

/**
 * The format of a dossier: what the server writes and the SDK's checker reads. docs/specs/dossier.md tells it in words. What was written once is
 * checked for ever, so nothing here changes its meaning: a new format has a new name.
 */
export const DOSSIER_FORMAT = "amanat.dossier.1";
export const MANIFEST = "manifest.json";
export const SIGNATURE = "manifest.sig.json";

/** The parts of a record, each a file of lines with its name, in the order in which they are read. */
export const DOSSIER_PARTS = [
  "deal",
  "timeline",
  "chat",
  "ledger",
  "blocks",
  "anchors",
  "payments",
  "case",
  "evidence",
  "settlements",
  "rulings",
  "files",
] as const;
export type DossierPart = (typeof DOSSIER_PARTS)[number];

export const partFile = (part: DossierPart): string => `${part}.jsonl`;

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const digits = z.string().regex(/^-?\d{1,96}$/);
const text = z.string().max(100_000);

/** `hash` = SHA-256 of the hash before it, a line break, and the RFC 8785 form of { part, n, data }. */
export const dossierLine = z.strictObject({ n: whole, data: z.record(z.string(), z.unknown()), hash: hashSchema });
/** What the first line of a part follows on is the SHA-256 of this. */
export const beginningOfPart = (part: DossierPart, dealId: string): string => `${DOSSIER_FORMAT} ${part} ${dealId}`;

export const dossierManifest = z.strictObject({
  format: z.literal(DOSSIER_FORMAT),
  deal: z.string().max(60),
  /** The instance that made it. */
  origin: z.string().max(300),
  madeAt: z.iso.datetime(),
  keyId: tokenSchema({ min: 16, max: 16 }),
  /** Of each part how many lines it has, and the hash of the last. */
  parts: z.array(z.strictObject({ name: z.enum(DOSSIER_PARTS), lines: whole, head: hashSchema })).max(DOSSIER_PARTS.length),
  /** Everything in the archive but the manifest and its signature. */
  entries: z.array(z.strictObject({ name: z.string().max(300), size: whole, sha256: hashSchema })).max(100_000),
});
export type DossierManifest = z.infer<typeof dossierManifest>;

/** Of the bytes of the manifest. The key's id: the first sixteen digits of the SHA-256 of its 32 bytes. */
export const dossierSignature = z.strictObject({
  alg: z.literal("Ed25519"),
  keyId: tokenSchema({ min: 16, max: 16 }),
  signature: tokenSchema({ min: 86, max: 86 }),
});
/** What an instance publishes at `/.well-known/amanat-dossier.json`: the key it signs with, and those it signed with before. */
export const dossierKeys = z.object({
  format: z.string().max(60),
  keys: z.array(z.object({ id: z.string().max(60), alg: z.literal("Ed25519"), publicKey: tokenSchema({ min: 43, max: 43 }) })).max(100),
});
export type DossierKeys = z.infer<typeof dossierKeys>;

/** The line of the part `deal` that names where its money is booked: of each account of these scopes the record has every posting. */
export const dossierBooks = z.object({ type: z.literal("books"), scopes: z.array(z.uuid()).max(10_000) });

/** A line of the part `chat`: a conversation and how far it goes, then each of its entries. */
export const dossierChat = z.discriminatedUnion("type", [
  z.object({ type: z.literal("conversation"), conversation: z.string(), lastSeq: whole }),
  z.object({ type: z.literal("entry"), conversation: z.string(), ...chainEntry.shape }),
]);

const side = digits.nullable();
/** A row of the ledger as it is sealed, and the way from it to the root of its block. */
export const dossierPosting = z.object({
  journal_id: z.uuid(),
  leg: digits,
  debit: digits,
  debit_seq: side,
  debit_after: side,
  credit: digits,
  credit_seq: side,
  credit_after: side,
  tenant_id: z.uuid(),
  asset: text,
  amount: digits,
  code: digits,
  epoch: digits,
  xid: digits,
  /** Microseconds since 1970. */
  micros: digits,
  chain_ref: text.nullable(),
  hash: hashSchema,
  dk: digits,
  ds: text,
  dp: text,
  ck: digits,
  cs: text,
  cp: text,
  /** Null: it was in no block yet. */
  block: digits.nullable(),
  position: whole,
  /** The neighbours on the way to the root, from the row up. A node without one moves up as it is. */
  path: z.array(hashSchema).max(53),
});
export type DossierPosting = z.infer<typeof dossierPosting>;
export const dossierBlock = z.object({
  n: digits,
  epoch: digits,
  lo: digits,
  hi: digits,
  rows: digits,
  root: hashSchema,
  prev: hashSchema,
  hash: hashSchema,
});
export type DossierBlock = z.infer<typeof dossierBlock>;
export const dossierAnchor = z.object({ n: digits, hash: hashSchema, at: z.iso.datetime() });

/** Money that was seen on a chain: where anybody can look it up. `ref`: the posting's `chain_ref`; null for what was never booked. */
export const dossierPayment = z.object({ ref: text.nullable(), amount: digits, tx: text.nullable() });

/** A line of the part `case` that names a case, how far its record goes, and the hash of the last entry. */
export const dossierCase = z.object({ type: z.literal("case"), case: text, openedBy: text, lastSeq: whole, hash: hashSchema });
/**
 * A line of the part `evidence`: an entry of a case's record, which is a chain of its own. The chain is over the UUIDs that `case` and `file` stand for.
 * Salt and text are null once they were erased.
 */
export const dossierEvidence = z.object({
  case: text,
  seq: whole,
  kind: text,
  at: z.iso.datetime(),
  by: text,
  author: z.uuid().nullable(),
  name: text,
  salt: z
    .string()
    .regex(/^(?:[0-9a-f]{2})*$/)
    .nullable(),
  text: text.nullable(),
  data: z.record(z.string(), z.unknown()),
  file: text.nullable(),
  digest: hashSchema,
  hash: hashSchema,
});

/** A ruling or a settlement: `digest` is the SHA-256 of the RFC 8785 form of everything else in it. */
export const dossierSealed = z.object({ id: z.string(), digest: hashSchema });
/** What both sides offered each other, and what was ruled: an entry of the case's record says the same. */
export const dossierSettlement = z.object({ id: text, case: text, by: text, note: text, status: text });
export const dossierRuling = z.object({ id: text, case: text, name: text.nullable(), reasons: text });

/** `entry`: where its bytes lie in the archive; null where they are gone. */
export const dossierFile = z.object({
  id: z.string(),
  fileName: z.string(),
  size: whole,
  sha256: hashSchema.nullable(),
  entry: z.string().nullable(),
});
