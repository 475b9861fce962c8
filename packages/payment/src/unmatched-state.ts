/** Money that fits no price or that nobody may take yet, and who says that it is theirs: beside `state.ts`, by the same rules. */
import type { ClaimStatus, QuarantineStatus, UnmatchedStatus } from "@amanat/contracts";
import type { MoneyMachine } from "./state.ts";

/** A deposit that matches no price, until it is refunded. */
export const UNMATCHED = {
  name: "unmatched",
  initial: "open",
  reserved: [],
  guards: {},
  states: {
    open: [{ on: "refund drafted", to: "refunding", by: ["admin"], guard: null }],
    refunding: [
      { on: "refund settled", to: "refunded", by: ["worker"], guard: null },
      { on: "refund rejected or failed", to: "open", by: ["admin"], guard: null },
    ],
    refunded: [],
  },
} as const satisfies MoneyMachine<UnmatchedStatus>;

/** Somebody's word that a deposit which fits no price is theirs. It holds no money: the deposit does. */
export const CLAIM = {
  name: "claim",
  initial: "begun",
  reserved: [],
  guards: {},
  states: {
    begun: [
      { on: "second transfer seen, or the text signed after all", to: "proved", by: ["payer", "worker"], guard: null },
      { on: "no second transfer in time", to: "closed", by: ["worker"], guard: null },
    ],
    proved: [
      { on: "accepted: the refund is drafted", to: "accepted", by: ["admin"], guard: null },
      { on: "refused", to: "refused", by: ["admin"], guard: null },
      { on: "another address signed for, or the money went back otherwise", to: "closed", by: ["payer", "worker"], guard: null },
    ],
    accepted: [{ on: "refund rejected or failed", to: "proved", by: ["admin", "worker"], guard: null }],
    refused: [],
    closed: [],
  },
} as const satisfies MoneyMachine<ClaimStatus>;

/** Money from a listed address, until an admin decides. */
export const QUARANTINE = {
  name: "quarantine",
  initial: "frozen",
  reserved: [],
  guards: {},
  states: {
    frozen: [
      { on: "released to its price", to: "released", by: ["admin"], guard: null },
      { on: "to be sent back: an unmatched deposit from now on", to: "returned", by: ["admin"], guard: null },
    ],
    released: [],
    returned: [],
  },
} as const satisfies MoneyMachine<QuarantineStatus>;
