"use client";

import { AddressText, Alert, Button, Group, Modal, Stack, Text, UnstyledButton } from "@amanat/ui";
import { IconAlertTriangle, IconWallet } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConfig, useConnection, useConnectors, useDisconnect, type Config, type Connector } from "wagmi";
import { connect, disconnect } from "wagmi/actions";
import { useAction } from "../../client/action.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import classes from "./connect-wallet.module.css";
import { signProblem, walletProblem, WalletRefusal } from "./errors.ts";

type ConnectWalletProps = {
  chainName: string;
  /** Offered instead of the wallets when there are none. */
  onUseAddress: () => void;
};

/** A button that opens the list of the wallets the browser announced: the one thing to do on its page. */
export function ConnectWallet({ chainName, onUseAddress }: ConnectWalletProps) {
  const t = useTranslations("wallet");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="lg" leftSection={<IconWallet size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("connect")}
      </Button>
      <WalletsDialog opened={open} onClose={() => setOpen(false)} chainName={chainName} onUseAddress={onUseAddress} />
    </>
  );
}

type WalletsDialogProps = LateDialogProps & {
  chainName: string;
  onUseAddress?: () => void;
  onDone?: (address: string, wallet: string) => void;
};

/** The wallets to choose from, over the page; gone once one is connected. */
export function WalletsDialog({ opened, onClose, chainName, onUseAddress, onDone }: WalletsDialogProps) {
  const t = useTranslations("wallet");
  const errors = useTranslations("errors");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("chooseTitle")}
      closeButtonProps={{ "aria-label": errors("close") }}
      styles={{ title: { fontWeight: 700 } }}
    >
      <WalletList
        chainName={chainName}
        onDone={(address, wallet) => {
          onClose();
          onDone?.(address, wallet);
        }}
        {...(onUseAddress === undefined
          ? {}
          : {
              onUseAddress: () => {
                onClose();
                onUseAddress();
              },
            })}
      />
    </Modal>
  );
}

/** What a wallet's error means to the person, where they pay and where they only sign. */
export function useWalletProblem(purpose: "pay" | "sign"): (error: unknown, chainName: string) => string {
  const t = useTranslations("wallet");
  return (error, chainName) =>
    purpose === "sign" ? t(`signProblem.${signProblem(error)}`) : t(`problem.${walletProblem(error)}`, { chain: chainName, amount: "" });
}

/** Connects a wallet and answers its first account. */
async function accountOf(config: Config, connector: Connector): Promise<string> {
  let accounts: readonly string[];
  try {
    ({ accounts } = await connect(config, { connector }));
  } catch (error) {
    // It was connected for an earlier question; then there is nothing to connect, and its accounts are known.
    if (!(error instanceof Error) || error.name !== "ConnectorAlreadyConnectedError") throw error;
    accounts = await connector.getAccounts();
  }
  const [account] = accounts;
  if (account !== undefined) return account;
  // A wallet that is locked may connect all the same, and name no account; let go of, it is asked anew next time.
  await disconnect(config, { connector });
  throw new WalletRefusal("not_authorised");
}

/** The wallets this browser announced, to choose one and connect it. */
export function WalletList({
  chainName,
  onDone,
  onUseAddress,
  hint,
  purpose = "pay",
}: {
  chainName: string;
  onDone: (address: string, wallet: string, connector: Connector) => void;
  onUseAddress?: () => void;
  /** What choosing one leads to; left out: what connecting means. */
  hint?: string;
  purpose?: "pay" | "sign";
}) {
  const t = useTranslations("wallet");
  const problemText = useWalletProblem(purpose);
  const connectors = useConnectors();
  const connection = useConnection();
  const config = useConfig();
  const choose = useAction<string, Error, Connector>({
    mutationFn: async (connector) => {
      if (connection.connector?.uid === connector.uid && connection.address !== undefined) return connection.address;
      return accountOf(config, connector);
    },
    onSuccess: (account, connector) => onDone(account, connector.name, connector),
  });
  if (connectors.length === 0) {
    return (
      <Stack gap="sm">
        <Text fw={600}>{t("noneTitle")}</Text>
        <Text>{t(onUseAddress === undefined ? "noneHintPlain" : "noneHint")}</Text>
        {onUseAddress === undefined ? null : <Button onClick={onUseAddress}>{t("useAddress")}</Button>}
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {hint ?? t("chooseHint")}
      </Text>
      <ul className={classes.list}>
        {connectors.map((connector) => (
          <li key={connector.uid}>
            <WalletRow
              connector={connector}
              busy={choose.isPending}
              asked={choose.isPending && choose.variables.uid === connector.uid}
              onChoose={() => choose.mutate(connector)}
            />
          </li>
        ))}
      </ul>
      {choose.error === null ? null : (
        <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {problemText(choose.error, chainName)}
        </Alert>
      )}
    </Stack>
  );
}

type WalletRowProps = { connector: Connector; busy: boolean; asked: boolean; onChoose: () => void };

function WalletRow({ connector, busy, asked, onChoose }: WalletRowProps) {
  const t = useTranslations("wallet");
  return (
    <UnstyledButton className={classes.wallet ?? ""} onClick={onChoose} disabled={busy}>
      {connector.icon === undefined ? (
        <IconWallet size={36} aria-hidden />
      ) : (
        <img src={connector.icon.trim()} alt="" width={36} height={36} />
      )}
      <span>{asked ? t("connecting", { wallet: connector.name }) : connector.name}</span>
    </UnstyledButton>
  );
}

/** Which wallet and account is connected, and the way out. */
export function ConnectedWallet({ address, name }: { address: string; name: string }) {
  const t = useTranslations("wallet");
  const disconnect = useDisconnect();
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text fw={600}>{t("connectedAs", { wallet: name })}</Text>
        <AddressText address={address} />
      </div>
      <Button variant="default" onClick={() => disconnect.mutate({})}>
        {t("disconnect")}
      </Button>
    </Group>
  );
}
