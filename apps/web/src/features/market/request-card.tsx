import type { RequestView } from "@amanat/contracts";
import { Badge, Card, DateText, Group, Stack, Text, Title, UserLines, UserWord, type ShownAsset } from "@amanat/ui";
import { IconBolt } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "../../i18n/link.tsx";
import { Budget } from "./budget.tsx";
import classes from "./request-card.module.css";
import { RequestBadge } from "./request-badge.tsx";
import { takesOffers } from "./takes-offers.ts";
import { TYPE_ICONS } from "./type-icon.tsx";

export type RequestCardProps = {
  request: RequestView;
  /** The asset of its budget. */
  asset: ShownAsset;
  /** On one's own list: where it stands, instead of who asked. */
  look?: "market" | "own";
  action?: ReactNode;
};

/** One request in a list: what, how much, where, how many offers. The title's link covers the card. */
export function RequestCard({ request, asset, look = "market", action }: RequestCardProps) {
  const t = useTranslations("request");
  const Shape = TYPE_ICONS[request.productType];
  const hurried = request.urgency === "high" || request.urgency === "urgent";
  return (
    <Card component="article" className={classes.card}>
      <Stack gap="sm" h="100%">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <span className={classes.icon}>
            <Shape size={22} stroke={1.7} aria-hidden />
          </span>
          <Stack gap={2} flex={1} miw={0}>
            <Title order={look === "own" ? 2 : 3} className={classes.title}>
              <Link href={`/requests/${request.id}`} className={classes.link}>
                <UserWord>{request.title}</UserWord>
              </Link>
            </Title>
            <Text size="sm" c="dimmed">
              {t(`type.${request.productType}`)} · {t(`category.${request.category}`)}
            </Text>
          </Stack>
        </Group>
        <UserLines size="sm" lines={2}>
          {request.description}
        </UserLines>
        <Group gap="xs">
          {look === "own" ? <RequestBadge status={request.status} /> : null}
          {hurried ? (
            <Badge color="saffron" leftSection={<IconBolt size={15} aria-hidden />}>
              {t(`urgency.${request.urgency}`)}
            </Badge>
          ) : null}
        </Group>
        <div className={classes.foot}>
          <Budget request={request} asset={asset} strong />
          <Text size="sm" c="dimmed" component="div">
            {takesOffers(request) ? <>{t("offers", { count: request.offersCount })} · </> : null}
            <DateText value={request.createdAt} />
          </Text>
        </div>
        {action === undefined ? null : <div className={classes.action}>{action}</div>}
      </Stack>
    </Card>
  );
}
