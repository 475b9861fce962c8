import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export type HeaderRules = {
  secure: boolean;
  dev: boolean;
  /** Origin of the captcha's widget; null when there is none. */
  captchaOrigin: string | null;
  /** Origin of the bucket that pages send files to; null when they send them to us. */
  uploadOrigin: string | null;
};

/** For every answer. */
export function setCommonHeaders(res: ServerResponse, correlationId: string, rules: HeaderRules): void {
  res.setHeader("x-correlation-id", correlationId);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  res.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()");
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("x-frame-options", "DENY");
  if (rules.secure) res.setHeader("strict-transport-security", "max-age=63072000; includeSubDomains");
}

/**
 * The page's content policy with a fresh nonce: on the request, where Next finds it for its own scripts and the layout for Mantine's styles,
 * and on the answer, where the browser enforces it. Development loosens it for hot reload. `style-src-attr`: server-rendered style
 * attributes can not carry a nonce.
 */
export function setContentPolicy(req: IncomingMessage, res: ServerResponse, rules: HeaderRules): void {
  const nonce = randomBytes(16).toString("base64");
  const captcha = rules.captchaOrigin === null ? "" : ` ${rules.captchaOrigin}`;
  const bucket = rules.uploadOrigin === null ? "" : ` ${rules.uploadOrigin}`;
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${rules.dev ? " 'unsafe-eval'" : ""}`,
    rules.dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `frame-src 'self'${captcha}`,
    `connect-src 'self'${bucket}${rules.dev ? " ws: wss:" : ""}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
  ].join("; ");
  req.headers["x-nonce"] = nonce;
  req.headers["content-security-policy"] = policy;
  res.setHeader("content-security-policy", policy);
}
