"use client";

import type { MeView } from "@amanat/contracts";
import { directionOf, type Locale } from "@amanat/i18n";
import { KitProvider } from "@amanat/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { useState, type ReactNode } from "react";
import type { KnownAssets } from "../server-api/assets.ts";
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

/** Everything a client component may rely on: theme, texts, session, queries, live events, URL state. */
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
  const t = useTranslations("common");
  return (
    <NuqsAdapter>
      <KitProvider direction={directionOf(locale)} nonce={nonce} labels={{ confirm: t("actions.confirm"), cancel: t("actions.cancel") }}>
        <QueryClientProvider client={queries}>
          <MeProvider me={me}>
            <AssetsProvider assets={known.assets} feeBps={known.feeBps}>
              <LiveEvents>{children}</LiveEvents>
            </AssetsProvider>
          </MeProvider>
        </QueryClientProvider>
      </KitProvider>
    </NuqsAdapter>
  );
}
