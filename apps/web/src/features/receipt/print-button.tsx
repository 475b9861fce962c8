"use client";

import { Button } from "@amanat/ui";
import type { ReactNode } from "react";

/** Opens the browser's own printing, which also makes the file. Its word comes from whoever draws it. */
export function PrintButton({ label, icon }: { label: string; icon: ReactNode }) {
  return (
    <Button variant="default" leftSection={icon} onClick={() => window.print()}>
      {label}
    </Button>
  );
}
