import { EmptyState, ErrorState, Stack } from "@amanat/ui";
import { IconInbox, IconSearch } from "@amanat/ui/icons";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "../../client/links.tsx";
import { knownAssets } from "../../server-api/assets.ts";
import { serverApi } from "../../server-api/caller.ts";
import { attempt } from "../../server-api/failure.ts";
import { shownAsset } from "../money/shown-asset.ts";
import { CardGrid } from "../market/card-grid.tsx";
import { Paging } from "../market/paging.tsx";
import { RequestCard } from "../market/request-card.tsx";
import { isFiltered, queryOf } from "./filter-query.ts";
import { type Filters, listInput } from "./filters.ts";

/** One page of the open requests that match, or why there is none. */
export async function OpenRequests({ filters }: { filters: Filters }) {
  const [t, common, api, known] = await Promise.all([getTranslations("home"), getTranslations("common"), serverApi(), knownAssets()]);
  const { data: page, failure } = await attempt(api.marketplace.listRequests(listInput(filters, known.assets)));
  if (page === null)
    return (
      <ErrorState
        error={failure}
        action={
          <LinkButton href="/" variant="default">
            {common("paging.first")}
          </LinkButton>
        }
      />
    );
  if (page.data.length === 0) return isFiltered(filters) ? <NothingMatches /> : <NothingYet />;
  return (
    <Stack gap="lg">
      <CardGrid label={t("list.title")}>
        {page.data.map((request) => (
          <RequestCard key={request.id} request={request} asset={shownAsset(known.assets, request.asset)} />
        ))}
      </CardGrid>
      <Paging path="/" query={queryOf(filters)} nextCursor={page.meta.nextCursor} further={filters.cursor !== ""} />
    </Stack>
  );
}

async function NothingMatches() {
  const t = await getTranslations("home");
  return (
    <EmptyState
      icon={IconSearch}
      title={t("list.none.title")}
      action={
        <LinkButton href="/" variant="light">
          {t("filter.clear")}
        </LinkButton>
      }
    >
      {t("list.none.text")}
    </EmptyState>
  );
}

async function NothingYet() {
  const [t, common] = await Promise.all([getTranslations("home"), getTranslations("common")]);
  return (
    <EmptyState icon={IconInbox} title={t("list.empty.title")} action={<LinkButton href="/requests/new">{common("nav.new")}</LinkButton>}>
      {t("list.empty.text")}
    </EmptyState>
  );
}
