import common from "../../messages/fr/common.json" with { type: "json" };
import home from "../../messages/fr/home.json" with { type: "json" };
import auth from "../../messages/fr/auth.json" with { type: "json" };
import account from "../../messages/fr/account.json" with { type: "json" };
import request from "../../messages/fr/request.json" with { type: "json" };
import offer from "../../messages/fr/offer.json" with { type: "json" };
import errors from "../../messages/fr/errors.json" with { type: "json" };
import wallet from "../../messages/fr/wallet.json" with { type: "json" };
import claim from "../../messages/fr/claim.json" with { type: "json" };
import receipt from "../../messages/fr/receipt.json" with { type: "json" };
import pay from "../../messages/fr/pay.json" with { type: "json" };
import deal from "../../messages/fr/deal.json" with { type: "json" };
import destination from "../../messages/fr/destination.json" with { type: "json" };
import admin from "../../messages/fr/admin.json" with { type: "json" };
import audit from "../../messages/fr/audit.json" with { type: "json" };
import desk from "../../messages/fr/desk.json" with { type: "json" };
import info from "../../messages/fr/info.json" with { type: "json" };
import notices from "../../messages/fr/notices.json" with { type: "json" };
import webhooks from "../../messages/fr/webhooks.json" with { type: "json" };
import files from "../../messages/fr/files.json" with { type: "json" };
import dossier from "../../messages/fr/dossier.json" with { type: "json" };
import chat from "../../messages/fr/chat.json" with { type: "json" };
import cases from "../../messages/fr/cases.json" with { type: "json" };
import mediation from "../../messages/fr/mediation.json" with { type: "json" };
import data from "../../messages/fr/data.json" with { type: "json" };
import notifications from "../../messages/fr/notifications.json" with { type: "json" };

export default {
  common,
  home,
  auth,
  account,
  request,
  offer,
  errors,
  wallet,
  pay,
  claim,
  receipt,
  deal,
  destination,
  admin,
  audit,
  desk,
  info,
  webhooks,
  files,
  chat,
  dossier,
  cases,
  mediation,
  notices,
  notifications,
  data,
};
