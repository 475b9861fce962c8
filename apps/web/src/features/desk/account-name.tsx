"use client";

import type { AccountView } from "@amanat/contracts";
import { AddressText, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { Code } from "../admin/code.tsx";
import { accountPath } from "./ledger-filter.ts";

type Account = Pick<AccountView, "kind" | "scope" | "party" | "asset">;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As people's ids and deals' are written outside. */
const publicly = (prefix: string, uuid: string): string => `${prefix}_${uuid.replaceAll("-", "")}`;

/** The agreement an account belongs to, which is a deal's or a deposit's. */
export function ScopeText({ scope }: { scope: string }) {
  if (scope === "") return <span aria-hidden="true">—</span>;
  if (!UUID.test(scope)) return <Code>{scope}</Code>;
  return (
    <TextLink href={`/admin/deals/${publicly("deal", scope)}`}>
      <Code>{scope}</Code>
    </TextLink>
  );
}

/** Whose it is: a person, an address, a part of the price. */
export function PartyText({ party }: { party: string }) {
  if (party === "") return <span aria-hidden="true">—</span>;
  if (UUID.test(party))
    return (
      <TextLink href={`/admin/people/${publicly("usr", party)}`}>
        <Code>{party}</Code>
      </TextLink>
    );
  return party.length > 20 ? <AddressText address={party} /> : <Code>{party}</Code>;
}

/** An account by what it is called, leading to its statement. */
export function AccountName({ account }: { account: Account }) {
  const t = useTranslations("admin.ledger.kind");
  return (
    <Stack gap={2}>
      <TextLink href={accountPath(account)}>{t(account.kind)}</TextLink>
      {account.scope === "" ? null : <ScopeText scope={account.scope} />}
      {account.party === "" ? null : <PartyText party={account.party} />}
    </Stack>
  );
}
