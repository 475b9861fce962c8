import * as z from "zod";
import type { Scope } from "./scopes.ts";

/** Everybody is buyer and seller unless barred; the other roles are given. */
export const ROLES = ["buyer", "seller", "guard", "resolver", "admin"] as const;
export const roleSchema = z.enum(ROLES);
export type Role = (typeof ROLES)[number];

/** The caller. A verb takes its authority only from this, never from the input. */
export type Actor =
  | { kind: "anonymous"; tenantId: string }
  | {
      kind: "user";
      tenantId: string;
      userId: string;
      sessionId: string;
      name: string;
      roles: readonly Role[];
      /** The scopes of the API key that makes the call; `sessionId` is then the key's id. Null for the person themselves. */
      scopes: readonly Scope[] | null;
      /** A ban was ruled, and something of theirs still runs: only what `Access.restricted` names is for them. */
      restricted?: boolean;
    }
  | { kind: "system"; tenantId: string; process: "web" | "worker" | "scanner" | "cli" };

export type UserActor = Extract<Actor, { kind: "user" }>;
export type SystemActor = Extract<Actor, { kind: "system" }>;
