import common from "../../messages/ar/common.json" with { type: "json" };
import home from "../../messages/ar/home.json" with { type: "json" };
import auth from "../../messages/ar/auth.json" with { type: "json" };
import account from "../../messages/ar/account.json" with { type: "json" };
import request from "../../messages/ar/request.json" with { type: "json" };
import offer from "../../messages/ar/offer.json" with { type: "json" };
import errors from "../../messages/ar/errors.json" with { type: "json" };
import wallet from "../../messages/ar/wallet.json" with { type: "json" };
import claim from "../../messages/ar/claim.json" with { type: "json" };
import receipt from "../../messages/ar/receipt.json" with { type: "json" };
import pay from "../../messages/ar/pay.json" with { type: "json" };
import deal from "../../messages/ar/deal.json" with { type: "json" };
import destination from "../../messages/ar/destination.json" with { type: "json" };
import admin from "../../messages/ar/admin.json" with { type: "json" };
import audit from "../../messages/ar/audit.json" with { type: "json" };
import desk from "../../messages/ar/desk.json" with { type: "json" };
import info from "../../messages/ar/info.json" with { type: "json" };
import notices from "../../messages/ar/notices.json" with { type: "json" };
import webhooks from "../../messages/ar/webhooks.json" with { type: "json" };
import files from "../../messages/ar/files.json" with { type: "json" };
import dossier from "../../messages/ar/dossier.json" with { type: "json" };
import chat from "../../messages/ar/chat.json" with { type: "json" };
import cases from "../../messages/ar/cases.json" with { type: "json" };
import mediation from "../../messages/ar/mediation.json" with { type: "json" };
import data from "../../messages/ar/data.json" with { type: "json" };
import notifications from "../../messages/ar/notifications.json" with { type: "json" };

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
