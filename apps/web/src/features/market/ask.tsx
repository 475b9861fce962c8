"use client";

import { useState } from "react";
import type { AskProps } from "./ask-dialog.tsx";
import { lateComponent } from "../../client/late-component.ts";

const AskDialog = lateComponent(() => import("./ask-dialog.tsx"), "AskDialog");

/** The second step before something that cannot be undone. It is loaded when it first opens, and stays to give the focus back. */
export function Ask(props: AskProps) {
  const [wanted, setWanted] = useState(false);
  if (props.opened && !wanted) setWanted(true);
  return wanted ? <AskDialog {...props} /> : null;
}
