"use client";

import { type AccountKind, type AccountView, formatUnits } from "@amanat/contracts";
import { Card, DataTable, Money, Stack, type Column } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage, useCursor } from "../admin/admin-list.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { AccountName, PartyText, ScopeText } from "./account-name.tsx";
import { accountPath } from "./ledger-filter.ts";

/** The accounts of one kind and asset, by name. */
export function AccountList({ asset, kind }: { asset: string; kind: AccountKind }) {
  const t = useTranslations("desk.ledger");
  const words = useTranslations("admin.ledger.kind");
  const amanat = useAmanat();
  const { cursor, onGo } = useCursor();
  const shown = useAssetOf()(asset);
  const ask = (limit: number, from: string | null | undefined) => ({ asset, kind, limit, ...(from ? { cursor: from } : {}) });
  const page = useAmanatQuery("ledger", "accountsOfKind", ask(20, cursor));
  const columns: readonly Column<AccountView>[] = [
    { key: "scope", title: t("scope"), render: ({ scope }) => <ScopeText scope={scope} />, text: ({ scope }) => scope },
    { key: "party", title: t("party"), render: ({ party }) => <PartyText party={party} />, text: ({ party }) => party },
    {
      key: "balance",
      title: t("balance"),
      align: "end",
      render: ({ balance }) => <Money amount={balance} asset={shown} />,
      text: ({ balance }) => formatUnits(BigInt(balance), shown.decimals),
    },
    { key: "open", title: t("statement"), render: (account) => <TextLink href={accountPath(account)}>{t("open")}</TextLink> },
  ];
  const title = `${words(kind)} · ${shown.symbol}`;
  return (
    <AdminListPage
      title={title}
      lead={<TextLink href="/admin/ledger">{t("back")}</TextLink>}
      file={{ name: `accounts-${kind}`, columns, ask: (from) => amanat.ledger.accountsOfKind(ask(100, from)) }}
      query={page}
      empty={{ icon: IconInbox, title: t("noAccount") }}
      cursor={cursor}
      onGo={onGo}
    >
      {(accounts) => (
        <DataTable
          caption={title}
          columns={columns}
          rows={accounts}
          rowKey={({ scope, party }) => `${scope} ${party}`}
          minWidth={760}
          card={(account) => (
            <Card padding="md" component="article">
              <Stack gap={6}>
                <AccountName account={account} />
                <Money amount={account.balance} asset={shown} strong />
              </Stack>
            </Card>
          )}
        />
      )}
    </AdminListPage>
  );
}
