"use client";

import { DirectionProvider, MantineProvider, type MantineColorSchemeManager } from "@mantine/core";
import { setNonce } from "get-nonce";
import { useEffect, useState, type ReactNode } from "react";
import { chosenScheme, onScheme } from "./scheme.ts";
import { cssVariables, theme } from "./theme.ts";

export type KitProviderProps = {
  direction: "rtl" | "ltr";
  /** The page's content-security nonce; an open dialog writes a style element. */
  nonce: string | undefined;
  children: ReactNode;
};

/** The document obeys the nonce it came with; a page that is rendered on the server later, for it, comes with another one. */
function nonceOfDocument(rendered: string | undefined): string | undefined {
  if (typeof document === "undefined") return rendered;
  return document.querySelector<HTMLElement>("script[nonce]")?.nonce ?? rendered;
}

/** The maker's parts are told which colours are chosen; they choose none themselves. */
function schemeManager(): MantineColorSchemeManager {
  let stop = () => {};
  return {
    get: (unknown) => (typeof window === "undefined" ? unknown : chosenScheme()),
    set: () => undefined,
    subscribe: (onUpdate) => {
      stop = onScheme(() => onUpdate(chosenScheme()));
    },
    unsubscribe: () => stop(),
    clear: () => undefined,
  };
}

/**
 * What the maker's own parts need around them (fields, dialogs, tables, and `Toasts` from the door of that name). Once per
 * document, and only where there are such parts: those of `parts/` need nothing. Colours and sizes stand in `variables.css`.
 */
export function KitProvider({ direction, nonce, children }: KitProviderProps) {
  const [obeyed] = useState(() => nonceOfDocument(nonce));
  const [manager] = useState(schemeManager);
  // An open dialog locks the page behind it by a style element of its own, made outside the kit's own styles.
  useEffect(() => {
    if (obeyed !== undefined) setNonce(obeyed);
  }, [obeyed]);
  return (
    // Keyed, because direction is state inside and a language switch changes it.
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        withCssVariables={false}
        withGlobalClasses={false}
        defaultColorScheme="auto"
        colorSchemeManager={manager}
        getStyleNonce={() => obeyed ?? ""}
        deduplicateInlineStyles
      >
        {children}
      </MantineProvider>
    </DirectionProvider>
  );
}
