import type { Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { downloadDossier, ownDossier } from "./reads/own.ts";
import type { DossierCall, DossierOutside, DossierSource } from "./ports.ts";
import { SETTINGS } from "./settings.ts";
import { makeDossiers } from "./verbs/make-dossiers.ts";
import { requestDossier } from "./verbs/request-dossier.ts";

const MAKE_MS = 1_000;

/** Records are made of what the other contexts know of a deal. */
export function module({ dossier: source }: { readonly dossier: DossierSource }): Module<DossierCall, DossierOutside> {
  const verbs: Verbs<"dossier", DossierCall> = {
    ofDeal: (ctx, input) => ownDossier(ctx, input, source),
    request: (ctx, input) => requestDossier(ctx, input, source),
  };
  const loops = (outside: DossierOutside): Chore[] => [
    { name: "dossiers", everyMs: MAKE_MS, turn: (ctx) => makeDossiers(ctx, source, outside) },
  ];
  return {
    name: "dossier",
    about: ABOUT,
    verbs,
    downloads: { "dossier.zip": (ctx, input, out, call) => downloadDossier(ctx, input, out, { source, call }) },
    loops,
    settings: SETTINGS,
  };
}
