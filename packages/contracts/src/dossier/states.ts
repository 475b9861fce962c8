// Without zod: pages show them.

/** `asked`: it waits for a worker. `failed`: it can be asked for again. `expired`: its bytes are gone. */
export const DOSSIER_STATES = ["asked", "making", "ready", "failed", "expired"] as const;
export type DossierState = (typeof DOSSIER_STATES)[number];

/** `too_large`: more than a record may hold. `broken`: tried several times, and an operator is told. */
export const DOSSIER_FAULTS = ["too_large", "broken"] as const;
export type DossierFault = (typeof DOSSIER_FAULTS)[number];
