import type { ChatRole, FileView } from "@amanat/contracts";
import type { Ctx, TxCtx } from "@amanat/db";

/** What a conversation is about. */
export type Subject = {
  readonly requestId: string | null;
  readonly sellerId: string | null;
  /** Once there is one, the deal says who may read. */
  readonly dealId: string | null;
  /** The case whose room it is: its sides and its mediator. */
  readonly caseId: string | null;
};

export type Person = { readonly userId: string; readonly role: ChatRole };
/** Who belongs to a subject now. */
export type Standing = {
  readonly people: readonly Person[];
  /** Whether they may still write. */
  readonly open: boolean;
};

export type RequestFacts = { readonly ownerId: string; readonly title: string; readonly open: boolean };
export type OfferFacts = { readonly requestId: string; readonly sellerId: string; readonly ownerId: string; readonly title: string };
export type DealFacts = {
  readonly people: readonly Person[];
  readonly title: string;
  /** Where it came from, if from a request. */
  readonly request: { readonly id: string; readonly sellerId: string } | null;
};

export type CaseFacts = { readonly people: readonly Person[]; readonly title: string; readonly dealId: string };

/** What the contexts that conversations are about say. Nothing of it is kept here: it is asked each time. */
export type ChatPorts = {
  /** Of each subject, in their order; null where it is gone. */
  standings(ctx: Ctx, subjects: readonly Subject[]): Promise<readonly (Standing | null)[]>;
  request(ctx: Ctx, requestId: string): Promise<RequestFacts | null>;
  offer(ctx: Ctx, offerId: string): Promise<OfferFacts | null>;
  deals(ctx: Ctx, dealIds: readonly string[]): Promise<ReadonlyMap<string, DealFacts>>;
  /** Cases by id: who is in their rooms. */
  cases(ctx: Ctx, caseIds: readonly string[]): Promise<ReadonlyMap<string, CaseFacts>>;
  /** Lets files stand in an entry, as files' `attachFiles`. */
  attach(tx: TxCtx, fileIds: readonly string[], entryId: string): Promise<void>;
  /** The files of entries the caller may read, by id. */
  files(ctx: Ctx, fileIds: readonly string[]): Promise<ReadonlyMap<string, FileView>>;
};
