import type { Settings } from "@amanat/db";
import * as z from "zod";

const hours = z.number().positive().max(2_160);

/** What an operator decides about cases. */
export const SETTINGS = {
  stateHours: { key: "dispute.stateHours", schema: hours, usual: 72, says: "Hours each side has to state its case" },
  smallStateHours: { key: "dispute.smallStateHours", schema: hours, usual: 24, says: "Hours each side has to state a small claim" },
  decideHours: { key: "dispute.decideHours", schema: hours, usual: 120, says: "Hours a mediator has to rule" },
  smallDecideHours: { key: "dispute.smallDecideHours", schema: hours, usual: 48, says: "Hours a mediator has to rule on a small claim" },
  appealHours: { key: "dispute.appealHours", schema: hours, usual: 72, says: "Hours in which a ruling can be appealed" },
  evidenceHours: {
    key: "dispute.evidenceHours",
    schema: z.number().min(0).max(720),
    usual: 24,
    says: "Hours in which both sides may add evidence after the last of them has stated its case, or a ruling was appealed",
  },
  offerHours: { key: "dispute.offerHours", schema: hours, usual: 72, says: "Hours a settlement offer waits for its answer" },
  lastDays: {
    key: "dispute.lastDays",
    schema: z.number().positive().max(365),
    usual: 90,
    says: "Days after which a case that nobody decided ends, and the deal goes on as before",
    dangerous: true,
  },
  againDays: {
    key: "dispute.againDays",
    schema: z.number().positive().max(90),
    usual: 7,
    says: "Days to deliver again where a side's silence decided that",
  },
  smallUnits: {
    key: "dispute.smallUnits",
    schema: z.number().int().min(0).max(1_000_000),
    usual: 100,
    says: "Whole units of an asset up to which a claim is small: on the papers, fast, without appeal",
    dangerous: true,
  },
  conflictDays: {
    key: "dispute.conflictDays",
    schema: z.number().positive().max(3_650),
    usual: 90,
    says: "Days for which who approved a party's payout may not rule on their case",
    dangerous: true,
  },
  outageMinutes: {
    key: "dispute.outageMinutes",
    schema: z.number().min(1).max(1_440),
    usual: 5,
    says: "Minutes the platform must be down before the clocks of cases are put off by as long",
  },
} satisfies Settings;
