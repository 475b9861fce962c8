"use client";

import type { MeView } from "@amanat/contracts";
import { directionOf, type Locale } from "@amanat/i18n";
import type { Messages } from "@amanat/i18n/messages";
import { AmanatError } from "@amanat/sdk";
import { KitProvider, useMounted } from "@amanat/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { useState, type ReactNode } from "react";
import { StepUpHost } from "../features/step-up/step-up-host.tsx";
import type { KnownRates } from "../features/money/reader-units.ts";
import type { KnownAssets } from "../server-api/assets.ts";
import { AssetsProvider } from "./assets.tsx";
import { lateComponent } from "./late-component.ts";
import { LiveEvents } from "./live-events.tsx";
import { MeProvider } from "./me.tsx";
import { RatesProvider } from "./rates.tsx";

// The place of toasts comes after the page: nothing is said before somebody did something.
const Toasts = lateComponent(() => import("@amanat/ui/toasts"), "Toasts");

/** Reads that find nobody there wait for the server; this many times one may be disappointed while others are answered. */
const MOST_TRIES = 4;

/** No answer came at all; what the server refused it would refuse again. */
function isUnanswered(error: Error): boolean {
  return error instanceof AmanatError && error.code === "SERVICE_UNAVAILABLE" && error.correlationId === "";
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The SDK retries what may be retried. A read that got no answer waits for the server, with what was read before on
      // screen; an act fails visibly, with what was typed still there.
      queries: { staleTime: 30_000, retry: (count, error) => count < MOST_TRIES && isUnanswered(error), refetchOnWindowFocus: true },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export type ProgramProps = {
  locale: Locale;
  zone: string;
  /** Texts of the page's client components, in its language. */
  messages: Partial<Messages>;
  me: MeView | null;
  known: KnownAssets;
  /** Null: nothing is told of what amounts are worth. */
  rates: KnownRates | null;
  nonce: string | undefined;
  /** Where the news began when the server wrote this page; null for nobody. */
  liveCursor: string | null;
  children: ReactNode;
};

/** Everything a client component may rely on: words, theme, session, queries, assets, live events. */
export function Program({ locale, zone, messages, me, known, rates, nonce, liveCursor, children }: ProgramProps) {
  const [queries] = useState(newQueryClient);
  const mounted = useMounted();
  return (
    <NextIntlClientProvider locale={locale} timeZone={zone} messages={messages}>
      <KitProvider direction={directionOf(locale)} nonce={nonce}>
        <QueryClientProvider client={queries}>
          <MeProvider me={me}>
            <AssetsProvider assets={known.assets} feeBps={known.feeBps}>
              <RatesProvider rates={rates}>
                <LiveEvents cursor={liveCursor}>{children}</LiveEvents>
              </RatesProvider>
              <StepUpHost />
              {mounted ? <Toasts /> : null}
            </AssetsProvider>
          </MeProvider>
        </QueryClientProvider>
      </KitProvider>
    </NextIntlClientProvider>
  );
}
