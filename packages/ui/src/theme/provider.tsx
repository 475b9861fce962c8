"use client";

import { ColorSchemeScript, DirectionProvider, MantineProvider } from "@mantine/core";
import { setNonce } from "get-nonce";
import { useEffect, useState, type ReactNode } from "react";
import { cssVariables, theme } from "./theme.ts";
import { Toasts } from "./toasts.tsx";

export type KitProviderProps = {
  direction: "rtl" | "ltr";
  /** The page's content-security nonce; the kit writes a style element. */
  nonce: string | undefined;
  children: ReactNode;
};

/** Theme, direction and toasts. Once per document, around everything. */
export function KitProvider({ direction, nonce, children }: KitProviderProps) {
  // The document obeys the nonce it came with; a refresh renders on the server under another one.
  const [first] = useState(nonce);
  // An open dialog locks the page behind it by a style element of its own, made outside the kit's own styles.
  useEffect(() => {
    if (first !== undefined) setNonce(first);
  }, [first]);
  return (
    // Keyed, because direction is state inside and a language switch changes it.
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => first ?? ""}
        deduplicateInlineStyles
      >
        {children}
        <Toasts />
      </MantineProvider>
    </DirectionProvider>
  );
}

/** Sets light or dark before the first paint; belongs in `<head>`. */
export function KitHead({ nonce }: { nonce: string | undefined }) {
  return <ColorSchemeScript defaultColorScheme="auto" {...(nonce === undefined ? {} : { nonce })} />;
}
