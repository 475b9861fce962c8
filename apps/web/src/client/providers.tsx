"use client";

import type { MeView } from "@amanat/contracts";
import { directionOf, type Locale } from "@amanat/i18n";
import { KitProvider } from "@amanat/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useState, type ReactNode } from "react";
import type { KnownAssets } from "../server-api/assets.ts";
import { StepUpHost } from "../features/step-up/step-up-host.tsx";
import { MeProvider } from "./amanat.tsx";
import { AssetsProvider } from "./assets.tsx";
import { LiveEvents } from "./live-events.tsx";

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The SDK retries what may be retried. "always": an offline attempt must fail visibly, not wait in silence.
      queries: { staleTime: 30_000, retry: false, networkMode: "always", refetchOnWindowFocus: true },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** Everything a client component may rely on: theme, session, queries, assets, live events. */
export function Providers({
  me,
  known,
  nonce,
  children,
}: {
  me: MeView | null;
  known: KnownAssets;
  nonce: string | undefined;
  children: ReactNode;
}) {
  const [queries] = useState(newQueryClient);
  const locale: Locale = useLocale();
  return (
    <KitProvider direction={directionOf(locale)} nonce={nonce}>
      <QueryClientProvider client={queries}>
        <MeProvider me={me}>
          <AssetsProvider assets={known.assets} feeBps={known.feeBps}>
            <LiveEvents>
              {children}
              <StepUpHost />
            </LiveEvents>
          </AssetsProvider>
        </MeProvider>
      </QueryClientProvider>
    </KitProvider>
  );
}
