import type { StepUpBegun, StepUpDemand, StepUpProof } from "@amanat/contracts";
import type { Ctx, Json, Prisma } from "@amanat/db";
import type { Person } from "../internal/people.ts";
import type { AuthPorts } from "../ports.ts";

export type MethodName = StepUpProof["method"];
export type ProofOf<M extends MethodName> = Extract<StepUpProof, { method: M }>;

/** What every method knows of the challenge it belongs to. */
export type Asked = {
  person: Person;
  demand: StepUpDemand;
  /** The demand in the person's language. */ words: string;
  nonce: string;
  sessionStartedAt: Date;
  at: Date;
};

/** What a method shows the client, and what it keeps to compare the answer with. When a code may be mailed again, the mailing knows. */
type Shown<M extends MethodName> = M extends "password" ? { codeSentTo: string } : NonNullable<StepUpBegun["methods"][M]>;
export type Offer<M extends MethodName> = { shown: Shown<M>; kept: Prisma.InputJsonValue };

/** One way to prove that the person is there. */
export interface PresenceMethod<M extends MethodName> {
  /** Null when this person cannot prove it this way. */
  offer(ctx: Ctx, asked: Asked, ports: AuthPorts): Promise<Offer<M> | null>;
  /** Whether the answer fits what was kept. Must not throw for a wrong answer. */
  fits(ctx: Ctx, person: Person, kept: Json, proof: ProofOf<M>, ports: AuthPorts): Promise<boolean>;
}
