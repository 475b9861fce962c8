import { formatBps } from "@amanat/i18n";
import { Anchor, Card, PageHeader, Stack, Text, Title } from "@amanat/ui";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { knownAssets } from "../../server-api/assets.ts";
import { supportEmail } from "../../server-api/contact.ts";

/** What each page about Amanat speaks of, in its order. */
const PAGES = {
  how: ["hold", "deliver", "release", "back"],
  fees: ["seller", "buyer", "network"],
  terms: ["deal", "money", "final", "honest"],
  privacy: ["kept", "seen", "chain", "erase", "cookies"],
  help: ["unseen", "amount", "wrong", "staff"],
} as const;
export type InfoPageName = keyof typeof PAGES;

export async function infoMetadata(page: InfoPageName): Promise<Metadata> {
  return { title: (await getTranslations("common"))(`footer.${page}`) };
}

/** A page about Amanat: a few true paragraphs, drawn on the server alone. */
export async function InfoPage({ page }: { page: InfoPageName }) {
  const [common, { feeBps }, locale] = await Promise.all([getTranslations("common"), knownAssets(), getLocale()]);
  const percent = formatBps(feeBps, locale);
  return (
    <Stack gap="lg" maw="46rem">
      <PageHeader title={common(`footer.${page}`)} />
      {PAGES[page].map((section) => (
        <Section key={section} name={`${page}.${section}`} percent={percent} />
      ))}
      {page === "help" || page === "privacy" ? <Contact /> : null}
    </Stack>
  );
}

async function Section({ name, percent }: { name: string; percent: string }) {
  const t = await getTranslations();
  // One key of `page.` each; the pages' table above names them.
  const say = (part: "title" | "text") => t(`info.page.${name}.${part}` as "info.page.how.hold.title", { percent });
  return (
    <Card component="section">
      <Title order={2} size="h3">
        {say("title")}
      </Title>
      <Text mt={4}>{say("text")}</Text>
    </Card>
  );
}

async function Contact() {
  const address = supportEmail();
  if (address === null) return null;
  const t = await getTranslations("common");
  return (
    <Text>
      {t("footer.contact")}:{" "}
      <Anchor href={`mailto:${address}`}>
        <bdi dir="ltr">{address}</bdi>
      </Anchor>
    </Text>
  );
}
