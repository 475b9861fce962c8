import * as z from "zod";

const schema = z.object({ AMANAT_SEED: z.coerce.number().int().default(1), AMANAT_KILLS: z.coerce.number().int().min(1).default(4) });

/** How hostile a run is, and with which dice. */
export function hostileSettings(): { seed: number; kills: number } {
  const { AMANAT_SEED, AMANAT_KILLS } = schema.parse(process.env);
  return { seed: AMANAT_SEED, kills: AMANAT_KILLS };
}
