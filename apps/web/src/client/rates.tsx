"use client";

import { createContext, useContext, type ReactNode } from "react";
import { type KnownRates, quotesFor } from "../features/money/reader-units.ts";
import { WorthLine, type WorthLineProps } from "../features/money/worth-line.tsx";
import { useAmanatQuery } from "./query.ts";

/** A quote counts for two minutes: a page that stays open asks for newer ones. */
const REFRESH_MS = 45_000;

const RatesContext = createContext<KnownRates | null>(null);

/** Tells the page what amounts are about worth. Null: nothing is told, and nothing is asked. */
export function RatesProvider({ rates, children }: { rates: KnownRates | null; children: ReactNode }) {
  return rates === null ? children : <LiveRates rates={rates}>{children}</LiveRates>;
}

function LiveRates({ rates, children }: { rates: KnownRates; children: ReactNode }) {
  const asked = useAmanatQuery("prices", "rates", {}, { initialData: { quotes: [...rates.quotes] }, refetchInterval: REFRESH_MS });
  // After a failed refresh the quotes may have expired: no worth is shown until they are read again.
  const quotes = asked.isError ? [] : quotesFor(rates.units, asked.data?.quotes ?? []);
  return <RatesContext value={{ units: rates.units, quotes }}>{children}</RatesContext>;
}

/** The approximate worth of an amount, from the rates that `RatesProvider` keeps. For pages drawn in the browser; the others hand rates to `WorthLine`. */
export function Worth(props: Omit<WorthLineProps, "rates">) {
  return <WorthLine {...props} rates={useContext(RatesContext)} />;
}
