"use client";

import type { MeView } from "@amanat/contracts";
import { createAmanat, type Amanat } from "@amanat/sdk";
import { createContext, useContext, type ReactNode } from "react";
import { watchedFetch } from "./reach.ts";
import { askForProof } from "./asked-proof.ts";

// Relative addresses: the browser's own origin, whose cookie is the session. What asks for a proof of
// presence asks the person in front of this page, and is then sent again by the client itself.
const client: Amanat = createAmanat({ baseUrl: "", stepUp: askForProof, fetch: watchedFetch });

const MeContext = createContext<MeView | null>(null);

/** Tells the page who is signed in; the server said so when it rendered. */
export function MeProvider({ me, children }: { me: MeView | null; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** The API of this origin as the signed-in person. Client components only. */
export function useAmanat(): Amanat {
  return client;
}

/** The signed-in person, or null. */
export function useMe(): MeView | null {
  return useContext(MeContext);
}
