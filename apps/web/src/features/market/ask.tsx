"use client";

import dynamic from "next/dynamic";
import { useState, type ReactNode } from "react";

export type AskProps = {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  keep: string;
  submit: string;
  onSubmit: () => void;
  pending: boolean;
  error: unknown;
  /** Whether the call could have moved money, for the error's wording. */
  money?: "none" | "unknown";
  danger?: boolean;
};

const AskDialog = dynamic(async () => (await import("./ask-dialog.tsx")).AskDialog);

/** The second step before something that cannot be undone. It is loaded when it first opens, and stays to give the focus back. */
export function Ask(props: AskProps) {
  const [wanted, setWanted] = useState(false);
  if (props.opened && !wanted) setWanted(true);
  return wanted ? <AskDialog {...props} /> : null;
}
