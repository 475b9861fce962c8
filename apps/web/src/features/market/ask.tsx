"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { late } from "../../client/reach.ts";
import type { AskProps } from "./ask-dialog.tsx";

const AskDialog = dynamic(async () => (await late(() => import("./ask-dialog.tsx"))).AskDialog);

/** The second step before something that cannot be undone. It is loaded when it first opens, and stays to give the focus back. */
export function Ask(props: AskProps) {
  const [wanted, setWanted] = useState(false);
  if (props.opened && !wanted) setWanted(true);
  return wanted ? <AskDialog {...props} /> : null;
}
