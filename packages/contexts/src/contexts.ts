import * as aml from "@amanat/aml/module";
import * as audit from "@amanat/audit/module";
import * as auth from "@amanat/auth/module";
import * as chat from "@amanat/chat/module";
import * as deals from "@amanat/deals/module";
import * as disputes from "@amanat/disputes/module";
import * as desk from "@amanat/desk/module";
import * as dossier from "@amanat/dossier/module";
import * as files from "@amanat/files/module";
import * as incidents from "@amanat/incidents/module";
import * as ledger from "@amanat/ledger/module";
import * as limits from "@amanat/limits/module";
import * as marketplace from "@amanat/marketplace/module";
import * as notifications from "@amanat/notifications/module";
import * as payment from "@amanat/payment/module";
import * as prices from "@amanat/prices/module";
import * as push from "@amanat/push/module";
import * as settings from "@amanat/settings/module";
import * as retention from "@amanat/retention/module";
import * as webhooks from "@amanat/webhooks/module";

/** The contexts there are, each with its module and the kinds of deal that come with it: the one list that all is composed from. */
export const CONTEXTS = [
  auth,
  marketplace,
  deals,
  disputes,
  payment,
  aml,
  prices,
  ledger,
  audit,
  incidents,
  limits,
  webhooks,
  files,
  chat,
  notifications,
  push,
  desk,
  dossier,
  settings,
  retention,
] as const;
