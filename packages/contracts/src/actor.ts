import * as z from "zod";
import type { Scope } from "./scopes.ts";

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
      /** What the key allows, when a machine asks with an API key; `sessionId` is then the key's. Null for the person. */
      scopes: readonly Scope[] | null;
    }
  | { kind: "system"; tenantId: string; process: "web" | "worker" | "scanner" | "cli" };

export type UserActor = Extract<Actor, { kind: "user" }>;
export type SystemActor = Extract<Actor, { kind: "system" }>;
