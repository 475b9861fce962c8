"use client";

import type { DepartureBlock, DepartureView, MyData } from "@amanat/contracts";
import { Alert, Button, ErrorState, Stack, Text, TextInput, useDateWords, useDisclosure } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { Section } from "../section/section.tsx";

type Block = MyData["blocks"][number];

function useDataRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["retention", "myData"] });
}

/** What a block leads to, where there is a page that ends it. */
const PLACES: Readonly<Partial<Record<DepartureBlock, (id: string) => string>>> = {
  deal: (id) => `/deals/${id}`,
  case: (id) => `/cases/${id}`,
};

/** The deletion of one's account: asked for, taken back while it waits, and what keeps it from being asked for. */
export function DeleteAccount({ data }: { data: MyData }) {
  const t = useTranslations("data.delete");
  const { departure, blocks, undoDays } = data;
  const waits = departure?.status === "asked";
  return (
    <Section id="delete" title={t("title")} lead={t("text", { days: undoDays })}>
      {waits ? <Waiting departure={departure} /> : null}
      {!waits && departure !== null ? <Ended departure={departure} /> : null}
      {!waits && blocks.length > 0 ? <Blocks blocks={blocks} /> : null}
      {!waits && blocks.length === 0 ? <Ask confirm={data.confirm} /> : null}
    </Section>
  );
}

/** It waits: until when, and the way back. */
function Waiting({ departure }: { departure: DepartureView }) {
  const t = useTranslations("data.delete");
  const dates = useDateWords();
  const refresh = useDataRefresh();
  const ends = useEnding(() => undefined);
  const keep = useAmanatMutation("retention", "keepAccount", ends(t("isKept"), refresh));
  return (
    <Stack gap="sm" align="flex-start">
      <Alert color="saffron" role="status">
        {t("asked", { time: dates(departure.dueAt, "moment") })}
      </Alert>
      {keep.error === null ? null : <ErrorState error={keep.error} money="unmentioned" />}
      <Button loading={keep.isPending} onClick={() => keep.mutate({ version: departure.version })}>
        {t("keep")}
      </Button>
    </Stack>
  );
}

/** What became of the one before. */
function Ended({ departure: { status, endedAt, why } }: { departure: DepartureView }) {
  const t = useTranslations("data.delete");
  const dates = useDateWords();
  if (endedAt === null || (status !== "stopped" && status !== "cancelled")) return null;
  return (
    <Text c="dimmed" role="status">
      {t(status, { time: dates(endedAt, "moment") })} {why === null ? null : t(`block.${why}`)}
    </Text>
  );
}

/** What has to end first, one sentence a kind, with the pages that end it. */
function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const t = useTranslations("data.delete");
  return (
    <Stack gap="xs">
      <Text fw={600}>{t("blocked")}</Text>
      <ul>
        {[...Map.groupBy(blocks, ({ kind }) => kind)].map(([kind, some]) => (
          <li key={kind}>
            {t(`block.${kind}`)}{" "}
            {some.map(({ id }) => {
              const place = id === null ? undefined : PLACES[kind]?.(id);
              return place === undefined ? null : (
                <span key={id}>
                  <Link href={place}>{t("open")}</Link>{" "}
                </span>
              );
            })}
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function Ask({ confirm }: { confirm: string }) {
  const t = useTranslations("data.delete");
  const [opened, dialog] = useDisclosure(false);
  return (
    <div>
      <Button color="pomegranate" variant="light" onClick={dialog.open}>
        {t("ask")}
      </Button>
      {opened ? <AskDialog confirm={confirm} onClose={dialog.close} /> : null}
    </div>
  );
}

const plain = (text: string): string => text.normalize("NFC").trim().toLowerCase();

/** Typed, so that nobody deletes an account by a slip. */
function AskDialog({ confirm, onClose }: { confirm: string; onClose: () => void }) {
  const t = useTranslations("data.delete");
  const refresh = useDataRefresh();
  const ends = useEnding(onClose);
  const [typed, setTyped] = useState("");
  const ask = useAmanatMutation("retention", "deleteAccount", ends(t("isAsked"), refresh));
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("confirmTitle")}
      error={ask.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("back")}
          color="pomegranate"
          loading={ask.isPending}
          disabled={plain(typed) !== plain(confirm)}
          onClick={() => ask.mutate({ confirm: typed.trim() })}
        >
          {t("ask")}
        </Answers>
      }
    >
      <Text>
        {t("confirmText")} <bdi dir="auto">{confirm}</bdi>
      </Text>
      <TextInput
        label={t("typed")}
        required
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        dir="auto"
        autoComplete="off"
        maxLength={320}
      />
    </Dialog>
  );
}
