export { dossierKey, type DossierKey, publishedKeys } from "./internal/signing.ts";
export { DOSSIER } from "./state.ts";
export { downloadDossier, namedDossiers, ownDossier } from "./reads/own.ts";
export { makeDossiers } from "./verbs/make-dossiers.ts";
export { requestDossier } from "./verbs/request-dossier.ts";
export type { DossierCall, DossierOutside, DossierSource, Part, RecordFile } from "./ports.ts";
