import type { ReactNode } from "react";
import { LateProgram } from "../../../client/signed-in.tsx";
import { Frame } from "../../../features/frame/frame.tsx";
import { currentUser } from "../../../server-api/me.ts";
import { programNeeds } from "../../../server-api/program-needs.ts";

/** Pages to read. The program stands around them for somebody signed in; whoever only reads needs none, and loads none. */
export default async function ReadLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  const page = <Frame me={me}>{children}</Frame>;
  return me === null ? page : <LateProgram {...await programNeeds()}>{page}</LateProgram>;
}
