"use client";

import type { DealView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import type { AmanatError } from "@amanat/sdk";
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  Group,
  ListSkeleton,
  Money,
  PageHeader,
  Stack,
  Text,
  Title,
  UserWord,
  useDateWords,
  useNameOf,
} from "@amanat/ui";
import { IconHeartHandshake } from "@amanat/ui/icons";
import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanat } from "../../client/amanat.tsx";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { DealBadge } from "./deal-badge.tsx";
import classes from "./deal-list.module.css";
import { useStandingWords } from "./standing-words.ts";
import { turnOf, type Turn } from "./state.ts";

type DealPageView = { data: DealView[]; meta: { nextCursor: string | null; hasMore: boolean } };
const TURNS: readonly Turn[] = ["mine", "theirs", "closed"];
const HEADINGS = { mine: "myTurn", theirs: "theirTurn", closed: "closed" } as const;

/** My deals, those that wait for me first. */
export function DealList({ first }: { first: DealPageView }) {
  const t = useTranslations("deal.list");
  const amanat = useAmanat();
  const pages = useInfiniteQuery<DealPageView, AmanatError, InfiniteData<DealPageView>, readonly string[], string | undefined>({
    queryKey: ["deals", "listDeals", "mine"],
    queryFn: ({ pageParam, signal }) =>
      amanat.deals.listDeals({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    initialData: { pages: [first], pageParams: [undefined] },
  });
  const deals = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="lg">
      <PageHeader title={t("title")} />
      {pages.error === null ? null : <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending ? <ListSkeleton label={t("title")} /> : null}
      {deals.length === 0 && !pages.isPending ? <NoDeals /> : null}
      {TURNS.map((turn) => (
        <Section key={turn} turn={turn} deals={deals.filter((deal) => turnOf(deal) === turn)} />
      ))}
      {pages.hasNextPage ? (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </Stack>
  );
}

function NoDeals() {
  const t = useTranslations("deal.list");
  return (
    <EmptyState
      icon={IconHeartHandshake}
      title={t("empty")}
      action={
        <Group justify="center" gap="sm">
          <Button component={Link} href="/requests/new">
            {t("postRequest")}
          </Button>
          <Button component={Link} href="/" variant="default">
            {t("findRequests")}
          </Button>
        </Group>
      }
    >
      {t("emptyHint")}
    </EmptyState>
  );
}

function Section({ turn, deals }: { turn: Turn; deals: readonly DealView[] }) {
  const t = useTranslations("deal.list");
  if (deals.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby={`turn-${turn}`}>
      <Title order={2} id={`turn-${turn}`} size="h3">
        {t(HEADINGS[turn])}
      </Title>
      <ul className={classes.list}>
        {deals.map((deal) => (
          <li key={deal.id}>
            <DealLine deal={deal} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function DealLine({ deal }: { deal: DealView }) {
  const t = useTranslations("deal");
  const dates = useDateWords();
  const asset = useAssetOf()(deal.asset);
  const role = deal.myRole ?? "buyer";
  const nameOf = useNameOf();
  const other = isolated(nameOf(role === "buyer" ? deal.seller.name : deal.buyer.name));
  return (
    <Card component="article" padding="md" className={classes.card ?? ""}>
      <Stack gap={6}>
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={3} size="h4" className={classes.title ?? ""}>
            <Link href={`/deals/${deal.id}`} className={classes.link}>
              <UserWord>{deal.title}</UserWord>
            </Link>
          </Title>
          <DealBadge deal={deal} />
        </Group>
        <Text size="sm" c="dimmed">
          {t(`list.as.${role}`, { name: other })}
        </Text>
        <Text>{useStandingWords()(deal).headline}</Text>
        <Group justify="space-between" gap="xs">
          <Money amount={deal.price} asset={asset} strong />
          {deal.next.dueAt === null ? null : (
            <Text size="sm" c="dimmed">
              {t("list.by", { time: dates(deal.next.dueAt, "due") })}
            </Text>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
