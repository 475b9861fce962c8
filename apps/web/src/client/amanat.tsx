"use client";

import { createAmanat, type Amanat } from "@amanat/sdk";
import { askForProof } from "./asked-proof.ts";
import { watchedFetch } from "./reach.ts";

// Relative addresses: the browser's own origin, whose cookie is the session. What asks for a proof of
// presence asks the person in front of this page, and is then sent again by the client itself.
const client: Amanat = createAmanat({ baseUrl: "", stepUp: askForProof, fetch: watchedFetch });

/** The API of this origin as the signed-in person. Client components only. */
export function useAmanat(): Amanat {
  return client;
}
