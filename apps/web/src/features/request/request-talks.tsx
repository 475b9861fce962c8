import { MOST_UNREAD } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Badge, Card, DateText, Group, Stack, Text, Title, PersonWord } from "@amanat/ui";
import { getLocale, getTranslations } from "next-intl/server";
import { Link } from "../../i18n/link.tsx";
import { serverApi } from "../../server-api/caller.ts";
import { attempt } from "../../server-api/failure.ts";
import classes from "./request-talks.module.css";

/** What sellers ask about one's own request: one conversation each, of the newest. All of them stand among the messages. */
export async function RequestTalks({ requestId }: { requestId: string }) {
  const [t, locale, { data }] = await Promise.all([
    getTranslations("offer.chat"),
    getLocale(),
    attempt(serverApi().then((api) => api.chat.inbox({ limit: 50 }))),
  ]);
  const talks = (data?.data ?? []).filter((talk) => talk.requestId === requestId);
  if (talks.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="talks-title" data-request-talks>
      <Stack gap="xs">
        <Title order={2} id="talks-title" size="h3">
          {t("title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("lead")}
        </Text>
        <ul className={classes.list}>
          {talks.map(({ id, members, lastAt, unread }) => (
            <li key={id}>
              <Link href={`/messages/${id}`} className={classes.talk}>
                <PersonWord>{members.find(({ role }) => role === "seller")?.name ?? ""}</PersonWord>
                <Group gap="xs">
                  {unread === 0 ? null : <Badge>{`${formatCount(unread, locale)}${unread >= MOST_UNREAD ? "+" : ""}`}</Badge>}
                  <Text size="sm" c="dimmed" span>
                    <DateText value={lastAt} look="moment" />
                  </Text>
                </Group>
              </Link>
            </li>
          ))}
        </ul>
      </Stack>
    </Card>
  );
}
