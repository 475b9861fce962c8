"use client";

import { createContext, useContext, type ReactNode } from "react";

/**
 * Texts of the error boundary. They come as a context, because it renders in the browser, and pages that are only read send no messages
 * there.
 */
export type BrokenWords = {
  title: string;
  text: string;
  money: string;
  reference: { label: string; copy: string; copied: string };
  retry: string;
  home: { label: string; address: string };
};

const BrokenContext = createContext<BrokenWords | null>(null);

/** Gives every page below it those words. */
export function BrokenWordsProvider({ words, children }: { words: BrokenWords; children: ReactNode }) {
  return <BrokenContext value={words}>{children}</BrokenContext>;
}

/** Null where even the layout failed. */
export function useBrokenWords(): BrokenWords | null {
  return useContext(BrokenContext);
}
