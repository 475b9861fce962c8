import * as z from "zod";

/** A person is buyer and seller at once unless barred; the other roles are given. */
export const ROLES = ["buyer", "seller", "guard", "resolver", "admin"] as const;
export const roleSchema = z.enum(ROLES);
export type Role = (typeof ROLES)[number];

/** Who is asking. Every verb takes its authority from this and from nothing the caller sent. */
export type Actor =
  | { kind: "anonymous"; tenantId: string }
  | {
      kind: "user";
      tenantId: string;
      userId: string;
      sessionId: string;
      name: string;
      roles: readonly Role[];
      /** When the person last proved a factor beyond the session; null when never. */
      stepUpAt: Date | null;
    }
  | { kind: "system"; tenantId: string; process: "web" | "worker" | "scanner" | "cli" };

export type UserActor = Extract<Actor, { kind: "user" }>;
export type SystemActor = Extract<Actor, { kind: "system" }>;

/** What a proof of presence is bound to: the exact action and, for money, amount and destination. */
export type StepUpDemand = {
  action: string;
  subject: string;
  amount: string | null;
  asset: string | null;
  destination: string | null;
};
