import type { ReactNode } from "react";
import { Program } from "../../../client/providers.tsx";
import { Frame } from "../../../features/frame/frame.tsx";
import { currentUser } from "../../../server-api/me.ts";
import { programNeeds } from "../../../server-api/program-needs.ts";

/** Pages where something is done: by whoever is signed in, or on the way there. All of them need the program. */
export default async function ActLayout({ children }: { children: ReactNode }) {
  return (
    <Program {...await programNeeds()}>
      <Frame me={await currentUser()}>{children}</Frame>
    </Program>
  );
}
