"use client";

import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { VisuallyHidden } from "../parts/boxes.tsx";
import { ActionIcon, Button } from "../parts/buttons.tsx";

export type CopyControlProps = {
  /** Exactly what lands on the clipboard: raw digits, the whole address. */
  value: string;
  /** What is copied, for people who do not see the icon: "Copy address". */
  label: string;
  /** What is said once it is. */
  done: string;
  /** `icon` beside the text it copies, `button` where copying is the step to take. */
  look: "icon" | "button";
};

const SHOWN_MS = 2_000;

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For pages without a secure context or the permission. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** The part of a copy button that acts; its words come from whoever draws it. */
export function CopyControl({ value, label, done, look }: CopyControlProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const onClick = () => void copy(value).then(setCopied);
  const icon = copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />;
  const announcement = (
    <VisuallyHidden role="status" aria-live="polite">
      {copied ? done : ""}
    </VisuallyHidden>
  );
  if (look === "button")
    return (
      <>
        <Button variant="light" leftSection={icon} onClick={onClick}>
          {copied ? done : label}
        </Button>
        {announcement}
      </>
    );
  return (
    <>
      <ActionIcon aria-label={label} title={label} color={copied ? "pine" : "gray"} onClick={onClick}>
        {icon}
      </ActionIcon>
      {announcement}
    </>
  );
}
