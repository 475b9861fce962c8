import { DomainError } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import { Webhook } from "standardwebhooks";
import * as z from "zod";
import { markAddress, type MailAddressState, takeReport } from "./addresses.ts";

export type ReportHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Resend signs as Svix does, and names its headers so; what verifies knows them by the standard's names. */
const NAMES = ["id", "timestamp", "signature"] as const;

const ID = /^[\w.-]{1,120}$/;
/** More readers than one mail of ours has. */
const MOST_READERS = 50;

const readers = z.object({ to: z.array(z.string().max(320)).max(MOST_READERS) });
const reports = z.discriminatedUnion("type", [
  z.object({ type: z.literal("email.bounced"), data: readers.extend({ bounce: z.object({ type: z.string() }) }) }),
  z.object({ type: z.literal("email.complained"), data: readers }),
]);

/** What a report says of its readers' mailboxes. A full mailbox, or a server that is away, says nothing about tomorrow. */
function stateIn(report: z.infer<typeof reports>): MailAddressState | null {
  if (report.type === "email.complained") return "complained";
  return report.data.bounce.type === "Permanent" ? "refused" : null;
}

/** The bytes as JSON, once their signature fits and is younger than five minutes. Errors: AUTHENTICATION_REQUIRED. */
function verified(secret: string, raw: Uint8Array, headers: ReportHeaders): { id: string; body: unknown } {
  const named = Object.fromEntries(NAMES.map((name) => [`webhook-${name}`, String(headers[`svix-${name}`] ?? "")]));
  const id = named["webhook-id"] ?? "";
  try {
    if (!ID.test(id)) throw new Error("no id");
    return { id, body: new Webhook(secret).verify(Buffer.from(raw).toString("utf8"), named) };
  } catch {
    throw new DomainError("AUTHENTICATION_REQUIRED");
  }
}

/**
 * Takes a report of the provider that delivers our mail: a mailbox that refuses for good, or a reader who calls it unwanted, is marked; all
 * else changes nothing.
 *
 * - Who: whoever has the secret; anybody else AUTHENTICATION_REQUIRED.
 * - Two at once, replay: the report's id is taken once; the second changes nothing.
 * - Dies before the commit: nothing is taken, and the report comes again.
 */
export async function receiveReport(ctx: Ctx, secret: string, raw: Uint8Array, headers: ReportHeaders): Promise<"marked" | "ignored"> {
  const { id, body } = verified(secret, raw, headers);
  const report = reports.safeParse(body);
  const state = report.success ? stateIn(report.data) : null;
  if (!report.success || state === null) return "ignored";
  return inTransaction(ctx, async (tx) => {
    if (!(await takeReport(tx, id))) return "ignored";
    for (const address of new Set(report.data.data.to)) await markAddress(tx, address, state);
    return "marked";
  });
}
