import type { FileView } from "@amanat/contracts";
import type { Ctx, TxCtx } from "@amanat/db";
import type { Kinds } from "@amanat/deals";

/** Somebody with the role to rule. */
export type Resolver = { readonly userId: string; readonly name: string; readonly locale: string };

/** A message as whoever chose it saw it. */
export type Quoted = { readonly text: string; readonly by: string; readonly name: string; readonly at: string; readonly hash: string };

/** What cases ask of contexts that know nothing of them. Supplied by the composition. */
export type DisputePorts = {
  readonly kinds: Kinds;
  /** Everybody who may rule now: of the role, and not new in it. */
  resolvers(ctx: Ctx): Promise<readonly Resolver[]>;
  /** The languages of people. */
  localesOf(ctx: Ctx, userIds: readonly string[]): Promise<readonly string[]>;
  /** Which of these resolvers is likely one person with a party, or close to one. */
  related(ctx: Ctx, resolvers: readonly string[], parties: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lets a file, by its public id, stand in a case, as files' `attachFiles`. `sha256`: of its bytes as they are read; null where nobody knows it. */
  attach(tx: TxCtx, fileId: string, caseId: string): Promise<FileView & { readonly sha256: string | null }>;
  /** The files of cases the caller may read, by id. */
  files(ctx: Ctx, fileIds: readonly string[]): Promise<ReadonlyMap<string, FileView>>;
  /** A message of a conversation about the deal that the caller may read; null for any other. */
  message(ctx: Ctx, which: { dealId: string; conversationId: string; seq: number }): Promise<Quoted | null>;
  /** The rooms of cases, by case. */
  rooms(ctx: Ctx, caseIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What a ruling means for a person, once for each cause. */
  sanction(tx: TxCtx, what: { userId: string; kind: "warning" | "ban"; cause: string; by: string | null }): Promise<void>;
};
