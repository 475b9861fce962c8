import { type ChatRole, DomainError, type UserActor, uuidOf } from "@amanat/contracts";
import { type Ctx, requireUser, type TxCtx } from "@amanat/db";
import type { ChatPorts, Person } from "../ports.ts";
import { type Head, lockHead, readHead } from "./heads.ts";

/** A conversation the caller may read, with everybody in it. */
export type Sight = {
  readonly head: Head;
  readonly user: UserActor;
  readonly role: ChatRole;
  readonly people: readonly Person[];
  readonly open: boolean;
};

async function seen(ctx: Ctx, ports: ChatPorts, user: UserActor, head: Head): Promise<Sight> {
  const [standing] = await ports.standings(ctx, [head]);
  const person = standing?.people.find(({ userId }) => userId === user.userId);
  if (!standing || !person) throw new DomainError("NOT_FOUND");
  return { head, user, role: person.role, people: standing.people, open: standing.open };
}

/**
 * A conversation as the caller sees it: its people, by the context it is about. Everybody else is told that there is none. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function sightOf(ctx: Ctx, ports: ChatPorts, conversationId: string): Promise<Sight> {
  const user = requireUser(ctx.actor);
  return seen(ctx, ports, user, await readHead(ctx, conversationId));
}

/** The same, locked, for who writes into it. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function lockedSight(tx: TxCtx, ports: ChatPorts, conversationId: string): Promise<Sight> {
  const user = requireUser(tx.actor);
  const id = uuidOf("conversation", conversationId);
  const head = id === null ? null : await lockHead(tx, id);
  if (head?.tenantId !== user.tenantId) throw new DomainError("NOT_FOUND");
  return seen(tx, ports, user, head);
}

/** Whether somebody may read what stands in an entry: for the files in it. An erased one holds none any more. */
export async function mayRead(ctx: Ctx, ports: ChatPorts, conversationId: string): Promise<boolean> {
  const user = requireUser(ctx.actor);
  const head = await readHead(ctx, conversationId);
  return seen(ctx, ports, user, head).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError && error.code === "NOT_FOUND") return false;
      throw error;
    },
  );
}
