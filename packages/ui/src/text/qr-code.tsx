"use client";

import { QRCodeSVG } from "qrcode.react";
import classes from "./qr-code.module.css";

/** A QR code on white in both schemes, with a name for people who cannot see it. */
export function QrCode({ value, label, size = 208 }: { value: string; label: string; size?: number }) {
  return (
    <div className={classes.frame} role="img" aria-label={label} data-qr={value}>
      <QRCodeSVG value={value} size={size} level="M" marginSize={4} aria-hidden="true" />
    </div>
  );
}
