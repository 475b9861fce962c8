import type { StepUpDemand } from "@amanat/contracts";
import { digestOf, type Json } from "@amanat/db";

/** A subject of a proof is no longer than this; what is longer is there by its digest. */
const MOST = 200;

/** What is signed: which setting, and exactly what it will be. */
export function demandOf(action: "settings.change" | "settings.confirm", key: string, value: Json): StepUpDemand {
  const text = JSON.stringify(value);
  const said = text.length <= MOST ? text : `${Buffer.from(digestOf(value)).toString("hex")}`;
  return { action, subject: `${key}: ${said}`, amount: null, asset: null, destination: key };
}
