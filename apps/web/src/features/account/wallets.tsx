"use client";

import type { IdentityView } from "@amanat/contracts";
import { AddressText, Button, DateText, EmptyState, ListSkeleton, shortAddress } from "@amanat/ui";
import { IconPlus, IconWallet } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { Row, Rows, Section } from "../section/section.tsx";

const AddWallet = lateComponent(() => import("./add-wallet.tsx"), "AddWallet");
const Unlink = lateComponent(() => import("./unlink.tsx"), "Unlink");

/** The person's own wallets: they sign in with them and confirm with them. */
export function Wallets() {
  const t = useTranslations("account.wallets");
  const found = useAmanatQuery("auth", "identities", {});
  const adding = useLateDialog();
  const wallets = (found.data?.identities ?? []).filter(({ provider }) => provider === "wallet");
  const add = (
    <Button variant="light" leftSection={<IconPlus size={20} aria-hidden />} onClick={adding.open}>
      {t("add")}
    </Button>
  );
  return (
    <Section id="wallets" title={t("title")} lead={t("lead")} action={wallets.length === 0 ? undefined : add}>
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data !== undefined && wallets.length === 0 ? <EmptyState icon={IconWallet} order={3} title={t("empty")} action={add} /> : null}
      {wallets.length === 0 ? null : (
        <Rows label={t("title")}>
          {wallets.map((wallet) => (
            <WalletRow key={wallet.subject} wallet={wallet} />
          ))}
        </Rows>
      )}
      {adding.wanted ? <AddWallet key={adding.times} opened={adding.opened} onClose={adding.close} /> : null}
    </Section>
  );
}

function WalletRow({ wallet }: { wallet: IdentityView }) {
  const t = useTranslations("account.wallets");
  const removing = useLateDialog();
  const used = wallet.lastUsedAt;
  return (
    <>
      <Row
        icon={<IconWallet size={22} aria-hidden />}
        name={<AddressText address={wallet.label} />}
        details={
          <>
            {t.rich("added", { time: () => <DateText value={wallet.createdAt} /> })}
            {used === null ? null : (
              <>
                {" · "}
                {t.rich("used", { time: () => <DateText value={used} look="moment" /> })}
              </>
            )}
          </>
        }
        actions={
          <Button variant="default" aria-label={t("removeNamed", { address: shortAddress(wallet.label) })} onClick={removing.open}>
            {t("remove")}
          </Button>
        }
      />
      {removing.wanted ? <Unlink key={removing.times} identity={wallet} opened={removing.opened} onClose={removing.close} /> : null}
    </>
  );
}
