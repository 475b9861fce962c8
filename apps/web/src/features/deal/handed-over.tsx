"use client";

import type { Handover } from "@amanat/contracts";
import { AddressText, UserText, UserWord } from "@amanat/ui";
import { IconExternalLink, IconFileText, IconTruckDelivery } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AttachedFiles } from "../files/attached-files.tsx";
import classes from "./handed-over.module.css";
import { LinkHost } from "./link-host.tsx";

/** The delivered thing itself: a link or files to open, a parcel to follow, or words. */
export function HandedOver({ handover }: { handover: Handover }) {
  const t = useTranslations("deal.delivery");
  return (
    <div className={classes.thing} data-handover={handover.kind}>
      {handover.kind === "artifact" && handover.url !== null ? <FileLink url={handover.url} /> : null}
      {handover.kind === "parcel" ? <Parcel carrier={handover.carrier} tracking={handover.tracking} /> : null}
      {handover.note === "" ? null : <UserText size="sm">{handover.note}</UserText>}
      <AttachedFiles files={handover.files} label={t("files")} />
      {handover.kind === "artifact" && handover.sha256 !== null ? <Fingerprint sha256={handover.sha256} /> : null}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <span>{label}</span>
      {children}
    </div>
  );
}

function Fingerprint({ sha256 }: { sha256: string }) {
  const t = useTranslations("deal.delivery");
  return (
    <Fact label={t("sha256")}>
      <AddressText address={sha256} copyLabel={t("sha256")} />
    </Fact>
  );
}

function FileLink({ url }: { url: string }) {
  const t = useTranslations("deal.delivery");
  return (
    <a className={classes.link} href={url} target="_blank" rel="noopener noreferrer nofollow">
      <IconFileText size={26} stroke={1.7} aria-hidden />
      <span className={classes.where}>
        <span className={classes.host}>{t("open")}</span>
        {/* The host by itself: it is what somebody decides by before opening. */}
        <LinkHost link={url} />
        <bdi dir="ltr" className={classes.url}>
          {shown(url)}
        </bdi>
      </span>
      <IconExternalLink size={20} aria-hidden data-flip />
    </a>
  );
}

/** A link without its scheme, as a person compares it. */
function shown(url: string): string {
  return url.replace(/^https?:\/\//, "");
}

function Parcel({ carrier, tracking }: { carrier: string; tracking: string }) {
  const t = useTranslations("deal.delivery");
  return (
    <>
      <Fact label={t("carrier")}>
        <IconTruckDelivery size={18} aria-hidden />
        <UserWord>{carrier}</UserWord>
      </Fact>
      <Fact label={t("tracking")}>
        <AddressText address={tracking} copyLabel={t("tracking")} />
      </Fact>
    </>
  );
}
