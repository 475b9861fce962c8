"use client";

import type { MeView } from "@amanat/contracts";
import { createContext, useContext, type ReactNode } from "react";

const MeContext = createContext<MeView | null>(null);

/** Tells the page who is signed in; the server said so when it rendered. */
export function MeProvider({ me, children }: { me: MeView | null; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** The signed-in person, or null. */
export function useMe(): MeView | null {
  return useContext(MeContext);
}
