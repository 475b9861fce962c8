import { module as audit } from "@amanat/audit/module";
import { module as auth } from "@amanat/auth/module";
import { module as deals } from "@amanat/deals/module";
import { module as incidents } from "@amanat/incidents/module";
import { module as ledger } from "@amanat/ledger/module";
import { module as marketplace } from "@amanat/marketplace/module";
import { module as payment } from "@amanat/payment/module";
import { BOOKS } from "./books.ts";
import { KINDS } from "./kinds.ts";
import { notices } from "./notices.ts";

/** The contexts there are: the one list that api, worker and realtime are composed from. */
export const MODULES = [auth, marketplace(KINDS), deals(KINDS), payment, ledger(BOOKS), audit, incidents, notices] as const;
