import { stepUpDemand } from "@amanat/contracts";
import * as z from "zod";
import { PRESENCE } from "../presence/index.ts";
import type { MethodName, PresenceMethod } from "../presence/method.ts";

export const STEP_UP = "step_up";

export const stepUpPayload = z.object({ demand: stepUpDemand, kept: z.record(z.string(), z.unknown()) });

/** A proof carries the name of its method, so the two always belong together. */
export const methodOf = (name: MethodName) => PRESENCE[name] as PresenceMethod<MethodName> | undefined;
