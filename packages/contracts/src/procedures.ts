import * as z from "zod";
import { polled } from "./access.ts";
import { CONTEXTS } from "./contexts.ts";
import { streamedEvent } from "./events.ts";
import { type Joined, joined } from "./joined.ts";
import type { Procedure } from "./procedure.ts";
import { tokenSchema } from "./values/token.ts";

type ByNamespace = { readonly [Name in keyof typeof CONTEXTS]: (typeof CONTEXTS)[Name]["procedures"] };
const byNamespace = Object.fromEntries(Object.entries(CONTEXTS).map(([name, { procedures }]) => [name, procedures])) as ByNamespace;

const stream = {
  kind: "subscription",
  input: z.object({ lastEventId: tokenSchema({ min: 0, max: 4_000 }).optional() }).default({}),
  output: streamedEvent,
  access: polled("user", "channels derived from the session", "events:read"),
} satisfies Procedure<"subscription", z.ZodType, z.ZodType>;

/** The whole public API, as data: the router implements it and the SDK is made from it. The stream carries all contexts' events. */
export const PROCEDURES: ByNamespace & { readonly events: { readonly stream: typeof stream } } = { ...byNamespace, events: { stream } };

export type Procedures = typeof PROCEDURES;
export type Namespace = keyof Procedures;
export type ProcedurePath = { [N in Namespace]: `${N}.${keyof Procedures[N] & string}` }[Namespace];

/** Files that are streamed, by their path below `/api/download/`. */
export const DOWNLOADS: Joined<typeof CONTEXTS, "downloads"> = joined(CONTEXTS, "downloads");
