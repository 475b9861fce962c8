"use client";

import { Facts, Skeleton, StatusBadge, Text, TitledCard } from "@amanat/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { watchedFetch } from "../../client/reach.ts";
import { Code } from "../admin/code.tsx";

type Parts = Readonly<Record<string, { ok: boolean; detail: string }>>;

/** What has to work for a deal to run: processes, chains, and how far the scanner is behind. */
export function PartsCard() {
  const t = useTranslations("desk.parts");
  const parts = useQuery({
    queryKey: ["readyz"],
    queryFn: async ({ signal }) =>
      ((await (await watchedFetch("/readyz", { signal, cache: "no-store" })).json()) as { parts: Parts }).parts,
    refetchInterval: 15_000,
  });
  return (
    <TitledCard id="parts" title={t("title")} lead={t("lead")}>
      {parts.data === undefined ? (
        parts.error === null ? (
          <Skeleton height={120} />
        ) : (
          <Text c="dimmed">{t("unknown")}</Text>
        )
      ) : (
        <Facts
          facts={Object.entries(parts.data).map(([name, { ok, detail }]) => ({
            label: <Code>{name}</Code>,
            value: (
              <>
                <StatusBadge tone={ok ? "good" : "bad"}>{ok ? t("ok") : t("down")}</StatusBadge> <Code>{detail}</Code>
              </>
            ),
            strong: !ok,
          }))}
        />
      )}
    </TitledCard>
  );
}
