"use client";

import { AddressText, Alert, Button, Group, Modal, Stack, Text, UnstyledButton } from "@amanat/ui";
import { IconAlertTriangle, IconWallet } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConnect, useConnection, useConnectors, useDisconnect, type Connector } from "wagmi";
import classes from "./connect-wallet.module.css";
import { signProblem, walletProblem, WalletRefusal } from "./errors.ts";

export type ConnectWalletProps = {
  chainName: string;
  /** Shown instead of the wallets when there are none. */ onUseAddress?: () => void;
  label?: string;
  onConnected?: (address: string, wallet: string) => void;
};

/** The connected wallet, or a button that opens the list of those the browser announced. */
export function ConnectWallet({ chainName, onUseAddress, label, onConnected }: ConnectWalletProps) {
  const t = useTranslations("wallet");
  const errors = useTranslations("errors");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="light" leftSection={<IconWallet size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {label ?? t("connect")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("chooseTitle")}
        closeButtonProps={{ "aria-label": errors("close") }}
        styles={{ title: { fontWeight: 700 } }}
      >
        <WalletList
          chainName={chainName}
          onDone={(address, wallet) => {
            setOpen(false);
            onConnected?.(address, wallet);
          }}
          {...(onUseAddress === undefined
            ? {}
            : {
                onUseAddress: () => {
                  setOpen(false);
                  onUseAddress();
                },
              })}
        />
      </Modal>
    </>
  );
}

/** What a wallet's error means to the person, where they pay and where they only sign. */
export function useWalletProblem(purpose: "pay" | "sign"): (error: unknown, chainName: string) => string {
  const t = useTranslations("wallet");
  return (error, chainName) =>
    purpose === "sign" ? t(`signProblem.${signProblem(error)}`) : t(`problem.${walletProblem(error)}`, { chain: chainName, amount: "" });
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
  const connect = useConnect();
  const disconnect = useDisconnect();
  const [asked, setAsked] = useState<Connector | null>(null);
  const [problem, setProblem] = useState<{ error: unknown } | null>(null);
  if (connectors.length === 0) {
    return (
      <Stack gap="sm">
        <Text fw={600}>{t("noneTitle")}</Text>
        <Text>{t(onUseAddress === undefined ? "noneHintPlain" : "noneHint")}</Text>
        {onUseAddress === undefined ? null : <Button onClick={onUseAddress}>{t("useAddress")}</Button>}
      </Stack>
    );
  }
  const chosen = (account: unknown, connector: Connector) => {
    if (typeof account === "string") return onDone(account, connector.name, connector);
    // A wallet that is locked may connect all the same, and name no account; let go of, it is asked anew next time.
    disconnect.mutate({ connector });
    setProblem({ error: new WalletRefusal("not_authorised") });
  };
  const choose = (connector: Connector) => {
    setProblem(null);
    setAsked(connector);
    if (connection.connector?.uid === connector.uid && connection.address !== undefined) {
      onDone(connection.address, connector.name, connector);
      return;
    }
    connect.mutate(
      { connector },
      {
        onSuccess: ({ accounts }) => chosen(accounts[0], connector),
        onError: (error) => {
          // It was connected for an earlier question; then there is nothing to connect, and its accounts are known.
          if (error.name !== "ConnectorAlreadyConnectedError") return setProblem({ error });
          connector.getAccounts().then(
            ([first]) => chosen(first, connector),
            (failure: unknown) => setProblem({ error: failure }),
          );
        },
      },
    );
  };
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
              busy={connect.isPending}
              asked={connect.isPending && asked?.uid === connector.uid}
              onChoose={() => choose(connector)}
            />
          </li>
        ))}
      </ul>
      {problem === null ? null : (
        <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {problemText(problem.error, chainName)}
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
