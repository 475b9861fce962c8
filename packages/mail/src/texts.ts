import type { Locale } from "@amanat/contracts";
import { ar } from "./words/ar.ts";
import { en } from "./words/en.ts";
import { fa } from "./words/fa.ts";
import { fr } from "./words/fr.ts";
import { vi } from "./words/vi.ts";
import type { MailWords } from "./words/words.ts";
import { zh } from "./words/zh.ts";

/** Every mail in every language. */
export const TEXTS: Readonly<Record<Locale, MailWords>> = { fa, en, fr, vi, zh, ar };
