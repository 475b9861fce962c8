import * as z from "zod";

/**
 * What a text that comes in can be. Each has one schema in this folder or beside it, and that schema's rules hold at every
 * door: a test walks all inputs and refuses a text that is none of these.
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
  "url",
  "email",
  "password",
  "code",
  "instant",
  "cidr",
  /** Letters of a machine: `a-z`, digits, a few marks. Names of actions, accounts, keys. */
  "word",
  /** Made by us or by a service and given back unread: cursors, handles, refresh tokens, captchas. Printable ASCII. */
  "token",
  /** Verified by its signature before anything in it is believed: a wallet's message, Telegram's launch, a passkey's answer. */
  "signed",
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** Which kind a schema is of. What is made from it by further checks is of the same kind. */
export const valueKinds = z.registry<{ kind: ValueKind }>();

/** Says what kind of text a schema takes. */
export function kind<Schema extends z.ZodType>(of: ValueKind, schema: Schema): Schema {
  valueKinds.add(schema, { kind: of });
  return schema;
}
