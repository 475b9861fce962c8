import type { RequestView } from "@amanat/contracts";
import { Card, DateText, Facts, PageHeader, Stack, Text, Title, UserText, UserWord, type ShownAsset } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Budget } from "../market/budget.tsx";
import { Person } from "../market/person.tsx";
import type { KnownRates } from "../money/reader-units.ts";
import { WorthLine } from "../money/worth-line.tsx";
import { RequestBadge } from "../market/request-badge.tsx";
import classes from "./brief.module.css";

type BriefProps = { request: RequestView; asset: ShownAsset; rates: KnownRates | null; first?: ReactNode; children?: ReactNode };

/** A request as everybody may read it; `first` stands above all of it, `children` below the description, beside the details. */
export function Brief({ request, asset, rates, first, children }: BriefProps) {
  const t = useTranslations("request");
  const { budgetMin, budgetMax } = request;
  const budget = (
    <>
      <Budget request={request} asset={asset} strong />
      <WorthLine amounts={[budgetMin, budgetMax]} asset={request.asset} decimals={asset.decimals} rates={rates} />
    </>
  );
  return (
    <Stack gap="lg">
      <PageHeader
        badge={isOthers(request) ? undefined : <RequestBadge status={request.status} />}
        title={<UserWord>{request.title}</UserWord>}
        lead={
          <>
            {t(`type.${request.productType}`)} · {t(`category.${request.category}`)}
          </>
        }
      />
      {first}
      <div className={classes.columns}>
        <Stack gap="md">
          <Card>
            <Stack gap="sm">
              <Title order={2} size="h3">
                {t("description")}
              </Title>
              <UserText>{request.description}</UserText>
            </Stack>
          </Card>
          <div className={classes.beside}>{children}</div>
        </Stack>
        <Card className={classes.facts}>
          <Title order={2} size="h3">
            {t("facts")}
          </Title>
          <Facts
            facts={[
              { label: t("budget"), value: budget },
              { label: t("network"), value: <bdi dir="ltr">{asset.chainName}</bdi> },
              { label: t("urgencyLabel"), value: t(`urgency.${request.urgency}`) },
              delivery(request, t),
              { label: t("by"), value: <Person person={request.buyer} /> },
              { label: t("posted"), value: <DateText value={request.createdAt} /> },
              { label: t("openUntil"), value: <DateText value={request.expiresAt} /> },
            ]}
          />
          {request.delivery.mode === "physical" ? (
            <Text size="sm" c="dimmed" mt="xs">
              {t("addressLater")}
            </Text>
          ) : null}
        </Card>
      </div>
    </Stack>
  );
}

/** Matched with somebody else: how that deal stands is not the business of those whose offers were not chosen. */
function isOthers({ mine, activeDealId, status }: RequestView): boolean {
  return !mine && activeDealId === null && status === "payment";
}

function delivery(request: RequestView, t: ReturnType<typeof useTranslations<"request">>) {
  const { delivery: wish } = request;
  if (wish.mode === "online") return { label: t("deliverBy"), value: <UserWord>{wish.channel}</UserWord> };
  const place = [wish.country, wish.city, wish.address, wish.postalCode].filter((part) => part !== "").join(" · ");
  return { label: t("deliverTo"), value: <UserWord>{place}</UserWord> };
}
