import * as z from "zod";

/**
 * The kinds of text input. Each has one schema, in this folder or beside it, whose rules hold everywhere: a test walks all inputs and refuses a
 * text that is none of these.
 */
export const VALUE_KINDS = [
  "address",
  "amount",
  "asset",
  "chain",
  "hash",
  "id",
  "text",
  "name",
  /** Of a file, as its sender's machine has it: cleaned and cut, never a path. */
  "fileName",
  "url",
  "email",
  "password",
  "code",
  "instant",
  "cidr",
  /** Machine names: `a-z`, digits, a few marks. Names of actions, accounts, keys. */
  "word",
  /** Opaque texts made by us or by a service: cursors, handles, refresh tokens, captchas. Printable ASCII. */
  "token",
  /** Verified by a signature before anything in it is trusted: a wallet's message, Telegram's launch, a passkey's answer. */
  "signed",
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** The kind of a schema. A schema derived by further checks keeps its kind. */
export const valueKinds = z.registry<{ kind: ValueKind }>();

/** Declares the kind of text a schema takes. */
export function kind<Schema extends z.ZodType>(of: ValueKind, schema: Schema): Schema {
  valueKinds.add(schema, { kind: of });
  return schema;
}
