import * as z from "zod";
import { instant } from "../page.ts";

/** Who says which addresses are listed: nobody, OFAC's published list, or Chainalysis. */
export const AML_PROVIDERS = ["none", "ofac", "chainalysis"] as const;
export type AmlProvider = (typeof AML_PROVIDERS)[number];

export const sanctionListView = z.object({
  /** Of its bytes as they came. */
  sha256: z.string(),
  publishedOn: z.iso.date(),
  takenAt: instant,
  /** When it was last seen to be what is published. */
  seenAt: instant,
  addresses: z.number().int(),
  /** It counts until then. */
  usableUntil: instant,
});
export type SanctionListView = z.infer<typeof sanctionListView>;

/** How the worker screens, and what it has for it. */
export const amlStatus = z.object({
  provider: z.enum(AML_PROVIDERS),
  /** When the worker last said so; null before it has. */
  toldAt: instant.nullable(),
  /** The list in use; null where there is none. */
  list: sanctionListView.nullable(),
  usable: z.boolean(),
  /** Those before it, newest first. */
  before: z.array(sanctionListView.omit({ usableUntil: true })),
  maxAgeDays: z.number(),
  refreshHours: z.number(),
  attemptedAt: instant.nullable(),
  /** Why the last fetch came to nothing. */
  failure: z.string().nullable(),
  /** Somebody has asked for a fetch that is not begun yet. */
  asked: z.boolean(),
});
/** When the last fetch began, as the admin saw it. */
export const askRefreshInput = z.object({ seen: instant.nullable() });
export type AmlStatus = z.infer<typeof amlStatus>;
