import type { CaseReason, OpeningView, openDisputeInput } from "@amanat/contracts";
import type * as z from "zod";
import { exactShares, type TypedShare } from "./shares.ts";

/** The form as typed: a half-filled draft can be kept. */
export type OpenForm = {
  reason: string;
  ask: string;
  certainty: string;
  /** The parts it is about, by their numbers. */
  tranches: string[];
  shares: TypedShare[];
  statement: string;
};

export const emptyForm = ({ parts }: Pick<OpeningView, "parts">): OpenForm => ({
  reason: "",
  ask: "",
  certainty: "",
  tranches: parts.map(({ tranche }) => String(tranche)),
  shares: [],
  statement: "",
});

/** What can be wrong, by who says so. */
export const REASONS_OF: Readonly<Record<OpeningView["role"], readonly CaseReason[]>> = {
  buyer: ["not_delivered", "not_as_agreed", "incomplete", "late", "not_cooperating", "other"],
  seller: ["not_confirmed", "not_cooperating", "other"],
};

/** The parts it is about: of one there is nothing to choose. */
export function chosenParts({ parts }: Pick<OpeningView, "parts">, { tranches }: Pick<OpenForm, "tranches">): OpeningView["parts"] {
  return parts.length === 1 ? parts : parts.filter(({ tranche }) => tranches.includes(String(tranche)));
}

/** What is sent; the contract says whether it may be. All parts are left out: the case is about all that is held. */
export function openInput(opening: OpeningView, form: OpenForm): z.input<typeof openDisputeInput> {
  const parts = chosenParts(opening, form);
  const shares = form.ask === "partial_refund" ? (exactShares(parts, form.shares) ?? []) : [];
  const tranches = parts.length === opening.parts.length ? {} : { tranches: parts.map(({ tranche }) => tranche) };
  const { reason, ask, certainty } = form;
  const said = { reason, ask, certainty } as Pick<z.input<typeof openDisputeInput>, "reason" | "ask" | "certainty">;
  return { ...said, ...tranches, dealId: opening.dealId, version: opening.version, shares, statement: form.statement.trim() };
}
