import type { DealView, MyTurnView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { DateText, EmptyState, ErrorState, Group, PageHeader, Stack, UserLine } from "@amanat/ui";
import { IconChevronRight, IconCircleCheck, IconCoins, IconEye, IconScale, IconTruckDelivery } from "@amanat/ui/icons";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LinkButton } from "../../client/links.tsx";
import { Link } from "../../i18n/link.tsx";
import { knownAssets } from "../../server-api/assets.ts";
import { serverApi } from "../../server-api/caller.ts";
import { attempt } from "../../server-api/failure.ts";
import { moneyText } from "../money/money-text.ts";
import classes from "./my-turn.module.css";

const ICONS = { pay: IconCoins, start_delivery: IconTruckDelivery, mark_delivered: IconTruckDelivery, inspect: IconEye } as const;
type Known = keyof typeof ICONS;

/** Home of somebody signed in: what waits for them, and by when. */
export async function MyTurn() {
  const [t, common, api] = await Promise.all([getTranslations("home"), getTranslations("common"), serverApi()]);
  const { data: turn, failure } = await attempt(api.marketplace.myTurn());
  return (
    <Stack gap="md" component="section" aria-label={t("turn.title")} data-my-turn>
      <PageHeader
        title={t("turn.title")}
        lead={t("turn.lead")}
        actions={<LinkButton href="/requests/new">{common("nav.new")}</LinkButton>}
      />
      {turn === null ? <ErrorState error={failure} /> : <Waiting turn={turn} />}
    </Stack>
  );
}

async function Waiting({ turn }: { turn: MyTurnView }) {
  const [t, locale] = await Promise.all([getTranslations("home"), getLocale()]);
  if (turn.deals.length + turn.requests.length === 0)
    return (
      <EmptyState
        icon={IconCircleCheck}
        title={t("turn.none.title")}
        action={
          <LinkButton href="/deals" variant="default">
            {t("turn.deals")}
          </LinkButton>
        }
      >
        {t("turn.none.text")}
      </EmptyState>
    );
  return (
    <ul className={classes.list}>
      {turn.deals.map((deal) => (
        <DealRow key={deal.id} deal={deal} />
      ))}
      {turn.requests.map(({ requestId, title, offersCount, decideBy }) => (
        <Row
          key={requestId}
          href={`/requests/${requestId}`}
          icon={<IconScale size={24} stroke={1.7} aria-hidden />}
          action={t("turn.offers", { count: offersCount, n: formatCount(offersCount, locale) })}
          title={title}
          due={decideBy}
        />
      ))}
    </ul>
  );
}

async function DealRow({ deal }: { deal: DealView }) {
  const [t, locale, known] = await Promise.all([getTranslations("home"), getLocale(), knownAssets()]);
  const asset = known.assets.find(({ id }) => id === deal.asset);
  // What the other party asked for waits for an answer, whoever's step is next.
  const asked = deal.proposals.find(({ by }) => by !== deal.myRole);
  const action = asked === undefined ? (Object.keys(ICONS) as Known[]).find((name) => name === deal.next.action) : "answer";
  const Shape = action === undefined ? IconCircleCheck : action === "answer" ? IconScale : ICONS[action];
  const amount = asset === undefined ? "" : moneyText(deal.price, asset, locale);
  return (
    <Row
      href={action === "pay" ? `/deals/${deal.id}/pay` : `/deals/${deal.id}`}
      icon={<Shape size={24} stroke={1.7} aria-hidden />}
      action={t(`turn.action.${action ?? "other"}`, { amount })}
      title={deal.title}
      due={asked?.expiresAt ?? deal.next.dueAt}
    />
  );
}

type RowProps = { href: string; icon: ReactNode; action: string; title: string; due: string | null };

async function Row({ href, icon, action, title, due }: RowProps) {
  const t = await getTranslations("home");
  return (
    <li>
      <Link href={href} className={classes.row}>
        <span className={classes.icon}>{icon}</span>
        <span className={classes.what}>
          <span className={classes.action}>{action}</span>
          <span className={classes.title}>
            <UserLine>{title}</UserLine>
          </span>
          {due === null ? null : (
            <span className={classes.due}>
              {t("turn.by")} <DateText value={due} look="moment" />
            </span>
          )}
        </span>
        <Group gap={0}>
          <IconChevronRight size={20} aria-hidden data-flip />
        </Group>
      </Link>
    </li>
  );
}
