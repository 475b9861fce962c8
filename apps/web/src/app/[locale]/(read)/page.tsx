import { ListSkeleton, Stack, Text, Title } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { FilterBar } from "../../../features/home/filter-bar.tsx";
import { loadFilters, serializeFilters } from "../../../features/home/filters.ts";
import { Hero } from "../../../features/home/hero.tsx";
import { How } from "../../../features/home/how.tsx";
import { MyTurn } from "../../../features/home/my-turn.tsx";
import { OpenRequests } from "../../../features/home/open-requests.tsx";
import { LateRefresh } from "../../../client/late-refresh.tsx";
import { currentUser } from "../../../server-api/me.ts";

export default async function HomePage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const [me, filters, t, common] = await Promise.all([
    currentUser(),
    loadFilters(searchParams),
    getTranslations("home"),
    getTranslations("common"),
  ]);
  return (
    <Stack gap={40}>
      {me === null ? (
        <>
          <Hero />
          <How />
        </>
      ) : (
        <MyTurn />
      )}
      <section id="open" aria-labelledby="open-title">
        <Stack gap="lg">
          <div>
            <Title order={2} id="open-title">
              {t("list.title")}
            </Title>
            <Text c="dimmed">{t("list.lead")}</Text>
          </div>
          <FilterBar key={serializeFilters({ ...filters, cursor: null })} filters={filters} />
          <Suspense key={serializeFilters(filters)} fallback={<ListSkeleton label={common("loading")} />}>
            <OpenRequests filters={filters} />
          </Suspense>
          {me === null ? null : <LateRefresh queries={["marketplace.listRequests", "marketplace.myTurn"]} />}
        </Stack>
      </section>
    </Stack>
  );
}
